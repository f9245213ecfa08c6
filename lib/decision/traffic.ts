import { setImmediate } from "node:timers/promises"
import type { Pico } from "@/lib/money"
import { listName, vendorOf } from "@/lib/pricing/provider-name"
import {
  type Cell,
  isPlatformFee,
  type Rated,
  type Rating,
  ratedAsItWent,
  ratedOn,
  takenRoute,
} from "./rate-cell"
import type { RequestCount } from "./read-cells"
import { routeFacts } from "./route-facts"
import type { ScopeKind } from "./schema"

/** Amounts of a unit on one route by day, and what of it is not known there. */
export interface RouteTraffic {
  tokens: Pico[]
  failed: Pico[]
  /** What the route's fee is taken of: by own keys list amounts, else what is bought, without fees that were told. */
  feeBase: Pico[]
  /** Calls that nothing is known of the price of, and those that the route's list lacks. */
  unpriced: number
  missing: number
  assumed: number
  /** The oldest day that a price in it was said. */
  asOf: string | null
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
  /** Requests by feature and day, however many attempts each took. */
  requestsByFeature: Map<string | null, bigint[]>
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
  return {
    tokens: zeros(),
    failed: zeros(),
    feeBase: zeros(),
    unpriced: 0,
    missing: 0,
    assumed: 0,
    asOf: null,
  }
}

function addTo(id: string, route: RouteTraffic, cell: Cell, day: number, rated: Rated): void {
  const calls = Number(cell.calls)
  if (rated.pico === null || rated.isShort) route.unpriced += calls
  if (rated.isMissing) route.missing += calls
  if (rated.isAssumed) route.assumed += calls
  if (rated.asOf !== null && (route.asOf === null || rated.asOf < route.asOf)) route.asOf = rated.asOf
  // By own keys the contract's fee is reckoned whole: what of it was told would count twice.
  if (isPlatformFee(cell) && routeFacts(id)?.kind === "keys") return
  const amounts = cell.failed ? route.failed : route.tokens
  const amount = rated.pico ?? 0n
  amounts[day] = (amounts[day] ?? 0n) + amount
  if (isPlatformFee(cell)) return
  const base = routeFacts(id)?.kind === "keys" ? (rated.listed ?? amount) : amount
  route.feeBase[day] = (route.feeBase[day] ?? 0n) + base
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
    const prices = route === takenRoute(cell) ? route : pricesOf(route)
    const rated = asked.get(prices) ?? ratedOn(prices, cell, rating)
    asked.set(prices, rated)
    rates.set(route, rated)
  }
  return rates
}

function unitKey(cell: Pick<Cell, "feature">, family: string, parting: Parting): string {
  if (parting.kind === "all") return "all"
  if (parting.kind === "feature") return `feature:${cell.feature ?? ""}`
  return cell.feature !== null && parting.apart.has(cell.feature) ? `${family}:${cell.feature}` : family
}

/** Routes whose lists lack a model, by family and model: whatever priced tokens of it say so. */
function lackingOf(rated: readonly RatedCell[]): Map<string, string> {
  const lacking = new Map<string, Set<string>>()
  for (const { cell, family, rates } of rated) {
    const id = `${family} ${cell.model}`
    const routes = lacking.get(id) ?? new Set()
    lacking.set(id, routes)
    for (const [route, { isMissing }] of rates) if (isMissing) routes.add(route)
  }
  return new Map([...lacking].map(([id, routes]) => [id, [...routes].sort().join(" ")]))
}

interface RatedCell {
  cell: Cell
  day: number
  family: string
  rates: Map<string, Rated>
}

interface Draft extends TrafficUnit {
  key: string
  lacking: string
}

function newDraft(key: string, lacking: string, cell: Cell, routes: readonly string[], days: number): Draft {
  return {
    ...{ id: `${key} ${lacking}`, key, lacking, families: [], models: [], calls: 0 },
    feature: key.includes(":") ? cell.feature : null,
    requestsByFeature: new Map(),
    routes: new Map(routes.map((route) => [route, newRoute(days)])),
    taken: new Map(),
  }
}

function addTaken(draft: Draft, { cell, day }: RatedCell, asItWent: Rated, days: number): void {
  const route = takenRoute(cell)
  const taken = draft.taken.get(route) ?? { ...newRoute(days), calls: 0 }
  draft.taken.set(route, taken)
  addTo(route, taken, cell, day, asItWent)
  taken.calls += Number(cell.calls)
}

const placesOf = (days: readonly Date[]) => new Map(days.map((day, place) => [day.getTime(), place]))

/** All at once, or as they are read. */
export type Cells = Iterable<Cell> | AsyncIterable<Cell>

async function collect<T>(going: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const each of going) all.push(each)
  return all
}

/** Cells on all routes take milliseconds; others are answered in between. */
const AT_ONCE = 64

async function* rate(
  cells: Cells,
  days: readonly Date[],
  rating: Rating,
  routes: readonly string[],
): AsyncGenerator<RatedCell> {
  const places = placesOf(days)
  let at = 0
  for await (const cell of cells) {
    at += 1
    if (at % AT_ONCE === 0) await setImmediate()
    const day = places.get(cell.day.getTime())
    if (day !== undefined) yield { cell, day, family: familyOf(cell), rates: ratesOf(cell, routes, rating) }
  }
}

/**
 * Sums cells into the units of a decision, each on every candidate route. Models of a family that are not offered by
 * the same routes are units of their own. `requests` tell features apart where the cells do not.
 */
export async function trafficOf(
  cells: Cells,
  days: readonly Date[],
  rating: Rating,
  parting: Parting,
  requests: readonly RequestCount[],
): Promise<Traffic> {
  const going = rate(cells, days, rating, parting.routes)
  // Only families are parted by what all of their cells say; features have many times more cells, and go by.
  const rated = parting.kind === "family" ? await collect(going) : going
  const lacks = Array.isArray(rated) ? lackingOf(rated) : new Map<string, string>()
  const drafts = new Map<string, Draft>()
  const traffic: Traffic = { days: [...days], units: [], calls: 0, unpriced: 0, ledger: 0n, rerated: 0n }
  for await (const each of rated) {
    const { cell, day, family, rates } = each
    const key = unitKey(cell, family, parting)
    const lacking = lacks.get(`${family} ${cell.model}`) ?? ""
    const draft = drafts.get(`${key} ${lacking}`) ?? newDraft(key, lacking, cell, parting.routes, days.length)
    drafts.set(draft.id, draft)
    addCell(draft, cell, family)
    for (const [route, there] of rates) {
      const sums = draft.routes.get(route)
      if (sums) addTo(route, sums, cell, day, there)
    }
    const asItWent = rates.get(takenRoute(cell)) ?? ratedAsItWent(cell, rating)
    addTaken(draft, each, asItWent, days.length)
    traffic.calls += Number(cell.calls)
    traffic.unpriced += asItWent.pico === null || asItWent.isShort ? Number(cell.calls) : 0
    traffic.ledger += cell.billed
    traffic.rerated += asItWent.pico ?? 0n
  }
  const places = placesOf(days)
  for (const each of requests) {
    const family = familyOf(each)
    const lacking = lacks.get(`${family} ${each.model}`) ?? ""
    const draft = drafts.get(`${unitKey(each, family, parting)} ${lacking}`)
    const day = places.get(each.day.getTime())
    if (draft && day !== undefined) addRequests(draft, each, day, days.length)
  }
  traffic.units = named([...drafts.values()])
  return traffic
}

function addCell(draft: Draft, cell: Cell, family: string): void {
  draft.calls += Number(cell.calls)
  if (!draft.families.includes(family)) draft.families.push(family)
  if (!draft.models.includes(cell.model)) draft.models.push(cell.model)
}

function addRequests(draft: Draft, { feature, requests }: RequestCount, day: number, days: number): void {
  const byDay = draft.requestsByFeature.get(feature) ?? Array.from({ length: days }, () => 0n)
  draft.requestsByFeature.set(feature, byDay)
  byDay[day] = (byDay[day] ?? 0n) + requests
}

/** The largest unit of a key bears it alone; the others say which models they are of. */
function named(drafts: readonly Draft[]): TrafficUnit[] {
  const largest = drafts
    .filter(({ calls }) => calls > 0)
    .toSorted((a, b) => b.calls - a.calls || (a.id < b.id ? -1 : 1))
  return largest.map(({ key, lacking: _, ...unit }) => {
    const isFirst = largest.find((other) => other.key === key)?.id === unit.id
    const models = unit.models.toSorted()
    return isFirst ? { ...unit, id: key, models: [] } : { ...unit, id: `${key}:${models.join("+")}`, models }
  })
}
