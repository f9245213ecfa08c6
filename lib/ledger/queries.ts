import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { maySeePayloads } from "@/lib/auth/payload-access"
import type { Scope } from "@/lib/auth/scope"
import { maySeeTeam } from "@/lib/auth/sight"
import { AppError } from "@/lib/errors"
import { getPriceBook } from "@/lib/pricing/queries"
import { describeCharge } from "./describe-charge"
import {
  costsOf,
  describeCorrection,
  describeError,
  describeReports,
  describeRequest,
  warningsOf,
} from "./describe-event"
import { describeRerates, linesAsTheyStand } from "./describe-rerates"
import { eventId, parseEventId } from "./identity"
import {
  type ChargeRow,
  findAttempts,
  findCharges,
  findCorrection,
  findIdentity,
  findPayload,
  findReports,
  findRerates,
  type PayloadRow,
} from "./read"
import type { ChargeDetail, EventDetail } from "./schema"
import { FLAG } from "./usage-event"

function unknownEvent(id: string): AppError {
  return new AppError("not_found", `No event ${id.slice(0, 64)} in this organisation.`)
}

/** The event behind an `evt_…` id, following a report to the call it belongs to. */
async function rowsOf(scope: Scope, id: string): Promise<{ key: bigint; rows: ChargeRow[] }> {
  const key = parseEventId(id)
  const identity = key === null ? null : await findIdentity(scope.orgId, key)
  if (key === null || !identity) throw unknownEvent(id)
  if (identity.call_key !== null && identity.call_key !== key)
    return rowsOf(scope, eventId(identity.call_key))
  const rows = await findCharges(scope.orgId, key, identity.seconds)
  // Answered like an event that does not exist.
  if (!rows.every(({ team }) => maySeeTeam(scope, team)) || (rows.length === 0 && scope.teams !== null))
    throw unknownEvent(id)
  return { key, rows }
}

/** What the source said where rules or given names say otherwise; no team that the asker does not see. */
function sentOf(scope: Scope, line: ChargeRow): EventDetail["sent"] {
  const said = (["user", "agent", "feature", "team", "environment"] as const)
    .filter((dimension) => line[`sent_${dimension}`] !== line[dimension])
    .filter((dimension) => dimension !== "team" || maySeeTeam(scope, line.sent_team))
    .map((dimension) => [dimension, line[`sent_${dimension}`]])
  return Object.fromEntries(said)
}

function dimensionsOf(scope: Scope, line: ChargeRow) {
  return {
    user: line.user,
    agent: line.agent,
    feature: line.feature,
    team: line.team,
    environment: line.environment,
    provider: line.provider,
    model: line.model,
    route: line.route,
    status: line.status,
    errorClass: line.error_class,
    latencyMs: line.latency_ms,
    ttftMs: line.ttft_ms,
    session: line.session,
    apiKey: line.api_key,
    serviceTier: line.service_tier,
    sent: sentOf(scope, line),
    tags: line.tags,
  }
}

async function requestOf(scope: Scope, own: ChargeRow, payload: PayloadRow | null) {
  if (own.request_key === null) return null
  const all = await findAttempts(scope.orgId, own.request_key, own.time)
  const attempts = all.filter(({ team }) => maySeeTeam(scope, team))
  return describeRequest(payload?.detail.request_id ?? null, attempts)
}

function tokensOf(charges: readonly ChargeDetail[]): number {
  return charges.flatMap(({ classes }) => Object.values(classes)).reduce((sum, count) => sum + count, 0)
}

/** What was sent, unless it is gone or not for the asker's eyes. */
function payloadFor(scope: Scope, payload: PayloadRow | null): Pick<EventDetail, "payload" | "payloadState"> {
  if (!maySeePayloads(scope)) return { payload: null, payloadState: "withheld" }
  return payload
    ? { payload: payload.body, payloadState: "kept" }
    : { payload: null, payloadState: "expired" }
}

/**
 * One event with everything that made its amount: charges with the row and rate of each class,
 * attempts of its request, every source that reported it, and the payload as long as it is kept.
 * Throws `not_found` for an unknown id and for a void, which has no charges of its own.
 */
export async function getEvent(scope: Scope, id: string): Promise<EventDetail> {
  const [{ key, rows }, { currency }, book] = await Promise.all([
    rowsOf(scope, id),
    getOrganisation(scope),
    getPriceBook(scope),
  ])
  const lines = linesAsTheyStand(rows)
  const [first, ...others] = lines
  if (!first)
    throw new AppError("not_found", `Event ${id.slice(0, 64)} is a correction and has no charges of its own.`)
  const rerateIds = rows.flatMap(({ rerate_id }) => rerate_id ?? [])
  const [payload, correctionRow, reports, rerates] = await Promise.all([
    findPayload(scope.orgId, key, first.time),
    findCorrection(scope.orgId, key),
    findReports(scope.orgId, key),
    findRerates(scope.orgId, rerateIds),
  ])
  const request = await requestOf(scope, first, payload)
  const charges = lines.map((line, i) => {
    const charge = describeCharge(line, { book, currency })
    const asSent = line.rerate_id === null ? payload?.detail.lines?.[i]?.because : null
    return { ...charge, unpricedBecause: asSent ?? charge.unpricedBecause }
  })
  const correction = describeCorrection(correctionRow)
  return {
    id: eventId(key),
    time: first.time.toISOString(),
    ...dimensionsOf(scope, first),
    tokens: tokensOf(charges),
    ...costsOf(lines, charges),
    unpriced: lines.some((line) => (line.flags & FLAG.unpriced) > 0),
    estimated: lines.some((line) => (line.flags & FLAG.estimated) > 0),
    corrected: correction?.kind ?? null,
    rescued:
      request?.attempts.some((attempt) => attempt.eventId === eventId(key) && attempt.rescued) ?? false,
    sourceEventId: payload?.detail.id ?? null,
    responseId: payload?.detail.response_id ?? null,
    error: describeError(payload, maySeePayloads(scope)),
    charges,
    warnings: warningsOf(first, payload),
    request,
    reports: describeReports([first, ...others], payload, reports),
    reportsDisagree: reports.some(({ disagrees }) => disagrees),
    correction,
    rerates: describeRerates(rows, rerates),
    ...payloadFor(scope, payload),
    currency,
  }
}
