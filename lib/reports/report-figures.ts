import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { baseUrl } from "@/lib/env"
import { dimensionLabel } from "@/lib/spend/filter"
import { type Headline, toHeadlines } from "@/lib/spend/headline"
import { spend } from "@/lib/spend/queries"
import { customRange, toSpendQuery } from "@/lib/spend/range"
import { type SpendLines, toSpendLines } from "@/lib/spend/spend-lines"
import { topGroups } from "@/lib/spend/top"
import { parseView, type View, viewHref } from "@/lib/spend/url"
import { formatInstant, formatRange } from "@/lib/time-format"
import type { Period } from "./periods"

/** Values asked for by name, and those with a row of their own. */
const ASKED = 100
const ROWS = 12

/** All that a letter says, ready to print. */
export interface ReportFigures extends Pick<SpendLines, "lines" | "total"> {
  organisation: string
  range: string
  zone: string
  asOf: string
  /** Of the rows: `Team`. */
  dimension: string
  compares: boolean
  headlines: Headline[]
  unpricedCalls: number
  /** The view over the report's period. */
  href: string
}

/** The view of a schedule over one period, compared with the one before. */
export function viewOf(
  { query }: { query: string },
  { from, to }: Pick<Period, "from" | "to">,
  zone: string,
): View {
  const { ignored: _, ...view } = parseView(new URLSearchParams(query))
  return { ...view, range: customRange(from, to, zone), compare: "previous", interval: null }
}

/** What the scope sees of a view over a period: the figures of its page, to the last digit. */
export async function reportFigures(
  scope: Scope,
  schedule: { page: string; query: string },
  period: Pick<Period, "from" | "to">,
  now: Date,
): Promise<ReportFigures> {
  const { name, zone, fiscalStart } = await getOrganisation(scope)
  const whole = viewOf(schedule, period, zone)
  const [dimension = "team"] = whole.groupBy
  const view = { ...whole, groupBy: [dimension] }
  const answer = await spend(scope, toSpendQuery(view, now, zone, ASKED, fiscalStart))
  const { lines, total, compares } = toSpendLines(topGroups(answer, dimension, ROWS), {
    dimension,
    view,
    now,
  })
  return {
    organisation: name,
    range: formatRange(period.from, period.to, zone),
    zone,
    asOf: formatInstant(new Date(answer.as_of), zone),
    dimension: dimensionLabel(dimension),
    compares,
    headlines: toHeadlines(answer, now),
    lines,
    total,
    unpricedCalls: answer.unpriced.calls,
    href: `${baseUrl()}${viewHref(schedule.page, whole)}`,
  }
}
