import { isObject, type Json, listAt, objectAt, parseJson } from "./json"
import type { CallResponse } from "./schema"
import { langfuseGenerations } from "./shapes/langfuse"
import { isLiteLlm } from "./shapes/litellm"
import { looksLikeSse, parseSse } from "./sse"

/** A response in one of three forms: a JSON object, stream events, or text that is neither. */
export interface Payload {
  body: Json | null
  events: Json[] | null
  text: string | null
  /** It came as a line of a batch job's output. */
  batch: boolean
  /** Set where the payload holds several calls and cannot be read as one. */
  calls: number
}

const NOTHING: Payload = { body: null, events: null, text: null, batch: false, calls: 0 }

export function payloadOf(response: CallResponse): Payload {
  const { body } = response
  if (isObject(body)) return unwrapped(body)
  if (Array.isArray(body)) return ofList(body)
  if (typeof body === "string" && body.trim() !== "") return ofText(body)
  if (Array.isArray(response.events)) return ofList(response.events)
  if (typeof response.sse === "string") {
    const events = parseSse(response.sse).map(eventData)
    return events.length > 0 ? { ...NOTHING, events, calls: 1 } : ofText(response.sse, true)
  }
  return NOTHING
}

function ofText(text: string, triedSse = false): Payload {
  const start = text.trimStart()
  if (start.startsWith("{") || start.startsWith("[")) {
    const parsed = parseJson(text)
    if (isObject(parsed)) return unwrapped(parsed)
    if (Array.isArray(parsed)) return ofList(parsed)
    const lines = parsed === undefined ? start.split(/\r\n|\n|\r/).map(parseJson) : []
    if (lines.length > 1 && lines.some(isObject)) return ofList(lines)
  }
  if (!triedSse && looksLikeSse(text)) {
    const events = parseSse(text).map(eventData)
    if (events.length > 0) return { ...NOTHING, events, calls: 1 }
  }
  return { ...NOTHING, text: text.trim() === "" ? null : text }
}

/** A JSON list is a stream's events, except where its members are gateway records of whole calls. */
function ofList(list: unknown[]): Payload {
  const events: Json[] = []
  for (const member of list) {
    const event = typeof member === "string" ? parseJson(member) : member
    if (isObject(event)) events.push(eventData(event))
  }
  const first = events[0]
  if (first !== undefined && isLiteLlm(first)) {
    return events.length === 1 ? unwrapped(first) : { ...NOTHING, calls: events.length }
  }
  if (first !== undefined && events.length === 1 && isErrorAlone(first)) return unwrapped(first)
  return { ...NOTHING, events, calls: 1 }
}

function isErrorAlone(event: Json): boolean {
  return isObject(event.error) && Object.keys(event).length === 1
}

const ENVELOPE = new Set(["event", "data", "id", "retry"])

/** Some clients keep the name beside the data, `{event, data}`; some proxies wrap `{response}`. */
function eventData(event: Json): Json {
  const wrapped = objectAt(event, "response")
  if (wrapped !== null && ("usageMetadata" in wrapped || "candidates" in wrapped)) return wrapped
  if (!("data" in event) || !Object.keys(event).every((key) => ENVELOPE.has(key))) return event
  const data = typeof event.data === "string" ? parseJson(event.data) : event.data
  if (!isObject(data)) return event
  return event.event === "error" && data.error === undefined ? { ...data, error: data } : data
}

/** Opens what batch jobs and gateways wrap around a provider's own body. */
function unwrapped(body: Json): Payload {
  if (Array.isArray(body.batch)) {
    const calls = langfuseGenerations(body)
    const only = calls.length === 1 ? calls[0] : undefined
    return { ...NOTHING, body: only ?? null, calls: calls.length }
  }
  const line = batchLine(body)
  if (line !== null) return { ...NOTHING, body: line, batch: true, calls: 1 }
  return { ...NOTHING, body: gatewayBody(body) ?? body, calls: 1 }
}

/** One line of a batch result of OpenAI, Anthropic, Gemini or Bedrock. */
function batchLine(body: Json): Json | null {
  const response = objectAt(body, "response")
  if (response !== null && ("custom_id" in body || "key" in body || isGeminiLine(body, response))) {
    return objectAt(response, "body") ?? response
  }
  const result = objectAt(body, "result")
  if (result !== null && "custom_id" in body) return objectAt(result, "message") ?? result
  return "recordId" in body ? objectAt(body, "modelOutput") : null
}

/** Vertex repeats the request beside the response. */
function isGeminiLine(body: Json, response: Json): boolean {
  return "request" in body && "usageMetadata" in response
}

function gatewayBody(body: Json): Json | null {
  // Cloudflare: `{success, result}`; OpenRouter's generation look-up: `{data}`.
  const result = objectAt(body, "result")
  if (result !== null && typeof body.success === "boolean" && body.success) return result
  const wrapped = objectAt(body, "response")
  if (wrapped !== null && "usageMetadata" in wrapped) return wrapped
  const data = objectAt(body, "data")
  if (data !== null && "native_tokens_prompt" in data) return data
  return null
}

/**
 * The calls a gateway's delivery holds: LiteLLM's list of payloads, the generations of a Langfuse
 * batch, else the body itself. Each member can be given to `normalise` as a body.
 */
export function splitCalls(body: unknown): unknown[] {
  if (Array.isArray(body)) {
    const first: unknown = body[0]
    return isObject(first) && isLiteLlm(first) ? body : [body]
  }
  if (isObject(body) && listAt(body, "batch").length > 0) return langfuseGenerations(body)
  return [body]
}
