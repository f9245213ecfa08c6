import "server-only"
import { mayAttribute, readKnown } from "@/app/(app)/attribution/attribution-read"
import { getPools } from "@/lib/attribution/queries"
import { showback } from "@/lib/attribution/showback"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { resolveRange } from "@/lib/spend/range"
import { parseView, type SearchParams } from "@/lib/spend/url"
import { formatRange } from "@/lib/time-format"

/** Who bears the spend of the address's range, and what is shared. */
export async function readShowback(params: SearchParams) {
  const scope = await requireScope()
  const { zone, fiscalStart } = await getOrganisation(scope)
  const { ignored, ...view } = parseView(params)
  const range = resolveRange(view.range, new Date(), zone, fiscalStart)
  const [answer, { pools, version }, known] = await Promise.all([
    showback(scope, range),
    getPools(scope),
    readKnown(scope),
  ])
  return {
    view,
    answer,
    context: { pools, version, ...known },
    mayChange: mayAttribute(scope),
    rangeText: formatRange(range.from, range.to, zone),
    unfinished: range.unfinished,
    ignored,
  }
}

export type Showback = Awaited<ReturnType<typeof readShowback>>
