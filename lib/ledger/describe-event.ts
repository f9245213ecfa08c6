import { add, formatDecimal, type Pico, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { BILLING_GATEWAYS } from "./charges"
import { computedOf } from "./describe-charge"
import { eventId } from "./identity"
import type { AttemptRow, ChargeRow, CorrectionRow, PayloadRow, ReportRow } from "./read"
import type { ChargeDetail, EventDetail } from "./schema"
import { FLAG } from "./usage-event"

const money = (pico: Pico | null) => (pico === null ? null : picoToString(pico))

/** Null as soon as one part is unknown. */
export function sumOf(values: readonly (Pico | null)[]): Pico | null {
  return values.reduce((sum: Pico | null, value) => (sum === null || value === null ? null : sum + value), 0n)
}

/** What is known of it; null where nothing is. */
function reportedBy(lines: readonly ChargeRow[]): string | null {
  return lines.some((line) => line.reported_pico !== null)
    ? picoToString(lines.reduce((sum, line) => sum + (line.reported_pico ?? 0n), 0n))
    : null
}

/** The four costs of the whole call and one sentence on why the last is what it is. */
export function costsOf(
  lines: readonly ChargeRow[],
  charges: readonly ChargeDetail[],
): Pick<EventDetail, "list" | "computed" | "reported" | "billed" | "billedBecause"> {
  return {
    list: money(sumOf(lines.map((line) => line.list_pico))),
    computed: money(sumOf(lines.map(computedOf))),
    reported: reportedBy(lines),
    billed: money(sumOf(lines.map((line) => line.billed_pico))),
    billedBecause: billedBecause(lines, charges),
  }
}

function billedBecause(lines: readonly ChargeRow[], charges: readonly ChargeDetail[]): string {
  if (lines.some((line) => line.billed_pico === null)) {
    return (
      charges.find((charge) => charge.unpricedBecause)?.unpricedBecause ??
      "No price row matches, so the amount is unknown."
    )
  }
  const estimate = lines.some((line) => (line.flags & FLAG.estimated) !== 0)
    ? " An estimate: the usage that was sent leaves out cached tokens or the tier."
    : ""
  return `${whoseAmount(lines)}${estimate}`
}

const PASSED_ON =
  "Billed = reported: its source passes on what the biller states, and no other source's report counts before it."

/** Whether it was reported by somebody who does not charge it. */
function passedOn(lines: readonly ChargeRow[]): boolean {
  const flags = lines[0]?.flags ?? 0
  return (flags & FLAG.reporterBills) !== 0 && (flags & FLAG.fromBiller) === 0
}

function whoseAmount(lines: readonly ChargeRow[]): string {
  const reported = lines.some((line) => line.reported_pico !== null)
  const byReport =
    reported &&
    lines.every((line) => (line.flags & FLAG.reporterPasses) === 0) &&
    lines.every((line) => line.billed_pico === (line.reported_pico ?? line.billed_pico))
  const computed = sumOf(lines.map(computedOf))
  const billed = sumOf(lines.map((line) => line.billed_pico))
  const byGateway = BILLING_GATEWAYS.has(lines[0]?.route ?? "") || computed !== billed
  if (byReport && lines[0]?.reported_pico === lines[0]?.billed_pico && byGateway) {
    return passedOn(lines)
      ? PASSED_ON
      : "Billed = reported, since the gateway that reported it is the biller."
  }
  if (lines.every((line) => line.price_id === null) && billed === 0n)
    return "Nothing was used, so nothing is billed."
  return reported && !byReport
    ? "Billed = computed, since the reporter is not the biller."
    : "Billed = computed from the price book."
}

/** Whether it succeeded on another provider, model or route after an earlier one had failed. */
function rescues(attempt: AttemptRow, attempts: readonly AttemptRow[]): boolean {
  if (attempt.status !== "ok" || attempt.corrected) return false
  return attempts
    .slice(0, attempts.indexOf(attempt))
    .some(
      ({ status, corrected, provider, model, route }) =>
        status !== "ok" &&
        !corrected &&
        (provider !== attempt.provider || model !== attempt.model || route !== attempt.route),
    )
}

/** The request that the attempts are of; what is unpriced of it is not in its sum. */
export function describeRequest(
  id: string | null,
  attempts: readonly AttemptRow[],
): NonNullable<EventDetail["request"]> {
  const billed = attempts.reduce(
    (sum, attempt) => (attempt.billed === null ? sum : add(sum, parseDecimal(picoToString(attempt.billed)))),
    ZERO,
  )
  return {
    id: id ?? "",
    rescued: attempts.some((attempt) => rescues(attempt, attempts)),
    attempts: attempts.map((attempt, i) => ({
      eventId: eventId(attempt.event_key),
      attempt: i + 1,
      time: attempt.time.toISOString(),
      provider: attempt.provider,
      model: attempt.model,
      route: attempt.route,
      status: attempt.status,
      rescued: rescues(attempt, attempts),
      corrected: attempt.corrected,
      errorClass: attempt.error_class,
      latencyMs: attempt.latency_ms,
      billed: money(attempt.billed),
    })),
    billed: formatDecimal(billed),
  }
}

/** The report that the charges came from, then the others, oldest first. */
export function describeReports(
  lines: readonly [ChargeRow, ...ChargeRow[]],
  payload: PayloadRow | null,
  others: readonly ReportRow[],
): EventDetail["reports"] {
  const [first] = lines
  return [
    {
      source: first.source,
      kind: first.source_kind,
      receivedAt: (payload?.received_at ?? first.time).toISOString(),
      usedFor: "money, tokens, attribution",
      reported: reportedBy(lines),
      billed: money(sumOf(lines.map((line) => line.billed_pico))),
      disagrees: false,
    },
    ...others.map((report) => ({
      source: report.source,
      kind: report.kind,
      receivedAt: report.received_at.toISOString(),
      usedFor: report.gave?.length ? report.gave.join(", ") : "nothing: the call was known",
      reported: money(report.reported_pico),
      billed: money(report.billed_pico),
      disagrees: report.disagrees,
    })),
  ]
}

export function describeCorrection(correction: CorrectionRow | null): EventDetail["correction"] {
  return (
    correction && {
      kind: correction.kind === "void" ? "void" : "replaced",
      by: eventId(correction.event_key),
      reason: correction.reason,
      at: correction.received_at.toISOString(),
    }
  )
}

/** The message is the provider's word and may quote what somebody typed. */
export function describeError(payload: PayloadRow | null, maySeeMessage: boolean): EventDetail["error"] {
  const error = payload?.detail.error
  if (!error) return null
  const { http_status = null, code = null, message = null } = error
  return { http_status, code: code === null ? null : String(code), message: maySeeMessage ? message : null }
}

export function warningsOf(first: ChargeRow, payload: PayloadRow | null): EventDetail["warnings"] {
  const warnings = payload?.detail.warnings ?? []
  if ((first.flags & FLAG.notDeduplicable) === 0) return warnings
  const detail = "The event has no id and its response none that names one call: a repeat would count again."
  return [...warnings, { code: "not_deduplicable", detail }]
}
