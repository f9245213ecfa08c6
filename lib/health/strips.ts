import type { CoursePoint } from "./course"
import { availabilityOf } from "./fault"
import { type IncidentPath, isOfWhole } from "./incident"
import { type HealthKey, keyText } from "./paths"
import { type CellState, countWords, formatAvailability, stateOf, toCells } from "./series"
import type { Strip } from "./strip-schema"

interface Facts {
  from: Date
  to: Date
  zone: string
  now: Date
  /** Rows of the table first, in their order. */
  order: readonly HealthKey[]
  incidents: readonly (IncidentPath & { from: Date; until: Date; state: string })[]
  /** How the calls of the last hour ended. */
  lastHour: (key: HealthKey) => { answered: number; provider: number } | null
  hoursPathOf: (key: HealthKey) => string
  /** Filters narrow the calls further than incidents know. */
  isPart: boolean
}

const DAY_MS = 86_400_000

export function toStrips(points: readonly CoursePoint[], facts: Facts): Strip[] {
  const byKey = new Map<string, { key: HealthKey; points: CoursePoint[] }>()
  for (const key of facts.order) byKey.set(keyText(key), { key, points: [] })
  for (const point of points) {
    const own = byKey.get(keyText(point.key)) ?? { key: point.key, points: [] }
    own.points.push(point)
    byKey.set(keyText(point.key), own)
  }
  return [...byKey.values()].filter((each) => each.points.length > 0).map((each) => stripOf(each, facts))
}

function stripOf({ key, points }: { key: HealthKey; points: CoursePoint[] }, facts: Facts): Strip {
  const own = facts.incidents.filter((each) => isOfWhole(each, key))
  const told = points.map(({ bucket, ends }) => ({ bucket, answered: ends.answered, faults: ends.provider }))
  const spans = own.map(({ from, until, state, model }) => ({
    ...{ from, to: state === "open" ? facts.now : until, isPart: facts.isPart || model !== key.model },
  }))
  const cells = toCells(told, spans, { ...facts, interval: "day" })
  const withTraffic = cells.filter(({ state }) => state !== "none").length
  const sum = (pick: (each: (typeof told)[number]) => number) =>
    told.reduce((total, each) => total + pick(each), 0)
  const name = key.provider ?? ""
  const under = [key.route, key.model].filter((part) => part !== null).join(" ")
  return {
    id: keyText(key),
    name,
    under,
    cells,
    available: formatAvailability(
      availabilityOf(
        sum((each) => each.answered),
        sum((each) => each.faults),
      ),
    ),
    days: withTraffic < cells.length ? `${withTraffic} d` : null,
    now: nowOf(
      key,
      facts,
      own.some(({ state }) => state === "open"),
      told.at(-1)?.bucket ?? null,
    ),
    summary: `${name} ${under}, ${cells.length} days: ${countWords(cells)}`,
    hoursPath: facts.hoursPathOf(key),
  }
}

/** Enough calls of the last hour to call it degraded by them. */
const ENOUGH = 20

function nowOf(key: HealthKey, { lastHour, now }: Facts, isDown: boolean, lastDay: Date | null): CellState {
  if (isDown) return "down"
  if (!lastDay || now.getTime() - lastDay.getTime() > 2 * DAY_MS) return "none"
  const ends = lastHour(key)
  if (!ends || ends.answered + ends.provider < ENOUGH) return "up"
  return stateOf({ answered: ends.answered, faults: ends.provider }, false)
}
