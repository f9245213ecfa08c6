import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { type Percentiles, percentilesOf } from "@/lib/ledger/histogram"
import type { Pico } from "@/lib/money"
import type { ErrorClass } from "@/lib/providers/schema"
import type { Interval } from "@/lib/spend/schema"
import { noEnds } from "./ends"
import { availabilityOf, type End, endOf } from "./fault"
import { addTiming, noTiming, type TimedPath, type Timing, timings } from "./latency"
import { type Outcome, outcomes } from "./outcomes"
import { ByKey, type HealthKey, keyOf, type Path, type PathPart } from "./paths"
import { type FeatureFates, type RequestFates, requestFates, requestFatesByFeature } from "./requests"
import { type Asked, askedOf, type HealthWindow } from "./window"

/** Calls and money by how calls ended. */
export interface Tally {
  calls: number
  /** Attempts after the first of their request. */
  laterAttempts: number
  /** Those of them that say what they fell back from; the others are retries. */
  fallbacks: number
  ends: Record<End, number>
  /** First attempts by how they ended. */
  requests: Record<End, number>
  classes: Partial<Record<ErrorClass, number>>
  /** Billed on attempts that failed or were broken off, and how many of these have no known price. */
  failedPico: Pico
  failedUnpriced: number
  billedPico: Pico
}

export interface Fates {
  /** Requests of which an attempt failed by the provider's fault. */
  failed: number
  /** Answered on another provider, model or route; answered there after all; not answered. */
  rescued: number
  retried: number
  lost: number
  /** What the answers elsewhere cost beyond what the path that failed would have asked, of those where both are known. */
  extraPico: Pico
  /** Rescued requests whose extra cost is not known, or not yet reckoned. */
  extraUnknown: number
  /** Failed attempts of these requests; other failed calls name no request, and nothing is known of what came of them. */
  failures: number
}

export interface HealthRow {
  key: HealthKey
  tally: Tally
  /** Null without a call that tells of the provider. */
  availability: number | null
  fates: Fates
  /** Null where it cannot be told (`HealthAnswer.timed`). */
  latency: Percentiles | null
  ttft: Percentiles | null
  /** Output tokens per second of writing, all calls together; null where none says. */
  tokensPerSecond: number | null
}

export interface Health {
  /** Most calls first. */
  rows: HealthRow[]
  total: HealthRow
  /** Whether percentiles could be told: they know no filters but provider, model and route over long windows. */
  timed: boolean
}

export interface HealthQuery extends HealthWindow {
  /** What rows are told apart by; none gives the total alone. */
  by: readonly PathPart[]
}

/**
 * How providers did over [from, to), from our own traffic: calls, availability by the provider's own faults alone, what
 * became of failed requests, money on failed attempts, and percentiles within 2 %. From the cubes: a few milliseconds
 * whatever the number of calls. The rows' counts and money sum to the total exactly; its percentiles are of all calls
 * together. Keeps to the asker's teams.
 */
export async function providerHealth(scope: Scope, query: HealthQuery): Promise<Health> {
  return healthOf(await healthParts(await askedOf(scope, query), null), query.by)
}

/** What health is reckoned from. In buckets or not, the parts sum to the same. */
export interface HealthParts {
  ended: readonly Outcome[]
  /** Null where they cannot be told. */
  timed: readonly TimedPath[] | null
  fates: readonly RequestFates[]
}

/** The parts of a window in buckets of `interval`; null: in one sum. */
export async function healthParts(asked: Asked, interval: Interval | null): Promise<HealthParts> {
  const [ended, timed, fates] = await Promise.all([
    outcomes(asked, { interval }),
    timings(asked, interval),
    requestFates(asked, interval),
  ])
  return { ended, timed, fates }
}

/** Health by what rows are told apart by, most calls first. */
export function healthOf(parts: HealthParts, by: readonly PathPart[]): Health {
  const groups = new ByKey(newGroup)
  const total = newGroup()
  gather(parts, (part) => [groups.of(keyOf(part, by)), total])
  const isTimed = parts.timed !== null
  const rows = groups.keys().map((key) => rowOf(key, groups.of(key), isTimed))
  return {
    rows: rows.sort((a, b) => b.tally.calls - a.tally.calls),
    total: rowOf(WHOLE, total, isTimed),
    timed: isTimed,
  }
}

/** The total of each bucket, by the instant at which it begins, in milliseconds. */
export function totalsByBucket(parts: HealthParts): Map<number, HealthRow> {
  const groups = new Map<number, Group>()
  gather(parts, ({ bucket }) => {
    if (!bucket) return []
    const group = groups.get(bucket.getTime()) ?? newGroup()
    groups.set(bucket.getTime(), group)
    return [group]
  })
  return new Map([...groups].map(([at, group]) => [at, rowOf(WHOLE, group, parts.timed !== null)]))
}

const WHOLE: HealthKey = { provider: null, model: null, route: null }

/** Adds every part to the groups that it is of. */
function gather(
  { ended, timed, fates }: HealthParts,
  groupsOf: (part: Path & { bucket: Date | null }) => readonly Group[],
): void {
  for (const part of ended) for (const { tally } of groupsOf(part)) addOutcome(tally, part)
  for (const part of timed ?? []) for (const { timing } of groupsOf(part)) addTiming(timing, part.timing)
  for (const part of fates) for (const group of groupsOf(part)) addFates(group.fates, part)
}

export type { FeatureFates } from "./requests"

/** What became of failed requests over [from, to) by feature; a feature of which none failed is not in it. */
export async function featureFates(scope: Scope, window: HealthWindow): Promise<Map<string, FeatureFates>> {
  const rows = await requestFatesByFeature(await askedOf(scope, window))
  return new Map(rows.map((row) => [row.feature, row]))
}

interface Group {
  tally: Tally
  timing: Timing
  fates: Fates
}

export function noTally(): Tally {
  return {
    calls: 0,
    laterAttempts: 0,
    fallbacks: 0,
    ends: noEnds(),
    requests: noEnds(),
    classes: {},
    failedPico: 0n,
    failedUnpriced: 0,
    billedPico: 0n,
  }
}

function newGroup(): Group {
  const fates = { failed: 0, rescued: 0, retried: 0, lost: 0, failures: 0, extraPico: 0n, extraUnknown: 0 }
  return { tally: noTally(), timing: noTiming(), fates }
}

/** Adds `outcome` to `tally` in place. */
export function addOutcome(tally: Tally, outcome: Outcome): void {
  const { status, error_class: errorClass, calls, requests, billed_pico: billed } = outcome
  tally.calls += calls
  tally.laterAttempts += calls - requests
  if (outcome.attempt === "fallback") tally.fallbacks += calls
  tally.ends[endOf(status, errorClass)] += calls
  tally.requests[endOf(status, errorClass)] += requests
  tally.billedPico += billed
  if (status === "ok") return
  if (errorClass !== null) tally.classes[errorClass] = (tally.classes[errorClass] ?? 0) + calls
  tally.failedPico += billed
  tally.failedUnpriced += outcome.unpriced_calls
}

function addFates(into: Fates, part: Fates): void {
  into.failed += part.failed
  into.rescued += part.rescued
  into.retried += part.retried
  into.lost += part.lost
  into.failures += part.failures
  into.extraPico += part.extraPico
  into.extraUnknown += part.extraUnknown
}

function rowOf(key: HealthKey, { tally, timing, fates }: Group, isTimed: boolean): HealthRow {
  const { writtenTokens, writtenMs } = timing
  return {
    key,
    tally,
    availability: availabilityOf(tally.ends.answered, tally.ends.provider),
    fates,
    latency: isTimed ? percentilesOf(timing.latency) : null,
    ttft: isTimed ? percentilesOf(timing.ttft) : null,
    tokensPerSecond: writtenMs > 0 ? (writtenTokens * 1_000) / writtenMs : null,
  }
}
