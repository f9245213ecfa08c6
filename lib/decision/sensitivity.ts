import type { Assumptions, Definition } from "./assumptions"
import { cheapestMix, newEffort } from "./mix"
import type { Situation } from "./model"

/** How far a value may go before another mix is cheapest. */
export interface Sensitivity {
  definition: Definition
  value: number | null
  /** Null: the answer holds to the end of what is looked at. */
  low: number | null
  high: number | null
  /** What changes beyond: units and their new routes. */
  below: Move[]
  above: Move[]
  /** Distance of the nearest end from the value, as a share of the range; 1 where nothing changes. */
  room: number
}

export interface Move {
  unit: string
  from: string
  to: string
}

const HALVINGS = 9

type Routes = readonly string[]

function text(value: number): string {
  return String(Number(value.toFixed(4)))
}

function movesOf(units: readonly string[], from: Routes, to: Routes): Move[] {
  return units.flatMap((unit, at) =>
    from[at] === to[at] ? [] : [{ unit, from: from[at] ?? "", to: to[at] ?? "" }],
  )
}

interface Probe {
  units: readonly string[]
  base: Routes
  routesAt: (value: number) => Routes
}

/**
 * From `start` towards `end`: the value at which the mix becomes another one, and what changes there. What a mix costs
 * is a straight line in any of these values, so the values at which one is cheapest have no gap: where it still is at
 * the end, it is all the way.
 */
function edge(
  { units, base, routesAt }: Probe,
  start: number,
  end: number,
): { at: number | null; moves: Move[] } {
  const isSame = (routes: Routes) => routes.every((route, at) => route === base[at])
  let beyond = routesAt(end)
  if (isSame(beyond)) return { at: null, moves: [] }
  let [low, high] = [start, end]
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2
    const found = routesAt(middle)
    if (isSame(found)) low = middle
    else {
      high = middle
      beyond = found
    }
  }
  return { at: high, moves: movesOf(units, base, beyond) }
}

/** A route's availability for one family, where none is measured: what is assumed of the route. */
function startOf(
  { name }: Definition,
  assumptions: Assumptions,
  base: Situation,
): number | null | "measured" {
  const said = assumptions.valueOf(name)
  if (said !== null) return Number(said)
  const [kind, route = "", family] = name.split(".")
  if (kind === "failed_value" && route) return "measured"
  if (kind !== "availability" || family === undefined) return null
  const assumed = base.units.some(
    ({ id, candidates }) =>
      id.startsWith(family) &&
      candidates.some(
        (each) => each.route === route && each.excludedBy === null && each.availability.isAssumed,
      ),
  )
  return assumed ? Number(assumptions.valueOf(`${kind}.${route}`) ?? 100) : "measured"
}

/**
 * For every assumption with a range: where the cheapest mix becomes another one, the least room first. Throws
 * `TooManyMixes` where all that together takes too long.
 */
export function sensitivities(
  assumptions: Assumptions,
  base: Situation,
  situationWith: (assumptions: Assumptions) => Situation,
): Sensitivity[] {
  const units = base.units.map(({ id }) => id)
  const effort = newEffort()
  const routesOf = (situation: Situation) =>
    cheapestMix(situation, effort).assignment.map(({ route }) => route)
  const routes = routesOf(base)
  return assumptions.definitions
    .flatMap((definition): Sensitivity[] => {
      const { name } = definition
      const range = assumptions.rangeOf(definition)
      if (!range) return []
      const start = startOf(definition, assumptions, base)
      if (start === "measured") return []
      const from = start ?? range[0]
      const probe: Probe = {
        units,
        base: routes,
        routesAt: (value) => routesOf(situationWith(assumptions.with(name, text(value)))),
      }
      const low = range[0] < from ? edge(probe, from, range[0]) : { at: null, moves: [] }
      const high = range[1] > from ? edge(probe, from, range[1]) : { at: null, moves: [] }
      const width = range[1] - range[0]
      const room = Math.min(
        low.at === null ? 1 : (from - low.at) / width,
        high.at === null ? 1 : (high.at - from) / width,
      )
      return [
        { definition, value: start, low: low.at, high: high.at, below: low.moves, above: high.moves, room },
      ]
    })
    .sort((a, b) => a.room - b.room)
}
