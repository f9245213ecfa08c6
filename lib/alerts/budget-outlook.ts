import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { filtersOf } from "@/lib/budgets/budget-scope"
import { limitAt } from "@/lib/budgets/limit"
import { lastInstant } from "@/lib/budgets/periods"
import { reaches } from "@/lib/budgets/standing"
import { forecastUntil, historyFrom } from "@/lib/forecast/forecast-until"
import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { isUnpriced } from "@/lib/spend/display"
import { spend } from "@/lib/spend/queries"
import type { SpendAnswer } from "@/lib/spend/schema"
import { addUnits, bucketStarts, zonedStart } from "@/lib/time"
import type { Band, Crossing, Known, Look } from "./crossings"
import type { Entity } from "./entity"
import { yieldingMap } from "./yielding-map"

/** Of a fan-out the entities that cost most are forecast. */
const MOST_ENTITIES = 200

type Point = SpendAnswer["series"][number]

/** A day without calls cost nothing; one whose calls all lack a price cost nobody knows what. */
function picoOf(point: Point | undefined): Pico | null {
  if (!point) return 0n
  return isUnpriced(point) ? null : toPico(parseDecimal(point.billed))
}

interface Outlook {
  entity: Entity
  spent: Pico
  end: Band
}

function outlookOf(points: ReadonlyMap<number, Point>, { period, at }: Look, zone: string) {
  const today = zonedStart(at, "day", zone)
  const tomorrow = addUnits(today, "day", 1, zone)
  const runningSpent = picoOf(points.get(today.getTime())) ?? 0n
  const costs = new Map([...points].map(([start, point]) => [start, picoOf(point)]))
  const spent = bucketStarts(period.from, tomorrow, "day", zone).reduce(
    (sum, start) => sum + (picoOf(points.get(start.getTime())) ?? 0n),
    0n,
  )
  const answer = forecastUntil({ costs, now: at, runningSpent, to: period.to, zone })
  const end = answer.forecast?.days.at(-1)?.sum
  if (!end) return null
  const before = spent - runningSpent
  return { spent, end: { low: end.low + before, middle: end.middle + before, high: end.high + before } }
}

/** What the running period of a budget is forecast to end at, by entity; empty below 14 days of known spend. */
async function outlooksOf(scope: Scope, look: Look, zone: string): Promise<Outlook[]> {
  const { budget, period, at } = look
  const tomorrow = addUnits(zonedStart(at, "day", zone), "day", 1, zone)
  const history = historyFrom(at, zone)
  const { series } = await spend(scope, {
    from: new Date(Math.min(history.getTime(), period.from.getTime())),
    to: tomorrow,
    interval: "day",
    groupBy: budget.each === null ? [] : [budget.each],
    filters: filtersOf(budget.filters),
    limit: MOST_ENTITIES,
    comparison: null,
  })
  const byEntity = new Map<Entity, Map<number, Point>>()
  for (const point of series) {
    if (point.other) continue
    const entity = budget.each === null ? undefined : (point.key[budget.each] ?? null)
    const points = byEntity.get(entity) ?? new Map<number, Point>()
    points.set(Date.parse(point.bucket), point)
    byEntity.set(entity, points)
  }
  const outlooks = await yieldingMap([...byEntity], ([entity, points]) => {
    const outlook = outlookOf(points, look, zone)
    return outlook ? [{ entity, ...outlook }] : []
  })
  return outlooks.flat()
}

/** Whether a budget asks for forecasts. */
export function isForecast({ forecast_thresholds: ahead }: Look["budget"]): boolean {
  return ahead.length > 0
}

/** Every threshold on the forecast that a running period is expected to end at, of the limit that holds then. */
export async function outlookCrossings(
  scope: Scope,
  look: Look,
  { organisation: { zone, currency }, book }: Known,
): Promise<Crossing[]> {
  const { budget, period } = look
  const { pico: limit } = limitAt(budget, period, lastInstant(period), { currency, book })
  if (limit === null) return []
  const outlooks = await outlooksOf(scope, look, zone)
  return outlooks.flatMap(({ entity, spent, end }) =>
    budget.forecast_thresholds
      .filter((percent) => reaches(end.middle, limit, percent))
      .map((threshold): Crossing => {
        return { budget, period, entity, measure: "forecast", threshold, spent, limit, outlook: end }
      }),
  )
}
