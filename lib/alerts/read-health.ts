import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { availabilityOf } from "@/lib/health/fault"
import { addTiming, noTiming, type Timing, timings } from "@/lib/health/latency"
import { outcomes } from "@/lib/health/outcomes"
import { ByKey, keyOf, PATH_PARTS, type Path, type PathPart } from "@/lib/health/paths"
import { addOutcome, type HealthRow, noTally, providerHealth, type Tally } from "@/lib/health/queries"
import { askedOf, type HealthWindow } from "@/lib/health/window"
import { percentilesOf } from "@/lib/ledger/histogram"
import { formatCount, formatTenths } from "@/lib/money-format"
import { addUnits, zonedStart } from "@/lib/time"
import type { Reader, Reading } from "./readings"
import type { ConditionOf } from "./rule-schema"
import { yieldingMap } from "./yielding-map"

const MINUTE_MS = 60_000

/** What is read of a provider, or of a path to one. */
type Read = Pick<HealthRow, "key" | "tally" | "availability" | "latency">

function nameOf({ key: { provider, model, route } }: Read): string {
  return [provider, model, route].filter((part) => part !== null).join(" ")
}

function percent(share: number): string {
  return formatTenths(Math.round(share * 1_000))
}

/** Calls that failed, whoever's fault it was; those that were broken off by the caller are none. */
function failedOf({ tally: { ends } }: Read): { failed: number; of: number } {
  const failed = ends.provider + ends.account + ends.caller + ends.unclassified
  return { failed, of: failed + ends.answered }
}

function measured(measure: ConditionOf<"provider_health">["measure"], row: Read) {
  const { ends } = row.tally
  if (measure === "availability") {
    const { availability } = row
    const n = ends.answered + ends.provider
    if (availability === null) return { value: null, n, words: "No call tells of the provider." }
    const words = `${percent(availability)} of ${formatCount(n)} calls answered, by the provider's own faults.`
    return { value: availability * 100, n, words }
  }
  if (measure === "error_rate") {
    const { failed, of } = failedOf(row)
    if (of === 0) return { value: null, n: 0, words: "No calls." }
    const words = `${formatCount(failed)} of ${formatCount(of)} calls failed, ${percent(failed / of)}.`
    return { value: (100 * failed) / of, n: of, words }
  }
  const p95 = row.latency?.p95 ?? null
  const n = row.latency?.n ?? 0
  if (p95 === null) return { value: null, n, words: "Too few calls to tell a percentile." }
  return { value: p95, n, words: `p95 of ${formatCount(n)} calls is ${formatCount(Math.round(p95))} ms.` }
}

function readingOf({ measure, least_calls: least }: ConditionOf<"provider_health">, row: Read): Reading {
  const { value, n, words } = measured(measure, row)
  const isEnough = n >= least
  return {
    entity: nameOf(row),
    value: isEnough ? value : null,
    said: isEnough ? words : `${formatCount(n)} calls, too few to tell.`,
    facts: [{ name: "Calls", value: formatCount(row.tally.calls) }],
  }
}

type By = readonly PathPart[]

/** The whole hours that begin in a stretch of time, by their start: one question for all of them. */
async function byHour(scope: Scope, window: HealthWindow, by: By): Promise<Map<number, Read[]>> {
  const asked = await askedOf(scope, window)
  const [ended, timed] = await Promise.all([outcomes(asked, { interval: "hour" }), timings(asked, "hour")])
  const hours = new Map<number, ByKey<{ tally: Tally; timing: Timing }>>()
  const groupOf = (bucket: Date | null, path: Path) => {
    const at = bucket?.getTime() ?? 0
    const groups = hours.get(at) ?? new ByKey(() => ({ tally: noTally(), timing: noTiming() }))
    hours.set(at, groups)
    return groups.of(keyOf(path, by))
  }
  for (const outcome of ended) addOutcome(groupOf(outcome.bucket, outcome).tally, outcome)
  for (const { bucket, timing, ...path } of timed ?? []) addTiming(groupOf(bucket, path).timing, timing)
  const rowsOf = (groups: ByKey<{ tally: Tally; timing: Timing }>) =>
    groups.keys().map((key): Read => {
      const { tally, timing } = groups.of(key)
      const availability = availabilityOf(tally.ends.answered, tally.ends.provider)
      return { key, tally, availability, latency: timed && percentilesOf(timing.latency) }
    })
  return new Map([...hours].map(([at, groups]) => [at, rowsOf(groups)]))
}

/** How providers did: now over the last minutes, of the past by whole hours. */
export const readHealth: Reader<"provider_health"> = async (scope, { condition, filters }, instants) => {
  const by: By = condition.by === "provider" ? ["provider"] : PATH_PARTS
  const [first, last] = [instants[0], instants.at(-1)]
  if (!first || !last) return []
  if (instants.length === 1) {
    const from = new Date(last.getTime() - condition.minutes * MINUTE_MS)
    const { rows } = await providerHealth(scope, { from, to: last, filters, by })
    return [rows.map((row) => readingOf(condition, row))]
  }
  const { zone } = await getOrganisation(scope)
  const before = (at: Date) => addUnits(zonedStart(at, "hour", zone), "hour", -1, zone)
  const hours = await byHour(scope, { from: before(first), to: last, filters }, by)
  return yieldingMap(instants, (at) =>
    (hours.get(before(at).getTime()) ?? []).map((row) => readingOf(condition, row)),
  )
}
