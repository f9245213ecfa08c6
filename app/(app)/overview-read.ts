import "server-only"
import { readAttention } from "@/app/(app)/attention-read"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { spendForecast } from "@/lib/forecast/queries"
import { bookDate } from "@/lib/pricing/book-date"
import { getPriceBook } from "@/lib/pricing/queries"
import { listSources } from "@/lib/sources/queries"
import { comparedSpend } from "@/lib/spend/compared"
import { spend } from "@/lib/spend/queries"
import { resolveRange, toSpendQuery } from "@/lib/spend/range"
import type { Dimension, SpendQuery } from "@/lib/spend/schema"
import { parseView, type SearchParams, type View } from "@/lib/spend/url"
import { formatRange } from "@/lib/time-format"

/** Values asked for by name; the rest of them arrives as one sum. */
const ASKED = 100

/** What the address asks for, with the instants that it means now. */
export interface Asked {
  scope: Scope
  view: View
  dimension: Dimension
  now: Date
  query: SpendQuery
}

/** One answer feeds the headline figures, the notices, the chart and the main table. */
export async function readOverview(params: SearchParams) {
  const scope = await requireScope()
  const organisation = await getOrganisation(scope)
  const { zone, fiscalStart } = organisation
  const { ignored, ...parsed } = parseView(params)
  const [dimension = "team", ...deeper] = parsed.groupBy
  const view: View = { ...parsed, groupBy: [dimension] }
  const now = new Date()
  const range = resolveRange(view.range, now, zone, fiscalStart)
  const query = toSpendQuery(view, now, zone, ASKED, fiscalStart)
  const asked: Asked = { scope, view, dimension, now, query }
  const [answer, compared, sources, book, attention] = await Promise.all([
    spend(scope, asked.query),
    comparedSpend(scope, asked.query, zone, now),
    listSources(scope),
    getPriceBook(scope),
    readAttention(scope, now),
  ])
  return {
    asked,
    attention,
    range,
    rangeText: formatRange(range.from, range.to, zone),
    answer,
    // A period without any call was before the first event: no line lies at zero.
    compared: answer.compare?.total.calls === 0 ? null : compared,
    sources,
    priceDate: bookDate(book),
    ignored: [...ignored, ...deeper.map((level) => `group_by=${level}`)],
  }
}

export type Overview = Awaited<ReturnType<typeof readOverview>>

/** The same question, of spend whose user, agent, feature and team are all known. */
export function readKnown({ scope, query }: Asked) {
  const known = (["user", "agent", "feature", "team"] as const).map((dimension) => ({
    dimension,
    operator: "!=" as const,
    values: [null],
  }))
  return spend(scope, { ...query, groupBy: [], filters: [...query.filters, ...known], limit: 1 })
}

export function readForecast({ scope, query, now }: Asked) {
  return spendForecast(scope, { period: "month", filters: query.filters, now })
}

export function readRoutes({ scope, query }: Asked) {
  return spend(scope, { ...query, groupBy: ["provider", "route"], limit: ASKED, comparison: null })
}

export function readBreakdown({ scope, query }: Asked, dimension: Dimension) {
  return spend(scope, { ...query, groupBy: [dimension] })
}
