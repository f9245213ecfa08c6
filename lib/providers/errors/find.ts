import { has, isObject, type Json, listAt, objectAt, textAt } from "../json"
import type { Payload } from "../payload"
import { addCode, addText, type Evidence, noEvidence, readError } from "./evidence"

/**
 * The error inside a payload: a body that is one, an event in the middle of a stream, a gateway's log
 * of a failure. Null where the payload shows none.
 */
export function findError(payload: Payload, failed: boolean): Evidence | null {
  const evidence = noEvidence()
  const found =
    payload.body !== null
      ? readBody(evidence, payload.body, failed)
      : payload.events !== null
        ? readEvents(evidence, payload.events, failed)
        : payload.text !== null && readText(evidence, payload.text, failed)
  return found ? evidence : null
}

function readBody(evidence: Evidence, body: Json, failed: boolean): boolean {
  if (body.status === "failure" || has(body, "error_information")) return readGatewayFailure(evidence, body)
  if (body.level === "ERROR") {
    addText(evidence, body.statusMessage)
    return true
  }
  if (has(body, "response_status_code")) {
    addCode(evidence, Number(body.response_status_code))
    return evidence.status !== null
  }
  const { error } = body
  const stated = isObject(error) ? Object.keys(error).length > 0 : typeof error === "string" && error !== ""
  if (stated || isErrorItself(body) || failed) {
    evidence.failing ??= stated ? textAt(body, "provider") : null
    readError(evidence, body)
    return true
  }
  return readChoiceErrors(evidence, body)
}

const ANSWER = [
  "choices",
  "usage",
  "content",
  "output",
  "candidates",
  "data",
  "embeddings",
  "results",
  "usageMetadata",
]

/** Bodies that are an error without a field of that name: Bedrock, Cohere, DashScope, Mistral, SiliconFlow. */
function isErrorItself(body: Json): boolean {
  if (body.type === "error" || body.object === "error" || has(body, "__type") || body.success === false)
    return true
  if (ANSWER.some((key) => has(body, key))) return false
  const { code } = body
  const message = [body.message, body.Message, body.msg].some(
    (value) => typeof value === "string" && value !== "",
  )
  if (message) return code !== 200 && code !== 0
  return (typeof body.detail === "string" || Array.isArray(body.detail)) && Object.keys(body).length <= 3
}

function readChoiceErrors(evidence: Evidence, body: Json): boolean {
  for (const choice of listAt(body, "choices")) {
    const error = isObject(choice) ? objectAt(choice, "error") : null
    if (error === null) continue
    evidence.failing ??= textAt(body, "provider")
    readError(evidence, error)
    return true
  }
  return false
}

const EXCEPTION = /^[a-zA-Z]{3,60}Exception$/

/** A stream breaks in its last events, after HTTP 200 and often after half an answer. */
function readEvents(evidence: Evidence, events: readonly Json[], failed: boolean): boolean {
  for (const event of events) {
    const response = objectAt(event, "response")
    if (response !== null && (event.type === "response.failed" || isObject(response.error))) {
      readError(evidence, response)
      return true
    }
    const interaction = objectAt(event, "interaction")
    if (interaction !== null && isObject(interaction.error)) {
      readError(evidence, interaction)
      return true
    }
    if (has(event, "error") || event.type === "error" || isLoneError(event)) {
      evidence.failing ??= textAt(event, "provider")
      readError(evidence, event)
      return true
    }
    for (const key of Object.keys(event)) {
      if (!EXCEPTION.test(key)) continue
      evidence.codes.push(key.toLowerCase())
      addText(evidence, event[key])
      return true
    }
    if (readChoiceErrors(evidence, event)) return true
  }
  return failed
}

/** DashScope's error event has no wrapper. */
function isLoneError(event: Json): boolean {
  return (
    typeof event.code === "string" &&
    event.code !== "" &&
    typeof event.message === "string" &&
    !has(event, "output")
  )
}

/** LiteLLM's log of a failed attempt. */
function readGatewayFailure(evidence: Evidence, body: Json): boolean {
  const information = objectAt(body, "error_information")
  if (information !== null) {
    evidence.failing = textAt(information, "llm_provider")
    addCode(evidence, information.error_class)
    addCode(evidence, information.error_code)
    addText(evidence, information.error_message)
  }
  addText(evidence, body.error_str)
  return body.status === "failure" || evidence.codes.length > 0 || evidence.text !== ""
}

const PROXY_WORDS =
  /^(?:upstream connect error|error code: ?\d{3}|internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|too many requests|unauthorized|forbidden|not found|404 page not found|request timed? ?out|stream (?:error|disconnected)|no healthy upstream)/i
const TITLE = /<title>[^<]{0,120}?\b([45]\d\d)\b/i

/** Plain text and HTML, mostly of a proxy in between. */
function readText(evidence: Evidence, text: string, failed: boolean): boolean {
  const start = text.slice(0, 4000).trim()
  const html = /^<(?:!doctype|html|head|body)/i.test(start)
  const status = html ? TITLE.exec(start)?.[1] : /^(?:error code: ?)?([45]\d\d)\b/i.exec(start)?.[1]
  if (!failed && !html && !PROXY_WORDS.test(start)) return false
  if (status !== undefined) evidence.status = Number(status)
  addText(evidence, html ? start.replace(/<[^>]{0,400}>/g, " ") : start)
  return failed || evidence.status !== null || !html
}
