import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { bookDate } from "@/lib/pricing/book-date"
import { getPriceBook } from "@/lib/pricing/queries"
import { explainedChange } from "@/lib/spend/explained"
import { comparisonRange, resolveRange } from "@/lib/spend/range"
import { parseView, type SearchParams } from "@/lib/spend/url"
import { formatRange } from "@/lib/time-format"

/** Entities with a row of their own. */
const MOST_ROWS = 50

/** The two periods of an address and what turned one into the other; no change without a comparison. */
export async function readChange(params: SearchParams) {
  const scope = await requireScope()
  const { zone, fiscalStart } = await getOrganisation(scope)
  const { ignored, ...parsed } = parseView(params)
  const [dimension = "team", ...deeper] = parsed.groupBy
  const view = { ...parsed, groupBy: [dimension] }
  const now = new Date()
  const range = resolveRange(view.range, now, zone, fiscalStart)
  const comparison = comparisonRange(view.range, range, view.compare, now, zone)
  const [answer, book] = await Promise.all([
    comparison &&
      explainedChange(scope, { range, comparison, dimension, filters: view.filters, limit: MOST_ROWS }),
    getPriceBook(scope),
  ])
  return {
    view,
    dimension,
    now,
    zone,
    range,
    rangeText: formatRange(range.from, range.to, zone),
    comparison,
    answer,
    priceDate: bookDate(book),
    ignored: [...ignored, ...deeper.map((level) => `group_by=${level}`)],
  }
}

export type Change = Awaited<ReturnType<typeof readChange>>
