import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { listSources } from "@/lib/sources/queries"
import { toSpendTable } from "@/lib/spend/display"
import { spend } from "@/lib/spend/queries"
import {
  comparedBuckets,
  comparedWords,
  customRange,
  rangeWords,
  resolveRange,
  toSpendQuery,
} from "@/lib/spend/range"
import { toStackedBars } from "@/lib/spend/series"
import { type View, viewHref, withFilter } from "@/lib/spend/url"

/** Groups that the table names; the rest is one row. */
const NAMED = 12

/** The headline figures, the chart and the table of one view: one answer, and one for the dashed line. */
export async function readLead(view: View) {
  const scope = await requireScope()
  const { zone, currency } = await getOrganisation(scope)
  const now = new Date()
  const dimension = view.groupBy[0] ?? "team"
  const query = { ...toSpendQuery(view, now, zone, NAMED), groupBy: [dimension] }
  const range = resolveRange(view.range, now, zone)
  const under = query.comparison && comparedBuckets(range, query.comparison, query.interval, zone)
  const [answer, before, sources] = await Promise.all([
    spend(scope, query),
    under ? spend(scope, { ...query, from: under.from, to: under.to, groupBy: [], comparison: null }) : null,
    listSources(scope),
  ])
  const table = toSpendTable(answer, dimension)
  const chart = toStackedBars(answer, {
    dimension,
    now,
    compared:
      under && query.comparison && before
        ? {
            starts: under.starts,
            words: comparedWords(under, query.comparison, zone, now),
            billed: before.series,
          }
        : null,
    seriesHref: (value) => viewHref("/", withFilter(view, { dimension, operator: "=", values: [value] })),
    bucketHref: (start, end) => viewHref("/events", { ...view, range: customRange(start, end, zone) }),
  })
  return {
    view,
    dimension,
    answer,
    table,
    chart,
    sources,
    range,
    rangeText: rangeWords(view.range, range, zone),
    zone,
    currency,
    now,
  }
}
export type Lead = Awaited<ReturnType<typeof readLead>>
