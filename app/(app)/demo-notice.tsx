import { demoWords } from "@/components/overview/overview-words"
import { DemoLine } from "@/components/shell/demo-line"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"

/** Says that the page's figures are made up, where they are. */
export async function DemoNotice() {
  const found = await readSection("The organisation", async () => getOrganisation(await requireScope()))
  if (!found.ok || !found.value.isDemo) return null
  return (
    <div className="max-md:mt-2 md:-mt-px">
      <DemoLine action={demoWords(found.value)} />
    </div>
  )
}
