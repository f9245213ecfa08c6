import type { ErrorClass } from "@/lib/providers/schema"
import type { LocalDay } from "./calendar"
import { type CallPart, drawCall } from "./call"
import type { DemoEvent } from "./event"
import { everyday, type Incident, incidentAt } from "./incidents"
import { type Target, targetOf } from "./models"
import type { Random } from "./random"
import { faultOf } from "./wire/fault"
import type { Workload } from "./workloads"

const MAX_ATTEMPTS = 3
const TIMEOUT_MS = 30_000

/** Who asked, in whose name and for what: shared by every attempt of a request. */
export type Attribution = Pick<
  DemoEvent,
  "user" | "agent" | "feature" | "team" | "environment" | "session" | "tags" | "request_id"
>

export interface RequestOptions {
  /** Attempt n has this id with `-n` after it. */
  id: string
  day: LocalDay
  incidents: readonly Incident[]
  workload: Workload
  attribution: Attribution
  timeMs: number
}

/** Failures that another try can mend. */
const RETRYABLE: ReadonlySet<ErrorClass> = new Set([
  "timeout",
  "network",
  "rate_limit",
  "overloaded",
  "server_error",
  "auth",
  "insufficient_balance",
  "quota_exhausted",
])

function drawTarget(workload: Workload, months: number, random: Random): Target {
  const shares = workload.choices.map(({ share, drift = 0 }) => Math.max(0, share + drift * months))
  const { model, route } = workload.choices[random.weighted(shares)] ?? workload.choices[0]
  return targetOf(model, route)
}

function drawFailure(
  options: RequestOptions,
  target: Target,
  timeMs: number,
  random: Random,
): ErrorClass | null {
  const { rate, mix } = incidentAt(options.incidents, target, timeMs) ?? everyday(target)
  if (random.chance(rate)) return mix[random.weighted(mix.map(([, weight]) => weight))]?.[0] ?? "timeout"
  for (const [kind, share] of Object.entries(options.workload.faults ?? {})) {
    if (random.chance(share)) return kind as keyof typeof options.workload.faults & ErrorClass
  }
  return null
}

/** Somewhere else if there is somewhere else and patience is short, else the same again. */
function nextTarget(options: RequestOptions, failed: Target, kind: ErrorClass, random: Random): Target {
  const others = options.workload.fallbacks
    .map(({ model, route }) => targetOf(model, route))
    .filter((target) => target.name !== failed.name || target.route !== failed.route)
  const pointless = kind === "auth" || kind === "insufficient_balance" || kind === "quota_exhausted"
  const away = pointless || random.chance(0.68)
  return away ? (others[0] ?? failed) : failed
}

function failedPart(kind: ErrorClass, target: Target, random: Random): CallPart & Pick<DemoEvent, "error"> {
  const latency = kind === "timeout" ? TIMEOUT_MS + random.between(0, 400) : random.between(90, 1_800)
  // A provider may bill what it had read before the caller hung up.
  const billed = kind === "timeout" && target.route !== "openrouter" && random.chance(0.12)
  return {
    status: "error",
    error: faultOf(kind, target),
    latency_ms: latency,
    ...(billed && { usage: { input_uncached: random.between(900, 9_000), output: random.between(1, 240) } }),
  }
}

/** All attempts of one request, first to last; the last one answers, fails for good or is broken off. */
export function drawRequest(options: RequestOptions, random: Random): DemoEvent[] {
  const { workload, attribution, day } = options
  const events: DemoEvent[] = []
  let target = drawTarget(workload, day.months, random)
  let failed: Target | null = null
  let timeMs = options.timeMs
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const at = new Date(timeMs)
    const moved = failed && (failed.name !== target.name || failed.route !== target.route) ? failed : null
    const head = {
      id: `${options.id}-${attempt}`,
      time: at.toISOString(),
      provider: target.provider,
      model: target.model,
      route: target.route,
      ...attribution,
      ...(attribution.request_id && { attempt }),
      ...(moved && { fallback_from: { provider: moved.provider, model: moved.model, route: moved.route } }),
    }
    const kind = drawFailure(options, target, timeMs, random)
    if (!kind) {
      const slowdown = incidentAt(options.incidents, target, timeMs)?.slowdown ?? 1
      const aborted = random.chance(workload.aborted ?? 0)
      const stretch = 1 + 0.01 * Math.max(0, day.months)
      events.push({ ...head, ...drawCall({ target, workload, at, stretch, slowdown, aborted }, random) })
      return events
    }
    const part = failedPart(kind, target, random)
    events.push({ ...head, ...part })
    // Without a request id nothing ties a second attempt to the first.
    if (!attribution.request_id || !RETRYABLE.has(kind) || random.chance(0.08)) return events
    failed = target
    timeMs += (part.latency_ms ?? 0) + random.between(200, 1_600) * attempt
    target = nextTarget(options, target, kind, random)
  }
  return events
}
