import "server-only"
import { listAnnotations } from "@/lib/annotations/queries"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { bookDate } from "@/lib/pricing/book-date"
import { getPriceBook } from "@/lib/pricing/queries"
import { comparedSpend } from "@/lib/spend/compared"
import { spend } from "@/lib/spend/queries"
import { allowedInterval, resolveRange, toSpendQuery } from "@/lib/spend/range"
import type { SpendQuery } from "@/lib/spend/schema"
import { unlistedSpend } from "@/lib/spend/unlisted"
import { parseView, type SearchParams } from "@/lib/spend/url"
import { bucketStarts } from "@/lib/time"
import { formatRange } from "@/lib/time-format"

/** Rows that a page shows at first, and at most. */
export const FEW_ROWS = 100
export const MOST_ROWS = 1_000
/** Markers of a chart; older ones stay in the list of the API. */
const MOST_MARKERS = 20
/** Groups times buckets of one answer. */
const MOST_CELLS = 40_000

/** `rows=1000`; anything else is the usual number. */
function rowsOf(params: SearchParams): number {
  const text = params instanceof URLSearchParams ? params.get("rows") : params.rows
  return text === String(MOST_ROWS) ? MOST_ROWS : FEW_ROWS
}

/** Rows with a course, and where more are shown, the sums of those. */
async function outerSpend(scope: Scope, query: SpendQuery, rows: number) {
  const [course, all] = await Promise.all([
    spend(scope, query),
    rows > query.limit ? spend(scope, { ...query, limit: rows, course: false }) : null,
  ])
  return { course, outer: all ? { ...all, series: course.series } : course }
}

/** The chart and the rows of the first dimension are one answer; a second one says what the rows are made of. */
export async function readExplore(params: SearchParams) {
  const scope = await requireScope()
  const organisation = await getOrganisation(scope)
  const { zone, fiscalStart } = organisation
  const { ignored, ...view } = parseView(params)
  const [first = "team", second] = view.groupBy
  const now = new Date()
  const range = resolveRange(view.range, now, zone, fiscalStart)
  const buckets = bucketStarts(range.from, range.to, allowedInterval(view.interval, range), zone).length
  const rows = rowsOf(params)
  const limit = Math.min(FEW_ROWS, Math.floor(MOST_CELLS / buckets))
  const query = toSpendQuery(view, now, zone, limit, fiscalStart)
  const [{ outer, course }, inner, compared, unlisted, book, happened] = await Promise.all([
    outerSpend(scope, { ...query, groupBy: [first] }, rows),
    second ? spend(scope, { ...query, groupBy: [first, second], limit: MOST_ROWS, course: false }) : null,
    comparedSpend(scope, query, zone, now),
    unlistedSpend(scope, { ...query, groupBy: second ? [first, second] : [first] }),
    getPriceBook(scope),
    listAnnotations(scope, {
      ...{ from: range.from.toISOString(), to: range.to.toISOString(), limit: MOST_MARKERS },
    }),
  ])
  return {
    scope,
    view: { ...view, groupBy: second ? [first, second] : [first] },
    dimension: first,
    now,
    range,
    rangeText: formatRange(range.from, range.to, zone),
    outer,
    course,
    inner,
    unlisted,
    // A period without any call was before the first event: no line lies at zero.
    happened: happened.annotations,
    compared: outer.compare?.total.calls === 0 ? null : compared,
    priceDate: bookDate(book),
    hasAllRows: rows >= MOST_ROWS || outer.other === null,
    ignored,
  }
}

export type Explore = Awaited<ReturnType<typeof readExplore>>
