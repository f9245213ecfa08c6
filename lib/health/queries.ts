import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { type Percentiles, percentilesOf } from "@/lib/ledger/histogram"
import type { Pico } from "@/lib/money"
import type { ErrorClass } from "@/lib/providers/schema"
import { noEnds } from "./ends"
import { availabilityOf, type End, endOf } from "./fault"
import { addTiming, noTiming, type Timing, timings } from "./latency"
import { type Outcome, outcomes } from "./outcomes"
import { ByKey, type HealthKey, keyOf, type PathPart } from "./paths"
import { type FeatureFates, requestFates, requestFatesByFeature } from "./requests"
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
  const asked = await askedOf(scope, query)
  return healthOf(asked, query.by, outcomes(asked, { interval: null }))
}

/** The same of a window whose outcomes are known already, in buckets or as one sum. */
export async function healthOf(
  asked: Asked,
  by: readonly PathPart[],
  outcome: Promise<readonly Outcome[]>,
): Promise<Health> {
  const [ended, timed, fates] = await Promise.all([outcome, timings(asked, null), requestFates(asked)])
  const groups = new ByKey(newGroup)
  const total = newGroup()
  for (const outcome of ended) {
    addOutcome(groups.of(keyOf(outcome, by)).tally, outcome)
    addOutcome(total.tally, outcome)
  }
  for (const { timing, ...path } of timed ?? []) {
    addTiming(groups.of(keyOf(path, by)).timing, timing)
    addTiming(total.timing, timing)
  }
  for (const { provider, model, route, ...part } of fates) {
    addFates(groups.of(keyOf({ provider, model, route }, by)).fates, part)
    addFates(total.fates, part)
  }
  const isTimed = timed !== null
  const rows = groups.keys().map((key) => rowOf(key, groups.of(key), isTimed))
  return {
    rows: rows.sort((a, b) => b.tally.calls - a.tally.calls),
    total: rowOf({ provider: null, model: null, route: null }, total, isTimed),
    timed: isTimed,
  }
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
