import { SectionFailed } from "@/app/(app)/section-failed"
import { RerateFiguresView } from "@/components/rerate/rerate-figures"
import { RerateHead } from "@/components/rerate/rerate-head"
import { isAtWork } from "@/components/rerate/rerate-words"
import { LookAgain } from "@/components/ui/look-again"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { getRerate, listRerates } from "@/lib/rerate/queries"
import { mayEditPrices } from "../may-edit-prices"
import { type Params, paramOf } from "./params"

/** The one that the address names, else one that is at work. */
async function read(params: Params) {
  const scope = await requireScope()
  const { zone } = await getOrganisation(scope)
  const asked = Number(paramOf(params, "id"))
  const named = Number.isSafeInteger(asked) && asked > 0
  const id = named ? asked : (await listRerates(scope)).find(isAtWork)?.id
  return id === undefined ? null : { zone, rerate: await getRerate(scope, id), mayEdit: mayEditPrices(scope) }
}

/** One re-rate: how far it is, what it moves, and what can be done with it. */
export async function RerateSection({ searchParams }: { searchParams: Promise<Params> }) {
  const params = await searchParams
  const found = await readSection("The re-rate", () => read(params))
  if (!found.ok) {
    return (
      <Section title="Re-rate">
        <SectionFailed {...found} />
      </Section>
    )
  }
  if (found.value === null) return null
  const { rerate, zone, mayEdit } = found.value
  return (
    <Section title={`Re-rate ${rerate.id}`}>
      <RerateHead rerate={rerate} zone={zone} mayEdit={mayEdit} />
      {isAtWork(rerate) ? <LookAgain /> : <RerateFiguresView rerate={rerate} />}
    </Section>
  )
}
