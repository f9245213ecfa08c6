import { isObject, type Json, listAt, objectAt, parseJson, textAt } from "../json"
import { isFailure } from "./status"

/** What an error says of itself, gathered from wherever its sender put it. */
export interface Evidence {
  /** Typed codes, lower case, the most telling first. */
  codes: string[]
  /** An HTTP status that the body repeats. */
  status: number | null
  /** Everything written for people, joined. */
  text: string
  /** Whom a gateway names as the one that failed. */
  failing: string | null
  quotaIds: string[]
}

/** Enough to tell a cause; every pattern runs over it. */
const MAX_TEXT = 2000

export function noEvidence(): Evidence {
  return { codes: [], status: null, text: "", failing: null, quotaIds: [] }
}

export function addCode(evidence: Evidence, value: unknown) {
  if (isFailure(value)) evidence.status ??= value
  else if (typeof value === "number" && Number.isSafeInteger(value) && value > 0)
    evidence.codes.push(String(value))
  else if (typeof value === "string" && value !== "" && value.length <= 120) {
    if (/^[45]\d\d$/.test(value)) evidence.status ??= Number(value)
    // A sentence in a code field is for people.
    else if (value.includes(" ")) addText(evidence, value)
    else evidence.codes.push(bare(value))
  }
}

/** `com.amazonaws#ThrottlingException`, `ThrottlingException:http://…` → the name alone. */
function bare(code: string): string {
  const hash = code.lastIndexOf("#")
  const name = code.slice(hash + 1)
  const link = name.indexOf(":http")
  return (link < 0 ? name : name.slice(0, link)).toLowerCase()
}

export function addText(evidence: Evidence, value: unknown, depth = 0) {
  if (evidence.text.length >= MAX_TEXT || depth > 3) return
  if (typeof value === "string") {
    evidence.text = `${evidence.text} ${value}`.trim().slice(0, MAX_TEXT)
  } else if (Array.isArray(value)) {
    for (const entry of value.slice(0, 5)) addText(evidence, entry, depth + 1)
  } else if (isObject(value)) {
    for (const key of ["message", "msg", "detail", "error"]) addText(evidence, value[key], depth + 1)
  }
}

/** Reads one error object: OpenAI's, Anthropic's, Google's, a gateway's, or a body that is one itself. */
export function readError(evidence: Evidence, error: Json, depth = 0) {
  const metadata = objectAt(error, "metadata")
  const availability = objectAt(error, "availability")
  if (metadata !== null) readMetadata(evidence, metadata)
  if (availability !== null) addCode(evidence, availability.code)
  const inner = objectAt(error, "innererror") ?? objectAt(error, "inner_error")
  addCode(evidence, error.code)
  if (inner !== null) addCode(evidence, inner.code)
  addCode(evidence, error.__type)
  for (const detail of listAt(error, "details").slice(0, 20))
    if (isObject(detail)) readDetail(evidence, detail)
  if (error.status !== "error" && error.status !== "failed") addCode(evidence, error.status)
  addCode(evidence, error.status_code)
  addCode(evidence, error.error_type)
  if (error.type !== "error") addCode(evidence, error.type)
  addText(evidence, error.message ?? error.Message ?? error.msg)
  addText(evidence, error.detail)
  if (isObject(error.error) && depth < 3) readError(evidence, error.error, depth + 1)
  else addText(evidence, error.error)
  for (const other of listAt(error, "errors").slice(0, 3)) {
    if (isObject(other) && depth < 3) readError(evidence, other, depth + 1)
  }
}

function readMetadata(evidence: Evidence, metadata: Json) {
  evidence.failing ??= textAt(metadata, "provider_name")
  addCode(evidence, metadata.error_type)
  if (Array.isArray(metadata.reasons) || typeof metadata.flagged_input === "string")
    evidence.codes.push("content_filter")
  addCode(evidence, metadata.provider_code)
  const raw = typeof metadata.raw === "string" ? parseJson(metadata.raw) : metadata.raw
  if (isObject(raw)) readError(evidence, raw, 2)
  else addText(evidence, metadata.raw)
}

/** `google.rpc` details: the reason of an ErrorInfo, the quotas of a QuotaFailure. */
function readDetail(evidence: Evidence, detail: Json) {
  addCode(evidence, detail.reason)
  for (const violation of listAt(detail, "violations").slice(0, 20)) {
    const id = isObject(violation) ? textAt(violation, "quotaId") : null
    if (id !== null) evidence.quotaIds.push(id)
  }
}
