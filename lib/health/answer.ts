import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { ERROR_BOUND, LEAST_CALLS, type Percentiles } from "@/lib/ledger/histogram"
import { picoToString } from "@/lib/money"
import { parseEnd } from "@/lib/spend/range"
import { exceedsBuckets } from "@/lib/time"
import { type CoursePoint, courseOf } from "./course"
import { availabilityOf, type End } from "./fault"
import { holdsTo, type Incident, listIncidents } from "./incidents"
import { timings } from "./latency"
import { outcomes } from "./outcomes"
import { type HealthRow, healthOf } from "./queries"
import { requestFates } from "./requests"
import type { HealthAnswer, HealthRequest } from "./schema"
import { askedOf, type HealthWindow } from "./window"

const DAY_MS = 86_400_000
const MOST_INCIDENTS = 100
const MOST_BUCKETS = { hour: 15 * 24 + 1, day: 400 } as const

/** The window of a request: the last 24 hours where it names none. Throws `invalid` and names the field. */
export async function healthWindow(
  scope: Scope,
  asked: Pick<HealthRequest, "from" | "to" | "filter" | "interval">,
): Promise<HealthWindow & { zone: string; currency: string }> {
  const { zone, currency } = await getOrganisation(scope)
  const to = asked.to === undefined ? new Date() : parseEnd("to", asked.to, zone)
  const from = asked.from === undefined ? new Date(to.getTime() - DAY_MS) : parseEnd("from", asked.from, zone)
  if (from >= to) {
    const detail = `${from.toISOString()} is not before ${to.toISOString()}.`
    throw new AppError("invalid", "from must be before to.", { errors: [{ pointer: "from", detail }] })
  }
  const { interval } = asked
  if (interval && exceedsBuckets(from, to, interval, zone, MOST_BUCKETS[interval])) {
    throw new AppError("invalid", `The range is too long for the interval ${interval}.`, {
      errors: [{ pointer: "interval", detail: "Hours reach over 15 days, days over 400." }],
    })
  }
  return { from, to, filters: asked.filter, zone, currency }
}

/** How providers did, as the API tells it. */
export async function healthOfRequest(scope: Scope, asked: HealthRequest): Promise<HealthAnswer> {
  const { zone, currency, ...window } = await healthWindow(scope, asked)
  const { group_by: by, interval } = asked
  const sighted = await askedOf(scope, window)
  const [ended, waits, fates, incidents] = await Promise.all([
    outcomes(sighted, { interval: interval ?? null }),
    timings(sighted, null),
    requestFates(sighted, null),
    listIncidents(scope, { ...window, limit: MOST_INCIDENTS }),
  ])
  const { rows, total, timed } = healthOf({ ended, timed: waits, fates }, by)
  return {
    range: { from: window.from.toISOString(), to: window.to.toISOString() },
    zone,
    currency,
    error_bound: ERROR_BOUND,
    least_calls: LEAST_CALLS,
    percentiles_told: timed,
    rows: rows.map((row) => ({ ...row.key, ...measuresOf(row) })),
    total: measuresOf(total),
    ...(interval && { series: courseOf(ended, by).map(pointOf) }),
    incidents: incidents.filter((each) => holdsTo(each, window.filters)).map(incidentOf),
  }
}

function endedOf(calls: number, ends: Record<End, number>) {
  return {
    calls,
    answered: ends.answered,
    faults: ends.provider,
    account_faults: ends.account,
    caller_faults: ends.caller,
    aborted: ends.aborted,
    availability: rounded(availabilityOf(ends.answered, ends.provider), 6),
  }
}

function pointOf({ bucket, key, calls, ends }: CoursePoint) {
  return { bucket: bucket.toISOString(), ...key, ...endedOf(calls, ends) }
}

function measuresOf({ tally, fates, latency, ttft, tokensPerSecond }: HealthRow) {
  const { failed, rescued, retried, lost } = fates
  return {
    ...endedOf(tally.calls, tally.ends),
    unclassified: tally.ends.unclassified,
    errors: tally.classes,
    later_attempts: tally.laterAttempts,
    fallbacks: tally.fallbacks,
    requests: {
      ...{ failed, rescued, retried, lost },
      fallback_extra: picoToString(fates.extraPico),
      fallback_extra_unknown: fates.extraUnknown,
    },
    failed_cost: picoToString(tally.failedPico),
    failed_unpriced: tally.failedUnpriced,
    latency_ms: inTenths(latency),
    first_token_ms: inTenths(ttft),
    tokens_per_second: rounded(tokensPerSecond, 1),
  }
}

function incidentOf({ id, provider, route, model, from, until, state, errorClass, figures }: Incident) {
  const { requestsFailed = 0, rescued = 0, retried = 0, lost = 0 } = figures ?? {}
  return {
    ...{ id, provider, route, model, from: from.toISOString(), error_class: errorClass },
    until: state === "open" ? null : until.toISOString(),
    calls: figures?.calls ?? null,
    faults: figures?.faults ?? null,
    models: figures?.models ?? null,
    requests: figures && { failed: requestsFailed, rescued, retried, lost },
    failed_cost: figures && picoToString(figures.failedPico),
    failed_unpriced: figures?.failedUnpriced ?? null,
  }
}

function inTenths(told: Percentiles | null): Percentiles | null {
  return (
    told && { n: told.n, p50: rounded(told.p50, 1), p95: rounded(told.p95, 1), p99: rounded(told.p99, 1) }
  )
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}
