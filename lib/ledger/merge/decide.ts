import type { ContextEntry } from "@/lib/ledger/dictionaries"
import { FLAG, type UsageEvent } from "@/lib/ledger/usage-event"
import type { Pico } from "@/lib/money"
import { passesOn } from "@/lib/providers/passes-on"

/** What a report says of who and what caused the call. */
export type Attribution = Pick<
  UsageEvent,
  "user" | "agent" | "feature" | "team" | "environment" | "session" | "tags"
>

/** One report of a call, as its source sent it. */
export interface Report extends Attribution {
  key: bigint
  /** Of the report that it replaces, or its own: a replacement keeps the place of what it replaces. */
  origin: bigint
  sourceId: number
  time: Date
  /** Of its first line. */
  flags: number
  route: string
  attempt: ContextEntry["attempt"]
  requestKey: bigint | null
  latencyMs: number | null
  ttftMs: number | null
  /** What the call would be billed by it; null where that is not known. */
  billed: Pico | null
  /** What the price book makes of the usage that it states; null likewise. */
  computed: Pico | null
  /** All classes together. */
  tokens: bigint
  /** It was voided or replaced: what it says counts for nothing any more. */
  gone: boolean
  /** It says who caused the call, and nothing of its cost. */
  attributionOnly: boolean
}

/** What is known of a call by all of its reports. */
export interface Known extends Attribution {
  route: string
  attempt: ContextEntry["attempt"]
  requestKey: bigint | null
  latencyMs: number | null
  ttftMs: number | null
}

/** What becomes of one report. */
export interface Told {
  /** What is known of the call by it and by none before it. */
  gave: string[]
  billed: Pico | null
  /** It makes the call cost more than half as much more or less than the report that counts. */
  disagrees: boolean
  /** It was neither voided nor replaced. */
  isLeft: boolean
}

export interface Decision {
  /** The report whose tokens and money count; null where none is left that has any. */
  winner: bigint | null
  known: Known
  told: Map<bigint, Told>
}

const isSpan = ({ flags }: Report) => (flags & FLAG.fromSpan) !== 0
const isEstimated = ({ flags }: Report) => (flags & FLAG.estimated) !== 0
const isFromBiller = ({ flags }: Report) => (flags & FLAG.fromBiller) !== 0
/** Its amount is what somebody says was charged, and not what the price book makes of its usage. */
const isStated = ({ flags }: Report) => (flags & FLAG.reporterBills) !== 0

const compare = <T extends bigint | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)

/** How much a report knows of the cost: who bills, then who holds the provider's usage, then spans. */
function rankOf(report: Report): number {
  if (report.attributionOnly) return 0
  if (isFromBiller(report)) return 3
  return isSpan(report) ? 1 : 2
}

/** Of one source: what it says the gateway charged comes before what it counts, unlike among sources. */
function ownRankOf(report: Report): number {
  return !report.attributionOnly && isStated(report) ? 3 : rankOf(report)
}

/** Of what knows as much, the gateway's is nearer to the bill and the earlier nearer to the call. */
function byPlace(a: Report, b: Report): number {
  return (
    Number(a.route === "direct") - Number(b.route === "direct") ||
    compare(a.time.getTime(), b.time.getTime()) ||
    compare(a.origin, b.origin) ||
    compare(a.key, b.key)
  )
}

function byOwnWorth(a: Report, b: Report): number {
  return ownRankOf(b) - ownRankOf(a) || Number(isEstimated(a)) - Number(isEstimated(b)) || byPlace(a, b)
}

/**
 * What a report makes the call worth at least: a stated cost moves it no further up than its own usage does. Who
 * bills is taken at his word.
 */
function worthOf(report: Report): Pico | null {
  const { billed, computed } = report
  if (isFromBiller(report) || billed === null || computed === null) return billed ?? computed
  return billed - computed < 0n ? billed : computed
}

/**
 * What it is worth is no better than an estimate: it is one, it is not known, or somebody who does not bill states a cost
 * that his own usage does not bear out.
 */
function isLoose(report: Report): boolean {
  if (isEstimated(report) || worthOf(report) === null) return true
  if (!isStated(report) || isFromBiller(report)) return false
  const { billed, computed } = report
  return billed === null || computed === null || billed * 2n < computed
}

/** An amount above zero, then one that is not known, then none. */
function byAmount(a: Pico | null, b: Pico | null): number {
  const place = (amount: Pico | null) => (amount === null ? 1 : amount > 0n ? 0 : 2)
  return place(a) - place(b) || (a === null || b === null ? 0 : compare(b, a))
}

/**
 * Among sources, the same order whichever arrived first. A key sends what it likes under any response id that it learns of,
 * so of reports that know as much the dearer counts: whoever is no biller can add money to what another reported, as by
 * events of his own, and take none away.
 */
function byWorth(a: Report, b: Report): number {
  return (
    rankOf(b) - rankOf(a) ||
    Number(isLoose(a)) - Number(isLoose(b)) ||
    byAmount(worthOf(a), worthOf(b)) ||
    Number(isStated(a)) - Number(isStated(b)) ||
    byPlace(a, b)
  )
}

/** Each source's best report, the one that counts first, then the others. */
function ordered(reports: readonly Report[]): Report[] {
  const best = new Map<number, Report>()
  for (const report of [...reports].sort(byOwnWorth))
    if (!best.has(report.sourceId)) best.set(report.sourceId, report)
  const [winner] = [...best.values()].sort(byWorth)
  if (!winner) return []
  return [winner, ...reports.filter(({ key }) => key !== winner.key).sort(byWorth)]
}

const differ = (amount: bigint, counts: bigint) =>
  2n * (amount > counts ? amount - counts : counts - amount) > counts

/** An estimate is not held against its amount, which depends on what it leaves out: its tokens are. */
function disagrees(report: Report, winner: Report): boolean {
  if (report.attributionOnly || winner.attributionOnly) return false
  const isExact = !isEstimated(report) && !isEstimated(winner)
  if (isExact && report.billed !== null && winner.billed !== null) return differ(report.billed, winner.billed)
  return differ(report.tokens, winner.tokens)
}

/** Who caused a call the application knows better than a gateway, which may know a key's owner alone. */
function nearest(a: Report, b: Report): number {
  return Number(a.route !== "direct") - Number(b.route !== "direct")
}

const SINGLE = ["user", "agent", "feature", "team", "environment", "session"] as const

function takeAttribution(known: Known, report: Report): string[] {
  const gave: string[] = []
  for (const field of SINGLE) {
    if (known[field] !== null || report[field] === null) continue
    known[field] = report[field]
    gave.push(field)
  }
  for (const [tag, value] of Object.entries(report.tags)) {
    if (Object.hasOwn(known.tags, tag)) continue
    known.tags[tag] = value
    gave.push(`tag ${tag}`)
  }
  return gave
}

/**
 * Who sells the call is the word of the report whose money counts: another one adds the gateway that only passed it on,
 * and moves it to no other bill.
 */
function takeCourse(known: Known, report: Report): string[] {
  const gave: string[] = []
  if (known.requestKey === null && report.requestKey !== null) {
    known.requestKey = report.requestKey
    gave.push("request")
  }
  if (known.route === "direct" && report.route !== "direct" && passesOn(report.route)) {
    known.route = report.route
    gave.push("route")
  }
  if (known.latencyMs === null && report.latencyMs !== null) {
    known.latencyMs = report.latencyMs
    gave.push("latency")
  }
  if (known.ttftMs === null && report.ttftMs !== null) {
    known.ttftMs = report.ttftMs
    gave.push("time to first token")
  }
  return gave
}

/** Of a late word that says which attempt a call was, the first one too: a call of its own request. */
export const SAYS_ATTEMPT = FLAG.request

/** The word of the latest attempt before it holds, since it knows all that began in between. */
function takeAttempt(known: Known, left: readonly Report[], told: ReadonlyMap<bigint, Told>): void {
  const words = left.filter(
    ({ attributionOnly, attempt, flags }) =>
      attributionOnly && (attempt !== "first" || (flags & SAYS_ATTEMPT) !== 0),
  )
  words.sort((a, b) => compare(b.time.getTime(), a.time.getTime()) || compare(a.key, b.key))
  const from = words[0] ?? left.find(({ attempt }) => attempt !== "first")
  if (!from) return
  known.attempt = from.attempt
  told.get(from.key)?.gave.push("attempt")
}

/**
 * Which report of a call counts and what all of them together say of it (domain.md, Call): money and tokens are one
 * report's, attribution is the union, the application's word before a gateway's. Pure, and the same for any order of reports.
 */
export function decide(reports: readonly Report[]): Decision {
  const left = ordered(reports.filter(({ gone }) => !gone))
  const known: Known = {
    ...{ user: null, agent: null, feature: null, team: null, environment: null, session: null, tags: {} },
    ...{ route: "direct", attempt: "first", requestKey: null, latencyMs: null, ttftMs: null },
  }
  const winner = left.find(({ attributionOnly }) => !attributionOnly)
  const told = new Map<bigint, Told>()
  for (const { key, billed, gone } of reports)
    told.set(key, { gave: [], billed, disagrees: false, isLeft: !gone })
  for (const report of [...left].sort(nearest))
    told.get(report.key)?.gave.push(...takeAttribution(known, report))
  if (winner) known.route = winner.route
  for (const report of left) {
    const of = told.get(report.key)
    of?.gave.push(...takeCourse(known, report))
    if (of && winner) of.disagrees = disagrees(report, winner)
  }
  takeAttempt(known, left, told)
  return { winner: winner?.key ?? null, known, told }
}
