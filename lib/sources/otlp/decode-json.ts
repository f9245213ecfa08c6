import { AppError } from "@/lib/errors"
import { isObject, type Json, listAt, objectAt } from "@/lib/providers/json"
import { isContent } from "./content"
import {
  type Attributes,
  MAX_ATTRIBUTES,
  MAX_NAME,
  MAX_NESTING,
  MAX_SPANS,
  readId,
  type Span,
  tooManySpans,
  type Value,
  wrongSignal,
} from "./span"

/** The spans of an ExportTraceServiceRequest in JSON. Whatever is not what it should be is passed over. */
export function decodeJson(body: unknown): Span[] {
  if (!isObject(body)) throw new AppError("bad_request", "The body is not a JSON object with resourceSpans.")
  if ("resourceLogs" in body) throw wrongSignal("logs")
  if ("resourceMetrics" in body) throw wrongSignal("metrics")
  const spans: Span[] = []
  for (const entry of listAt(body, "resourceSpans")) {
    if (!isObject(entry)) continue
    const owner = objectAt(entry, "resource")
    const resource = readAttributes(owner === null ? [] : listAt(owner, "attributes"))
    for (const part of listAt(entry, "scopeSpans")) if (isObject(part)) readScope(part, resource, spans)
  }
  return spans
}

function readScope(part: Json, resource: Attributes, spans: Span[]): void {
  const scope = textOf(objectAt(part, "scope")?.name)
  for (const raw of listAt(part, "spans")) {
    if (!isObject(raw)) continue
    if (spans.length >= MAX_SPANS) throw tooManySpans()
    const span = readSpan(raw, resource, scope)
    if (span !== null) spans.push(span)
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, MAX_NAME) : ""
}

function readSpan(raw: Json, resource: Attributes, scope: string): Span | null {
  const traceId = readId(raw.traceId, 16)
  const spanId = readId(raw.spanId, 8)
  if (traceId === null || spanId === null) return null
  const status = objectAt(raw, "status")
  const exception = listAt(raw, "events").find((event) => isObject(event) && event.name === "exception")
  return {
    traceId,
    spanId,
    parentId: readId(raw.parentSpanId, 8),
    name: textOf(raw.name),
    scope,
    resource,
    attributes: readAttributes(listAt(raw, "attributes")),
    start: nanoseconds(raw.startTimeUnixNano),
    end: nanoseconds(raw.endTimeUnixNano),
    failed: status?.code === 2 || status?.code === "STATUS_CODE_ERROR",
    message: typeof status?.message === "string" ? status.message : "",
    exception: readAttributes(isObject(exception) ? listAt(exception, "attributes") : []),
  }
}

const DIGITS = /^\d{1,20}$/

function nanoseconds(value: unknown): bigint {
  if (typeof value === "string") return DIGITS.test(value) ? BigInt(value) : 0n
  return typeof value === "number" && value > 0 && value < 2 ** 64 ? BigInt(Math.trunc(value)) : 0n
}

function readAttributes(list: readonly unknown[]): Attributes {
  const attributes = new Map<string, Value>()
  for (const entry of list) {
    if (attributes.size >= MAX_ATTRIBUTES) break
    if (!isObject(entry) || typeof entry.key !== "string") continue
    const { key } = entry
    if (key === "" || key.length > MAX_NAME || isContent(key)) continue
    const value = readValue(entry.value, 0)
    if (value !== null) attributes.set(key, value)
  }
  return attributes
}

const WHOLE = /^-?\d{1,19}$/

/** Null for bytes, for nothing, and for what nests too deep. Whole numbers come as text or, against the rule, as numbers. */
function readValue(value: unknown, depth: number): Value | null {
  if (!isObject(value)) return null
  if (typeof value.stringValue === "string") return value.stringValue
  if (typeof value.boolValue === "boolean") return value.boolValue
  const whole = value.intValue
  if (typeof whole === "number") return whole
  if (typeof whole === "string") return WHOLE.test(whole) ? Number(whole) : null
  if (typeof value.doubleValue === "number") return value.doubleValue
  return depth < MAX_NESTING ? readNested(value, depth + 1) : null
}

function readNested(value: Json, depth: number): Value | null {
  const list = objectAt(value, "arrayValue")
  if (list !== null) {
    const items = listAt(list, "values").slice(0, MAX_ATTRIBUTES)
    return items.map((item) => readValue(item, depth)).filter((item) => item !== null)
  }
  const fields = objectAt(value, "kvlistValue")
  if (fields === null) return null
  const pairs = listAt(fields, "values").slice(0, MAX_ATTRIBUTES)
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      const inner = isObject(pair) ? readValue(pair.value, depth) : null
      return isObject(pair) && typeof pair.key === "string" && inner !== null ? [[pair.key, inner]] : []
    }),
  )
}
