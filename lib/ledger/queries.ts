import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { add, formatDecimal, type Pico, parseDecimal, picoToString } from "@/lib/money"
import { getPriceBook } from "@/lib/pricing/queries"
import type { Pricing } from "./charges"
import { describeCharge } from "./describe-charge"
import { eventId, parseEventId } from "./identity"
import {
  type ChargeRow,
  findAttempts,
  findCharges,
  findCorrection,
  findIdentity,
  findPayload,
  findReports,
} from "./read"
import type { ChargeDetail, EventDetail } from "./schema"
import { FLAG } from "./usage-event"

const money = (pico: Pico | null) => (pico === null ? null : picoToString(pico))

/** Null as soon as one part is unknown. */
function sumOf(values: readonly (Pico | null)[]): Pico | null {
  return values.reduce((sum: Pico | null, value) => (sum === null || value === null ? null : sum + value), 0n)
}

function billedBecause(lines: readonly ChargeRow[], charges: readonly ChargeDetail[]): string {
  if (lines.some((line) => line.billed_pico === null)) {
    return (
      charges.find((charge) => charge.unpricedBecause)?.unpricedBecause ??
      "No price row matches, so the amount is unknown."
    )
  }
  const reported = lines.some((line) => line.reported_pico !== null)
  const byReport =
    reported && lines.every((line) => line.billed_pico === (line.reported_pico ?? line.billed_pico))
  const computed = sumOf(lines.map((line) => line.computed_pico ?? line.list_pico))
  const billed = sumOf(lines.map((line) => line.billed_pico))
  if (byReport && lines[0]?.reported_pico === lines[0]?.billed_pico && computed !== billed) {
    return "Billed = reported, since the gateway that reported it is the biller."
  }
  if (lines.every((line) => line.price_id === null) && billed === 0n)
    return "Nothing was used, so nothing is billed."
  return reported && !byReport
    ? "Billed = computed, since the reporter is not the biller."
    : "Billed = computed from the price book."
}

async function requestOf(scope: Scope, lines: readonly ChargeRow[]): Promise<EventDetail["request"]> {
  const own = lines[0]
  if (!own || own.request_key === null) return null
  const attempts = await findAttempts(scope.orgId, own.request_key, own.time)
  const failed = attempts.findIndex((attempt) => attempt.status !== "ok")
  const rescued = failed >= 0 && attempts.slice(failed + 1).some((attempt) => attempt.status === "ok")
  const billed = attempts.reduce(
    (sum, attempt) => add(sum, parseDecimal(attempt.billed === null ? "0" : picoToString(attempt.billed))),
    parseDecimal("0"),
  )
  return {
    id: "",
    rescued,
    attempts: attempts.map((attempt, i) => ({
      eventId: eventId(attempt.event_key),
      attempt: i + 1,
      time: attempt.time.toISOString(),
      provider: attempt.provider,
      model: attempt.model,
      route: attempt.route,
      status: attempt.status,
      errorClass: attempt.error_class,
      latencyMs: attempt.latency_ms,
      billed: money(attempt.billed),
    })),
    billed: formatDecimal(billed),
  }
}

/** The event behind an `evt_…` id, following a report to the call it belongs to. */
async function linesOf(scope: Scope, id: string): Promise<{ key: bigint; lines: ChargeRow[] }> {
  const key = parseEventId(id)
  const identity = key === null ? null : await findIdentity(scope.orgId, key)
  if (key === null || !identity)
    throw new AppError("not_found", `No event ${id.slice(0, 64)} in this organisation.`)
  if (identity.call_key !== null && identity.call_key !== key)
    return linesOf(scope, eventId(identity.call_key))
  return { key, lines: await findCharges(scope.orgId, key, identity.seconds) }
}

/**
 * One event with everything that made its amount: charges with the row and rate of each class,
 * attempts of its request, every source that reported it, and the payload as long as it is kept.
 * Throws `not_found` for an unknown id and for a void, which has no charges of its own.
 */
export async function getEvent(scope: Scope, id: string): Promise<EventDetail> {
  const [{ key, lines }, organisation, book] = await Promise.all([
    linesOf(scope, id),
    getOrganisation(scope),
    getPriceBook(scope),
  ])
  const first = lines[0]
  if (!first)
    throw new AppError("not_found", `Event ${id.slice(0, 64)} is a correction and has no charges of its own.`)
  const pricing: Pricing = { book, currency: organisation.currency }
  const [payload, correction, reports, request] = await Promise.all([
    findPayload(scope.orgId, key, first.time),
    findCorrection(scope.orgId, key),
    findReports(scope.orgId, key),
    requestOf(scope, lines),
  ])
  const charges = lines.map((line) => describeCharge(line, pricing))
  const detail = payload?.detail
  const unpriced = lines.some((line) => line.billed_pico === null)
  return {
    id: eventId(key),
    time: first.time.toISOString(),
    user: first.user,
    agent: first.agent,
    feature: first.feature,
    team: first.team,
    environment: first.environment,
    provider: first.provider,
    model: first.model,
    route: first.route,
    status: first.status,
    errorClass: first.error_class,
    tokens: charges.reduce((sum, { classes }) => sum + Object.values(classes).reduce((a, b) => a + b, 0), 0),
    billed: money(sumOf(lines.map((line) => line.billed_pico))),
    unpriced,
    latencyMs: first.latency_ms,
    corrected: correction ? (correction.kind === "void" ? "void" : "replaced") : null,
    sourceEventId: detail?.id ?? null,
    responseId: detail?.response_id ?? null,
    session: first.session,
    apiKey: first.api_key,
    serviceTier: first.service_tier,
    tags: first.tags,
    ttftMs: first.ttft_ms,
    error: detail?.error
      ? {
          http_status: detail.error.http_status ?? null,
          code:
            detail.error.code === undefined || detail.error.code === null ? null : String(detail.error.code),
          message: detail.error.message ?? null,
        }
      : null,
    list: money(sumOf(lines.map((line) => line.list_pico))),
    computed: money(sumOf(lines.map((line) => line.computed_pico ?? line.list_pico))),
    reported: lines.some((line) => line.reported_pico !== null)
      ? money(lines.reduce((sum, line) => sum + (line.reported_pico ?? 0n), 0n))
      : null,
    billedBecause: billedBecause(lines, charges),
    charges: charges.map((charge, i) => ({
      ...charge,
      unpricedBecause: detail?.lines?.[i]?.because ?? charge.unpricedBecause,
    })),
    warnings: [
      ...(detail?.warnings ?? []),
      ...((first.flags & FLAG.notDeduplicable) > 0
        ? [
            {
              code: "not_deduplicable",
              detail: "The event has no id and its response none either: a repeat would count again.",
            },
          ]
        : []),
    ],
    request: request && { ...request, id: detail?.request_id ?? "" },
    reports: [
      {
        source: first.source,
        kind: first.source_kind,
        receivedAt: (payload?.received_at ?? first.time).toISOString(),
        usedFor: "money, tokens, attribution",
        reported: lines.some((line) => line.reported_pico !== null)
          ? money(lines.reduce((sum, line) => sum + (line.reported_pico ?? 0n), 0n))
          : null,
      },
      ...reports.map((report) => ({
        source: report.source,
        kind: report.kind,
        receivedAt: report.received_at.toISOString(),
        usedFor: "nothing: the call was known",
        reported: money(report.reported_pico),
      })),
    ],
    correction: correction && {
      kind: correction.kind === "void" ? "void" : "replaced",
      by: eventId(correction.event_key),
      reason: correction.reason,
      at: correction.received_at.toISOString(),
    },
    payload: payload?.body ?? null,
    currency: organisation.currency,
  }
}
