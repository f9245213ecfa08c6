import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { turnstile } from "@/lib/auth/turnstile"
import { AppError } from "@/lib/errors"
import { parseDecimal, picoToString } from "@/lib/money"
import { formatMoneyWhole } from "@/lib/money-format"
import type { PriceBook } from "@/lib/pricing/book"
import { convert } from "@/lib/pricing/exchange"
import { getVersionedBook } from "@/lib/pricing/queries"
import { homeOf } from "@/lib/spend/dimensions"
import { parseFilter } from "@/lib/spend/filter"
import { labelsOf } from "@/lib/spend/labels"
import type { Filter } from "@/lib/spend/schema"
import { addUnits, bucketStarts, zonedStart } from "@/lib/time"
import { Assumptions, definitionsFor, USUAL_ROUTES } from "./assumptions"
import type { CreditLeft } from "./checklist"
import { decide } from "./decide"
import { creditsLeft, fallbacksSeen, routeGaps, routeHealth } from "./evidence"
import { foldCells } from "./fold-cells"
import { keeping, stateOf } from "./kept-answers"
import { type Cell, type KnownPrice, takenRoute } from "./rate-cell"
import { knownPrices, type RequestCount, readCells, readRequests } from "./read-cells"
import { routeFacts } from "./route-facts"
import { readAssumptions } from "./saved"
import type { Decision, DecisionQuery } from "./schema"
import { seenAssumptions } from "./sight"
import { MONTH_DAYS } from "./total"
import { type Cells, familyOf, type Traffic, trafficOf } from "./traffic"
import { cellsOfVolumes } from "./volumes"

function filtersOf(texts: readonly string[]): Filter[] {
  return texts.map((text) => {
    const filter = parseFilter(text)
    if (!filter) throw new AppError("invalid", `"${text.slice(0, 80)}" is no filter.`)
    if (homeOf(filter.dimension) !== "context") {
      throw new AppError(
        "invalid",
        `Routes cannot be decided by ${filter.dimension}. Filter by something else.`,
      )
    }
    return filter
  })
}

/** A default in dollars in the reporting currency, in cents, by the rate of the day; in dollars where none is known. */
function converter(book: PriceBook, currency: string, at: Date): (dollars: string) => string {
  return (dollars) => {
    const found = convert(book.exchange, parseDecimal(dollars), "USD", currency, at)
    if (!found?.used) return dollars
    const cent = 10_000_000_000n
    return picoToString(((found.pico + cent / 2n) / cent) * cent)
  }
}

function assumptionsFor(
  scope: Scope,
  requests: readonly RequestCount[],
  routes: readonly string[],
  saved: Awaited<ReturnType<typeof readAssumptions>>,
  inAddress: ReadonlyMap<string, string>,
  converted: (dollars: string) => string,
): Assumptions {
  const features = [...new Set(requests.flatMap(({ feature }) => feature ?? []))].sort()
  const families = [...new Set(requests.map(familyOf))].sort()
  const { items } = seenAssumptions(scope, saved, new Set(features))
  const said = new Map(
    items.map(({ name, value, set_by, set_at }) => [name, { value, by: set_by, at: set_at }]),
  )
  return new Assumptions(definitionsFor({ routes, families, features }), said, inAddress, converted)
}

interface Window {
  zone: string
  from: Date
  to: Date
  days: Date[]
}

/** Whole days of the organisation, the last of them yesterday. Volumes are typed by the month, whatever the window. */
function windowOf({ window, volume }: DecisionQuery, zone: string, now: Date): Window {
  const to = zonedStart(now, "day", zone)
  const days = volume.length > 0 ? MONTH_DAYS : Number.parseInt(window, 10)
  const from = addUnits(to, "day", -days, zone)
  return { zone, from, to, days: bucketStarts(from, to, "day", zone) }
}

async function conditionsFor(scope: Scope, filters: readonly Filter[]): Promise<Filter[]> {
  const labels = await labelsOf(
    scope,
    filters.map(({ dimension }) => dimension),
  )
  return labels.conditions(filters)
}

/**
 * Own calls as prices see them: features apart where units are, for no price knows of them. What priced each part is
 * in `known` before the part comes.
 */
async function* cellsOf(
  { scope, query }: Asked,
  { from, to }: Window,
  conditions: readonly Filter[],
  apart: ReadonlySet<string>,
  known: Map<number, KnownPrice>,
): AsyncGenerator<Cell> {
  const { orgId } = scope
  const features = query.scope === "feature" ? "all" : [...apart]
  for await (const cells of readCells({ orgId, from, to, conditions, features })) {
    const ids = new Set(cells.flatMap(({ price_id: id }) => (id === null || known.has(id) ? [] : [id])))
    for (const [id, price] of await knownPrices(orgId, [...ids])) known.set(id, price)
    yield* cells
  }
}

interface Asked {
  scope: Scope
  query: DecisionQuery
  now: Date
  zone: string
  currency: string
  book: PriceBook
  saved: Awaited<ReturnType<typeof readAssumptions>>
}

/** Answers are some hundred kilobytes each; what they rest on, some megabytes. */
const keptAnswer = keeping<Decision>(32)
const keptEvidence = keeping<Awaited<ReturnType<typeof ownEvidence>>>(4)
const keptTraffic = keeping<Traffic>(8)

/** What the decision knows of own calls. */
async function ownEvidence({ scope, query, zone, book }: Asked, { from, to }: Window) {
  const filters = filtersOf(query.filter)
  const { orgId } = scope
  const conditions = await conditionsFor(scope, filters)
  await foldCells({ orgId, zone, from, to, book, routes: USUAL_ROUTES })
  const [requests, health, { gaps, hasRuns }] = await Promise.all([
    readRequests(orgId, from, to, conditions),
    routeHealth(scope, { from, to, filters }),
    routeGaps(scope),
  ])
  return { requests, conditions, health, gaps, hasRuns, filters }
}

/** What is known where volumes were typed: the volumes, and what smoke runs found. */
async function typedEvidence({ scope, query, now }: Asked, { from }: Window) {
  const { gaps, hasRuns } = await routeGaps(scope)
  const none = { health: [], conditions: [], filters: [] }
  return { ...none, requests: cellsOfVolumes(query.volume, from, now), gaps, hasRuns }
}

function valuedFeatures({ saved, inAddress }: Assumptions): string[] {
  const names = [...saved.keys(), ...inAddress.keys()].filter((name) => name.startsWith("failed_value."))
  return [...new Set(names.map((name) => name.slice(name.indexOf(".") + 1)))]
}

/** Features that are told apart from their family, by what they may not do. */
function apartOf(assumptions: Assumptions): Set<string> {
  const needing = assumptions.listOf("needs").map((need) => need.slice(0, need.lastIndexOf(":")))
  return new Set([...assumptions.listOf("keep_direct"), ...needing])
}

/** Candidates; by feature those by own accounts only where they are in use, for features share them all. */
function routesFor(query: DecisionQuery, requests: readonly RequestCount[]): string[] {
  const usual = USUAL_ROUTES.filter((route) => query.scope === "family" || routeFacts(route)?.kind !== "keys")
  return [...new Set([...usual, ...requests.map(takenRoute), ...query.route])]
}

/** A decision keeps a processor busy: an organisation has one worked out at a time. */
const WAITING = 10
type Turnstiles = Map<number, ReturnType<typeof turnstile>>

const TURNSTILES = Symbol.for("tollgate.decisions")
const processWide = globalThis as typeof globalThis & { [TURNSTILES]?: Turnstiles }

function inTurn<T>(orgId: number, work: () => Promise<T>): Promise<T> {
  processWide[TURNSTILES] ??= new Map()
  const passes = processWide[TURNSTILES]
  const pass = passes.get(orgId) ?? turnstile(1, WAITING, "too_many_requests")
  passes.set(orgId, pass)
  return pass(work)
}

/**
 * Gateway or direct, from the asker's own calls of the window's closed days or from typed volumes: what each route
 * would cost, the cheapest mix, how sure that is and what it rests on. Throws `invalid` for a filter by users or
 * sessions and where there are too many mixes, and `too_many_requests` where too many of the organisation's wait.
 */
export function decision(scope: Scope, query: DecisionQuery, now = new Date()): Promise<Decision> {
  return inTurn(scope.orgId, () => workOut(scope, query, now))
}

/** Closed days change seldom: while nothing does that an answer rests on, it is kept. */
async function workOut(scope: Scope, query: DecisionQuery, now: Date): Promise<Decision> {
  const [{ zone, currency }, { version, book }, saved] = await Promise.all([
    getOrganisation(scope),
    getVersionedBook(scope),
    readAssumptions(scope),
  ])
  const window = windowOf(query, zone, now)
  const asked = { scope, query, now, zone, currency, book, saved }
  if (query.volume.length > 0) return reckon(asked, window, [], null)
  const { orgId, teams } = scope
  const { from, to } = window
  const [credits, state] = await Promise.all([creditsLeft(scope, currency), stateOf(orgId, from, to)])
  const calls = [orgId, teams, query.filter, zone, currency, from, to, version, state]
  const rests = [saved.version, credits, now.toISOString().slice(0, 10)]
  const answer = await keptAnswer([calls, query, rests], () => reckon(asked, window, credits, calls))
  return { ...answer, as_of: now.toISOString() }
}

/** `calls` tells the asker's own calls and what priced them apart from all others; null where volumes were typed. */
async function reckon(
  asked: Asked,
  window: Window,
  credits: readonly CreditLeft[],
  calls: readonly unknown[] | null,
): Promise<Decision> {
  const { scope, query, now, zone, currency, book, saved } = asked
  const typed = calls === null
  const { from, to, days } = window
  const evidence = await (typed
    ? typedEvidence(asked, window)
    : keptEvidence(calls, () => ownEvidence(asked, window)))
  const { requests, conditions, health, gaps, hasRuns, filters } = evidence
  const routes = routesFor(query, requests)
  const assumptions = assumptionsFor(
    ...([scope, requests, routes, saved, new Map(query.assume), converter(book, currency, now)] as const),
  )
  const parting = { kind: query.scope, routes, apart: apartOf(assumptions) }
  const known = new Map<number, KnownPrice>()
  const priced = (cells: Cells) => trafficOf(cells, days, { book, currency, known }, parting, requests)
  // No assumption changes what calls cost on a route: those that are tried one after the other find it known.
  const traffic = typed
    ? await priced(cellsOfVolumes(query.volume, from, now))
    : await keptTraffic([calls, query.scope, routes, [...parting.apart].sort()], () =>
        priced(cellsOf(asked, window, conditions, parting.apart, known)),
      )
  const fallbacks = typed
    ? new Map()
    : await fallbacksSeen(scope, { from, to, filters }, valuedFeatures(assumptions))
  const format = (amount: string) => formatMoneyWhole(amount, currency)
  return {
    range: { from: from.toISOString(), to: to.toISOString(), days: days.length },
    ...{ zone, currency, as_of: now.toISOString() },
    ...decide(
      { traffic, assumptions, health, gaps },
      { custom: query.mix ?? null, typed, checklist: { credits, fallbacks, hasSmoke: hasRuns }, format },
    ),
  }
}
