import type { Pico } from "@/lib/money"
import { formatCount } from "@/lib/money-format"
import { type Assumptions, assumptionName } from "./assumptions"
import {
  type Candidate,
  type Contract,
  type FoundIn,
  type Measured,
  type Situation,
  type Unit,
  WHOLE,
} from "./model"
import { billedFrom, familyName, ledgerRoute, routeFacts, routeName } from "./route-facts"
import type { RouteTraffic, Traffic, TrafficUnit } from "./traffic"
import { ENOUGH_CALLS, MOST_UNPRICED } from "./verdict"

/** How a provider did on a route in the window. */
export interface RouteHealth {
  family: string
  route: string
  /** Requests that tell of the provider, and those of them of which an attempt failed by its fault. */
  n: number
  failed: number
  /** Those of which it is known what came of them, and of these the ones that were answered after all. */
  followed: number
  answered: number
  p95: number | null
}

/** What the smoke suite last found a route to have, to lack and to add. */
export interface RouteGaps {
  family: string
  route: string
  missing: readonly string[]
  present: readonly string[]
  /** At p95 beside direct, where enough calls say it. */
  addedP95Ms: number | null
  /** Of each that is missing, the result that says so. */
  foundIn: readonly FoundIn[]
}

/** Failures that are enough to say what share of them is rescued. */
const ENOUGH_FAILURES = 20

export interface Known {
  traffic: Traffic
  assumptions: Assumptions
  health: readonly RouteHealth[]
  gaps: readonly RouteGaps[]
}

/** By own keys a gateway does as it does by its credits; only where own keys are in use does that tell of them. */
function ofRoute({ health }: Known, unit: TrafficUnit, route: string): RouteHealth[] {
  const asked = unit.taken.has(route) ? ledgerRoute(route) : route
  return health.filter((each) => each.route === asked && unit.families.includes(each.family))
}

const sum = (rows: readonly RouteHealth[], pick: (row: RouteHealth) => number) =>
  rows.reduce((total, row) => total + pick(row), 0)

function availabilityOf(known: Known, unit: TrafficUnit, route: string): Measured {
  const rows = ofRoute(known, unit, route)
  const n = sum(rows, (row) => row.n)
  const { assumptions } = known
  const [family] = unit.families
  const own = family && unit.families.length === 1 ? assumptionName("availability", route, family) : null
  const said = own !== null && assumptions.valueOf(own) !== null ? own : null
  if (said === null && n >= ENOUGH_CALLS) {
    const up = BigInt(n - sum(rows, (row) => row.failed))
    return { share: (up * WHOLE) / BigInt(n), n, isAssumed: false }
  }
  return { share: assumptions.share(said ?? assumptionName("availability", route)), n, isAssumed: true }
}

function rescuedOf(known: Known, unit: TrafficUnit, route: string): Measured {
  const rows = ofRoute(known, unit, route)
  const n = sum(rows, (row) => row.followed)
  if (n >= ENOUGH_FAILURES) {
    return { share: (BigInt(sum(rows, (row) => row.answered)) * WHOLE) / BigInt(n), n, isAssumed: false }
  }
  return { share: known.assumptions.share(assumptionName("rescued", route)), n, isAssumed: true }
}

/** What a route needs to be kept open for: accounts with every provider, a gateway, or both. */
export function contractsFor(route: string, families: readonly string[]): string[] {
  if (route === "direct") return families.map((family) => `direct:${family}`)
  if (routeFacts(route)?.kind === "keys") return [route, ...families.map((family) => `account:${family}`)]
  return [route]
}

function contractOf(id: string, assumptions: Assumptions): Contract {
  if (id.startsWith("direct:")) {
    return { id, upkeep: assumptions.hours("direct_hours"), subscription: 0n, fee: null }
  }
  if (id.startsWith("account:")) {
    return { id, upkeep: assumptions.hours("account_hours"), subscription: 0n, fee: null }
  }
  const money = (name: string) => assumptions.money(assumptionName(name, id))
  return {
    id,
    upkeep: assumptions.hours("gateway_hours"),
    subscription: money("subscription") + money("hosting"),
    fee: {
      share: assumptions.share(assumptionName("fee_percent", id)),
      minimum: money("fee_minimum"),
      free: money("fee_free"),
    },
  }
}

/** What the unit's features need of a route. */
export function needsOf(unit: TrafficUnit, { assumptions }: Known): { feature: string; need: string }[] {
  return assumptions.listOf("needs").flatMap((text) => {
    const colon = text.lastIndexOf(":")
    const [feature, need] = [text.slice(0, colon), text.slice(colon + 1)]
    return colon > 0 && unit.requestsByFeature.has(feature) ? { feature, need } : []
  })
}

function staysDirect(unit: TrafficUnit, { assumptions }: Known): string | null {
  return assumptions.listOf("keep_direct").find((name) => unit.requestsByFeature.has(name)) ?? null
}

/** What a route adds at p95: by own calls on both, else as smoke runs measured it; null where neither says. */
export function addedP95(known: Known, unit: TrafficUnit, route: string): number | null {
  const worst = (name: string) => {
    const all = ofRoute(known, unit, name).flatMap(({ p95 }) => p95 ?? [])
    return all.length > 0 ? Math.max(...all) : null
  }
  const [there, direct] = [worst(route), worst("direct")]
  if (there !== null && direct !== null) return there - direct
  const probed = gapsOn(known, unit, route).flatMap(({ addedP95Ms }) => addedP95Ms ?? [])
  return probed.length > 0 ? Math.max(...probed) : null
}

/** What smoke runs say of a unit's families on a route. */
export function gapsOn({ gaps }: Known, unit: TrafficUnit, route: string): RouteGaps[] {
  return gaps.filter((each) => each.route === route && unit.families.includes(each.family))
}

function latencyFault(known: Known, unit: TrafficUnit, route: string): string | null {
  const limit = known.assumptions.valueOf("added_p95_ms")
  if (limit === null || route === "direct") return null
  const added = addedP95(known, unit, route)
  if (added === null || added <= Number(limit)) return null
  return `adds ${Math.round(added)} ms at p95, more than ${limit} ms`
}

type Exclusion = Pick<Candidate, "excludedBy" | "foundIn">

/** Why a unit may not take a route; null where it may. */
function exclusion(known: Known, unit: TrafficUnit, route: string, there: RouteTraffic): Exclusion {
  const excludedBy = ruleAgainst(known, unit, route, there)
  if (excludedBy !== null) return { excludedBy }
  const gaps = gapsOn(known, unit, route)
  for (const { need } of needsOf(unit, known)) {
    const foundIn = gaps.flatMap((gap) => gap.foundIn).find(({ check }) => check === need)
    if (foundIn) return { excludedBy: `${need} failed in smoke run ${foundIn.run}`, foundIn }
  }
  return { excludedBy: latencyFault(known, unit, route) }
}

function ruleAgainst(known: Known, unit: TrafficUnit, route: string, there: RouteTraffic): string | null {
  if (there.missing > 0) return "does not offer the model"
  const feature = staysDirect(unit, known)
  if (feature !== null && route !== "direct" && routeFacts(route)?.id !== "litellm") {
    return `data of ${feature} must stay with a direct contract`
  }
  const countries = known.assumptions.listOf("countries").map((each) => each.toUpperCase())
  const from = unit.families.map((family) => billedFrom(route, family))
  const foreign = from.find((country) => countries.length > 0 && !(country && countries.includes(country)))
  if (foreign !== undefined) return `bills from ${foreign ?? "a country that is not known"}`
  return null
}

function markedUp(amounts: readonly Pico[], share: bigint): Pico[] {
  return amounts.map((amount) => amount + (amount * share) / WHOLE)
}

/** A reseller without a list of its own sells at the providers' prices and its markup. */
function pricesOn(route: string, unit: TrafficUnit, assumptions: Assumptions): RouteTraffic | null {
  const own = unit.routes.get(route)
  if (!own) return null
  const markup = assumptions.share(assumptionName("markup", route))
  if (markup === 0n) return own
  return {
    ...own,
    tokens: markedUp(own.tokens, markup),
    failed: markedUp(own.failed, markup),
    feeBase: markedUp(own.feeBase, markup),
  }
}

const plus = (a: readonly Pico[], b: readonly Pico[]) => a.map((amount, day) => amount + (b[day] ?? 0n))

function feeBase(route: string, there: RouteTraffic): Map<string, Pico[]> {
  return new Map(route === "direct" ? [] : [[route, there.feeBase]])
}

/** Rules out routes that lack prices which another open one has: what has no price would count for nothing there. */
function comparable(candidates: readonly Candidate[], calls: number): Candidate[] {
  const least = Math.min(
    ...candidates.flatMap(({ excludedBy, unpriced }) => (excludedBy === null ? unpriced : [])),
  )
  return candidates.map((candidate) => {
    const { excludedBy, unpriced } = candidate
    if (excludedBy !== null || unpriced - least <= calls * MOST_UNPRICED) return candidate
    const because = `has no price for ${formatCount(unpriced)} of ${formatCount(calls)} calls`
    return { ...candidate, excludedBy: because }
  })
}

function candidateOf(known: Known, unit: TrafficUnit, route: string): Candidate[] {
  const there = pricesOn(route, unit, known.assumptions)
  if (!there) return []
  return [
    {
      route,
      tokens: there.tokens,
      failed: there.failed,
      feeBase: feeBase(route, there),
      contracts: contractsFor(route, unit.families),
      availability: availabilityOf(known, unit, route),
      rescued: rescuedOf(known, unit, route),
      taken: unit.taken.get(route)?.calls ?? 0,
      unpriced: there.unpriced,
      assumedPrices: there.assumed,
      asOf: there.asOf,
      ...exclusion(known, unit, route, there),
    },
  ]
}

/** The routes' own shares, each counted by the calls that took it. */
function weighted(parts: readonly { calls: number; measured: Measured }[]): Measured {
  const calls = parts.reduce((total, part) => total + part.calls, 0)
  if (calls === 0) return { share: WHOLE, n: 0, isAssumed: true }
  const share = parts.reduce((total, part) => total + part.measured.share * BigInt(part.calls), 0n)
  return {
    share: share / BigInt(calls),
    n: parts.reduce((total, part) => total + part.measured.n, 0),
    isAssumed: parts.some(({ measured }) => measured.isAssumed),
  }
}

function todayOf(known: Known, unit: TrafficUnit): Candidate {
  const days = known.traffic.days.length
  const taken = [...unit.taken].filter(([, { calls }]) => calls > 0)
  const none = Array.from({ length: days }, () => 0n)
  const measured = (of: typeof availabilityOf) =>
    weighted(taken.map(([route, { calls }]) => ({ calls, measured: of(known, unit, route) })))
  return {
    route: "today",
    tokens: taken.reduce((total, [, { tokens }]) => plus(total, tokens), none),
    failed: taken.reduce((total, [, { failed }]) => plus(total, failed), none),
    feeBase: new Map(taken.flatMap(([route, traffic]) => [...feeBase(route, traffic)])),
    contracts: [...new Set(taken.flatMap(([route]) => contractsFor(route, unit.families)))],
    availability: measured(availabilityOf),
    rescued: measured(rescuedOf),
    taken: unit.calls,
    unpriced: taken.reduce((total, [, { unpriced }]) => total + unpriced, 0),
    assumedPrices: 0,
    asOf: null,
    excludedBy: null,
  }
}

function valuedOf(unit: TrafficUnit, assumptions: Assumptions, days: number) {
  const valued = Array.from({ length: days }, () => 0n)
  let unvalued = 0
  for (const [feature, requests] of unit.requestsByFeature) {
    const own = feature === null ? null : assumptionName("failed_value", feature)
    const name = own !== null && assumptions.valueOf(own) !== null ? own : "failed_value"
    if (assumptions.valueOf(name) === null) {
      unvalued += requests.reduce((total, count) => total + Number(count), 0)
      continue
    }
    const value = assumptions.money(name)
    for (const [day, count] of requests.entries()) valued[day] = (valued[day] ?? 0n) + count * value
  }
  return { valued, unvalued }
}

/** The costs that a decision weighs, from traffic, what was measured and what is assumed. */
export function situationOf(known: Known): Situation {
  const { traffic, assumptions } = known
  const units = traffic.units.map((unit): Unit => {
    const { valued, unvalued } = valuedOf(unit, assumptions, traffic.days.length)
    const all = [...unit.routes.keys()].flatMap((route) => candidateOf(known, unit, route))
    const candidates = comparable(all, unit.calls)
    return { id: unit.id, calls: unit.calls, valued, unvalued, candidates, today: todayOf(known, unit) }
  })
  const ids = new Set(
    units.flatMap(({ candidates, today }) => [today, ...candidates].flatMap(({ contracts }) => contracts)),
  )
  return {
    days: traffic.days.length,
    contracts: new Map([...ids].map((id) => [id, contractOf(id, assumptions)])),
    units,
  }
}

/** `Anthropic`, `Qwen (qwen3-max)`, `Anthropic, contract-extraction`. */
export function unitLabel(unit: Pick<TrafficUnit, "id" | "families" | "feature" | "models">): string {
  if (unit.id === "all") return "All traffic"
  if (unit.id.startsWith("feature:")) return unit.feature ?? "Unattributed"
  const family = unit.families.map(familyName).join(", ")
  const [first, ...rest] = unit.models
  const models = first === undefined ? "" : ` (${first}${rest.length > 0 ? ` and ${rest.length} more` : ""})`
  return unit.feature === null ? `${family}${models}` : `${family}, ${unit.feature}${models}`
}

/** A contract as a row of a table calls it. */
export function contractLabel(id: string): string {
  const [kind = "", family = ""] = id.split(":")
  if (kind === "direct") return `${familyName(family)} direct`
  return kind === "account" ? `${familyName(family)} account` : routeName(id)
}
