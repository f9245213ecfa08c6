import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { isOfPart } from "@/lib/health/incident"
import { holdsTo, type Incident, listIncidents } from "@/lib/health/incidents"
import { type HealthKey, keyText, type PathPart } from "@/lib/health/paths"
import { type HealthRow, healthOf, healthParts, providerHealth } from "@/lib/health/queries"
import { trendInterval, trendsOf } from "@/lib/health/trends"
import { askedOf } from "@/lib/health/window"
import { comparisonRange, resolveRange } from "@/lib/spend/range"
import { parseView, type SearchParams } from "@/lib/spend/url"
import { addUnits, zonedStart } from "@/lib/time"
import { formatRange } from "@/lib/time-format"
import { HEALTH_VIEW, healthChoice } from "./health-view"

/** Days of the strips, and incidents that the page knows of them. */
export const DAYS = 90
const MOST_INCIDENTS = 200

export async function readHealth(params: SearchParams) {
  const scope = await requireScope()
  const { zone, currency, fiscalStart } = await getOrganisation(scope)
  const { ignored, ...view } = parseView(params, HEALTH_VIEW)
  const now = new Date()
  const range = resolveRange(view.range, now, zone, fiscalStart)
  const { filters } = view
  const choice = healthChoice(params)
  const by: PathPart[] = choice.byModel ? ["provider", "model", "route"] : ["provider", "route"]
  const before = comparisonRange(view.range, range, view.compare, now, zone)
  const since = addUnits(zonedStart(now, "day", zone), "day", 1 - DAYS, zone)
  const asked = await askedOf(scope, { ...range, filters })
  const [parts, compared, incidents] = await Promise.all([
    healthParts(asked, trendInterval(range)),
    before ? providerHealth(scope, { ...before, filters, by: [] }) : null,
    listIncidents(scope, { from: since, to: now, limit: MOST_INCIDENTS }),
  ])
  const health = healthOf(parts, by)
  const own = incidents.filter((each) => holdsTo(each, filters))
  const open = own.filter(({ state }) => state === "open")
  return {
    ...{ scope, zone, currency, now, view, range, before, choice, by, since, health, ignored, open },
    rangeText: formatRange(range.from, range.to, zone),
    compared: compared?.total ?? null,
    trends: trendsOf(parts, { ...range, zone, now }),
    incidents: own,
    chosen: chosenOf(health.rows, choice.chosen, open),
  }
}

export type HealthPage = Awaited<ReturnType<typeof readHealth>>

/** The row of the address, else what fails most now, else the busiest. */
function chosenOf(
  rows: readonly HealthRow[],
  asked: HealthKey | null,
  open: readonly Incident[],
): HealthRow | null {
  const named = asked && rows.find(({ key }) => keyText(key) === keyText(asked))
  const failing = rows.find(({ key }) => open.some((each) => isOfPart(each, key)))
  return named ?? failing ?? rows[0] ?? null
}
