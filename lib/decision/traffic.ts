import type { Pico } from "@/lib/money"
import { listName, vendorOf } from "@/lib/pricing/provider-name"
import { type Cell, type Rated, type Rating, ratedAsItWent, ratedOn } from "./rate-cell"
import { routeFacts } from "./route-facts"
import type { ScopeKind } from "./schema"

/** Amounts of a unit on one route by day, and what of it is not known there. */
export interface RouteTraffic {
  tokens: Pico[]
  failed: Pico[]
  /** Calls that nothing is known of the price of, and those that the route's list lacks. */
  unpriced: number
  missing: number
  assumed: number
}

/** A part of the traffic as it went, and as it would have cost elsewhere. */
export interface TrafficUnit {
  id: string
  families: string[]
  /** Of a unit of one feature alone. */
  feature: string | null
  /** Told where a family's models are not offered by the same routes. */
  models: string[]
  calls: number
  /** Calls by feature and day. */
  callsByFeature: Map<string | null, bigint[]>
  /** On every candidate route. */
  routes: Map<string, RouteTraffic>
  /** As it went: what took each route, and how many calls did. */
  taken: Map<string, RouteTraffic & { calls: number }>
}

export interface Traffic {
  days: Date[]
  units: TrafficUnit[]
  /** Calls of the window, and those with something unpriced as they went. */
  calls: number
  unpriced: number
  /** As the ledger has it, and as the price book would price it now. */
  ledger: Pico
  rerated: Pico
}

/** Whose models they are: the provider, or the vendor that a gateway's name of the model tells. */
export function familyOf({ provider, model }: Pick<Cell, "provider" | "model">): string {
  const list = listName(provider).replace(/-cn$/, "")
  return routeFacts(list)?.kind === "gateway" ? (vendorOf(model) ?? list) : list
}

/** The route whose prices a route asks. */
const pricesOf = (route: string) => (routeFacts(route)?.kind === "keys" ? "direct" : route)

function newRoute(days: number): RouteTraffic {
  const zeros = () => Array.from({ length: days }, () => 0n)
  return { tokens: zeros(), failed: zeros(), unpriced: 0, missing: 0, assumed: 0 }
}

function addTo(route: RouteTraffic, cell: Cell, day: number, rated: Rated): void {
  const calls = Number(cell.calls)
  if (rated.pico === null || rated.isShort) route.unpriced += calls
  if (rated.isMissing) route.missing += calls
  if (rated.isAssumed) route.assumed += calls
  const amounts = cell.failed ? route.failed : route.tokens
  amounts[day] = (amounts[day] ?? 0n) + (rated.pico ?? 0n)
}

interface Parting {
  kind: ScopeKind
  routes: readonly string[]
  /** Features that are told apart by what they may not do. */
  apart: ReadonlySet<string>
}

/** A cell's price on every route. Routes that ask the same prices are asked once. */
function ratesOf(cell: Cell, routes: readonly string[], rating: Rating): Map<string, Rated> {
  const asked = new Map<string, Rated>()
  const rates = new Map<string, Rated>()
  for (const route of routes) {
    const prices = route === cell.route ? route : pricesOf(route)
    const rated = asked.get(prices) ?? ratedOn(prices, cell, rating)
    asked.set(prices, rated)
    rates.set(route, rated)
  }
  return rates
}

function unitKey(cell: Cell, family: string, parting: Parting): string {
  if (parting.kind === "all") return "all"
  if (parting.kind === "feature") return `feature:${cell.feature ?? ""}`
  return cell.feature !== null && parting.apart.has(cell.feature) ? `${family}:${cell.feature}` : family
}

/** Models of a family that the same routes offer belong together; the rest is a unit of its own. */
function offers(rates: ReadonlyMap<string, Rated>): string {
  return [...rates].flatMap(([route, { isMissing }]) => (isMissing ? route : [])).join(" ")
}

interface Draft extends TrafficUnit {
  key: string
  lacking: string
}

/** Sums cells into the units of a decision, each on every candidate route. */
export function trafficOf(
  cells: readonly Cell[],
  days: readonly Date[],
  rating: Rating,
  parting: Parting,
): Traffic {
  const places = new Map(days.map((day, place) => [day.getTime(), place]))
  const drafts = new Map<string, Draft>()
  const traffic: Traffic = { days: [...days], units: [], calls: 0, unpriced: 0, ledger: 0n, rerated: 0n }
  for (const cell of cells) {
    const day = places.get(cell.day.getTime())
    if (day === undefined) continue
    const family = familyOf(cell)
    const rates = ratesOf(cell, parting.routes, rating)
    const key = unitKey(cell, family, parting)
    const lacking = parting.kind === "family" ? offers(rates) : ""
    const id = `${key} ${lacking}`
    const draft: Draft = drafts.get(id) ?? {
      ...{ id, key, lacking, families: [], models: [], calls: 0 },
      feature: key.startsWith("feature:") || key.includes(":") ? cell.feature : null,
      callsByFeature: new Map(),
      routes: new Map(parting.routes.map((route) => [route, newRoute(days.length)])),
      taken: new Map(),
    }
    drafts.set(id, draft)
    const asItWent = ratedAsItWent(cell, rating)
    addCell(draft, cell, family, day, days.length)
    for (const [route, rated] of rates) {
      const sums = draft.routes.get(route)
      if (sums) addTo(sums, cell, day, rated)
    }
    const taken = draft.taken.get(cell.route) ?? { ...newRoute(days.length), calls: 0 }
    draft.taken.set(cell.route, taken)
    addTo(taken, cell, day, asItWent)
    taken.calls += Number(cell.calls)
    traffic.calls += Number(cell.calls)
    traffic.unpriced += asItWent.pico === null || asItWent.isShort ? Number(cell.calls) : 0
    traffic.ledger += cell.billed
    traffic.rerated += asItWent.pico ?? 0n
  }
  traffic.units = named([...drafts.values()])
  return traffic
}

function addCell(draft: Draft, cell: Cell, family: string, day: number, days: number): void {
  draft.calls += Number(cell.calls)
  if (!draft.families.includes(family)) draft.families.push(family)
  if (!draft.models.includes(cell.model)) draft.models.push(cell.model)
  const calls = draft.callsByFeature.get(cell.feature) ?? Array.from({ length: days }, () => 0n)
  draft.callsByFeature.set(cell.feature, calls)
  calls[day] = (calls[day] ?? 0n) + cell.calls
}

/** The id of a unit is its key, and its models where the key alone does not tell it from others. */
function named(drafts: readonly Draft[]): TrafficUnit[] {
  return drafts
    .filter(({ calls }) => calls > 0)
    .toSorted((a, b) => b.calls - a.calls || (a.id < b.id ? -1 : 1))
    .map(({ key, lacking: _, ...unit }, __, all) => {
      const alone = drafts.filter((other) => other.key === key && other.calls > 0).length === 1
      const models = unit.models.toSorted()
      return {
        ...unit,
        id: alone ? key : `${key}:${models.join("+")}`,
        models: alone || all.length === 0 ? [] : models,
      }
    })
}
