import { BarFailed } from "@/components/filters/bar-failed"
import { RangeBar } from "@/components/filters/range-bar"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"

/** The range of the page, in the organisation's days. */
export async function RangeChoice() {
  const found = await readSection("The controls", async () => getOrganisation(await requireScope()))
  if (!found.ok) return <BarFailed />
  const { zone, fiscalStart } = found.value
  return <RangeBar zone={zone} fiscalStart={fiscalStart} now={new Date().toISOString()} />
}
