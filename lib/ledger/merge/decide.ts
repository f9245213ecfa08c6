import type { ContextEntry } from "@/lib/ledger/dictionaries"
import { FLAG, type UsageEvent } from "@/lib/ledger/usage-event"

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
  time: Date
  /** Of its first line. */
  flags: number
  route: string
  attempt: ContextEntry["attempt"]
  requestKey: bigint | null
  latencyMs: number | null
  ttftMs: number | null
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

export interface Decision {
  /** The report whose tokens and money count; null where none is left that has any. */
  winner: bigint | null
  known: Known
  /** By report: what is known of the call by it and by none before it. */
  gave: Map<bigint, string[]>
}

/** How much a report knows of the cost: who bills, then who holds the provider's usage, then spans. */
function rankOf({ flags, attributionOnly }: Report): number {
  if (attributionOnly) return 0
  if ((flags & FLAG.reporterBills) !== 0) return 3
  return (flags & FLAG.fromSpan) === 0 ? 2 : 1
}

const compare = <T extends bigint | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * The same order whichever arrived first. Of two that know the same, an exact one is nearer to the bill than an estimate,
 * then the gateway's, and the earlier nearer to the call.
 */
function byWorth(a: Report, b: Report): number {
  return (
    rankOf(b) - rankOf(a) ||
    (a.flags & FLAG.estimated) - (b.flags & FLAG.estimated) ||
    Number(a.route === "direct") - Number(b.route === "direct") ||
    compare(a.time.getTime(), b.time.getTime()) ||
    compare(a.origin, b.origin) ||
    compare(a.key, b.key)
  )
}

/** Who caused a call the application knows better than a gateway, which may know a key's owner alone. */
function byNearness(a: Report, b: Report): number {
  const isGateway = ({ route }: Report) => Number(route !== "direct")
  return isGateway(a) - isGateway(b) || byWorth(a, b)
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

function takeCourse(known: Known, report: Report): string[] {
  const gave: string[] = []
  if (known.requestKey === null && report.requestKey !== null) {
    known.requestKey = report.requestKey
    gave.push("request")
  }
  if (known.route === "direct" && report.route !== "direct") {
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
function takeAttempt(known: Known, left: readonly Report[], gave: ReadonlyMap<bigint, string[]>): void {
  const words = left.filter(
    ({ attributionOnly, attempt, flags }) =>
      attributionOnly && (attempt !== "first" || (flags & SAYS_ATTEMPT) !== 0),
  )
  words.sort((a, b) => compare(b.time.getTime(), a.time.getTime()) || compare(a.key, b.key))
  const from = words[0] ?? left.find(({ attempt }) => attempt !== "first")
  if (!from) return
  known.attempt = from.attempt
  gave.get(from.key)?.push("attempt")
}

/**
 * Which report of a call counts and what all of them together say of it (domain.md, Call): money and tokens are one
 * report's, attribution is the union, the application's word before a gateway's. Pure, and the same for any order of reports.
 */
export function decide(reports: readonly Report[]): Decision {
  const left = reports.filter(({ gone }) => !gone).sort(byWorth)
  const known: Known = {
    ...{ user: null, agent: null, feature: null, team: null, environment: null, session: null, tags: {} },
    ...{ route: "direct", attempt: "first", requestKey: null, latencyMs: null, ttftMs: null },
  }
  const gave = new Map<bigint, string[]>()
  for (const report of [...left].sort(byNearness)) gave.set(report.key, takeAttribution(known, report))
  for (const report of left) gave.get(report.key)?.push(...takeCourse(known, report))
  takeAttempt(known, left, gave)
  const winner = left.find(({ attributionOnly }) => !attributionOnly)
  return { winner: winner?.key ?? null, known, gave }
}
