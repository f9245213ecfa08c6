import { COARSE, classOfCode } from "./errors/codes"
import { addCode, addText, type Evidence, noEvidence } from "./errors/evidence"
import { findError } from "./errors/find"
import { classOfFinish } from "./errors/finish-reasons"
import { classOfGoogleQuota, classOfWords, narrowed } from "./errors/messages"
import { classOfStatus, isFailure } from "./errors/status"
import { payloadOf } from "./payload"
import { originOf } from "./provider-of"
import { PROVIDERS } from "./registry"
import type { CallRequest, CallResponse, ErrorClass } from "./schema"
import { foldEvents } from "./stream"

interface Failure {
  errorClass: ErrorClass
  /** Whom a gateway names as the one that failed, in its own words; null = the one that was called. */
  chargedTo: string | null
}

/**
 * Why a call failed. Typed codes are believed before the HTTP status, the status before the words of a
 * message; a message only narrows what both leave wide. Null when nothing shows a failure.
 */
export function classifyError(
  request: CallRequest,
  response: CallResponse & { code?: string | undefined; message?: string | undefined },
): Failure | null {
  const payload = payloadOf(response)
  const httpStatus = typeof response.status === "number" ? response.status : null
  const failed = isFailure(httpStatus) || httpStatus === 0
  const body = payload.body ?? (payload.events === null ? null : foldEvents(payload.events))
  const found = findError(payload, failed)
  const evidence = withStated(found, response)
  if (evidence === null && !failed) {
    const finish = body === null ? null : classOfFinish(body)
    return finish === null ? null : { errorClass: finish, chargedTo: null }
  }
  const known = evidence ?? noEvidence()
  addHeaderCode(known, response.headers)
  const errorBody = payload.body ?? payload.events?.find((event) => "error" in event) ?? null
  const { provider, gateway } = originOf(request, errorBody, response.headers)
  const tables = [gateway, provider].flatMap((id) =>
    id !== null && Object.hasOwn(PROVIDERS, id) ? [PROVIDERS[id as keyof typeof PROVIDERS].errorCodes] : [],
  )
  return { errorClass: classOf(known, httpStatus, tables), chargedTo: known.failing }
}

/** What the sender says beside the payload counts after what the payload says itself. */
function withStated(
  found: Evidence | null,
  { code, message }: { code?: string | undefined; message?: string | undefined },
): Evidence | null {
  const hasCode = typeof code === "string" && code !== ""
  const hasMessage = typeof message === "string" && message !== ""
  if (!hasCode && !hasMessage) return found
  const evidence = found ?? noEvidence()
  addCode(evidence, code)
  addText(evidence, message)
  return evidence
}

function addHeaderCode(evidence: Evidence, headers: CallResponse["headers"]) {
  for (const name of Object.keys(headers ?? {})) {
    if (name.toLowerCase() === "x-amzn-errortype") addCode(evidence, headers?.[name])
  }
}

function classOf(
  { codes, status: bodyStatus, text, quotaIds }: Evidence,
  httpStatus: number | null,
  tables: readonly ReadonlyMap<string, ErrorClass>[],
): ErrorClass {
  if (quotaIds.length > 0 || codes.includes("resource_exhausted")) return classOfGoogleQuota(quotaIds, text)
  for (const code of codes) {
    for (const own of tables.length > 0 ? tables : [null]) {
      const certain = classOfCode(code, own)
      if (certain !== null) return certain
    }
  }
  const coarse = codes.map((code) => COARSE.get(code)).find((found) => found !== undefined) ?? null
  const byStatus = classOfStatus(bodyStatus ?? httpStatus) ?? classOfStatus(httpStatus)
  const wide = telling(coarse, byStatus)
  return wide === null ? (classOfWords(text) ?? "server_error") : narrowed(wide, text)
}

/** Of a wide code and a status the more specific one; the code where both are. */
function telling(coarse: ErrorClass | null, byStatus: ErrorClass | null): ErrorClass | null {
  if (coarse === null || byStatus === null) return coarse ?? byStatus
  const wide = coarse === "invalid_request" || coarse === "server_error"
  return wide && byStatus !== "invalid_request" && byStatus !== "server_error" ? byStatus : coarse
}
