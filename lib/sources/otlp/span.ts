import { hash } from "node:crypto"
import { AppError } from "@/lib/errors"

/** The value of an attribute; bytes are left out. */
export type Value = string | number | boolean | Value[] | { [key: string]: Value }

export type Attributes = ReadonlyMap<string, Value>

export const NO_ATTRIBUTES: Attributes = new Map()

/** What is read of one span. Ids are lower-case hex wherever the sender's are hex. */
export interface Span {
  traceId: string
  spanId: string
  parentId: string | null
  name: string
  /** Of the library that made the span. */
  scope: string
  resource: Attributes
  attributes: Attributes
  /** Nanoseconds since 1970; 0 where the sender does not say. */
  start: bigint
  end: bigint
  failed: boolean
  message: string
  /** Of the first exception that the span met. */
  exception: Attributes
}

/** Of one request: more are cut into several by every exporter. */
export const MAX_SPANS = 20_000
/** Of one span, or of one resource: twice what OpenTelemetry's own libraries let through. */
export const MAX_ATTRIBUTES = 256
/** Values within values. */
export const MAX_NESTING = 16
export const MAX_NAME = 256

export function tooManySpans(): AppError {
  return new AppError(
    "too_large",
    `The request holds more than ${MAX_SPANS} spans. Let the exporter send smaller batches.`,
  )
}

const SIGNALS = {
  logs: "These are logs. Tollgate reads traces: set OTEL_LOGS_EXPORTER=none, and send traces to this address.",
  metrics:
    "These are metrics. Tollgate reads traces: set OTEL_METRICS_EXPORTER=none, and send traces to this address.",
  traces:
    "These are traces. They belong to /api/v1/otlp/v1/traces: set OTEL_EXPORTER_OTLP_ENDPOINT to this server's address with /api/v1/otlp, or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT to all of it.",
} as const

/** Another signal than this address takes. */
export function wrongSignal(signal: keyof typeof SIGNALS): AppError {
  return new AppError("bad_request", SIGNALS[signal])
}

const HEX = /^[0-9a-f]+$/i
const BASE64 = /^[A-Za-z0-9+/]+={1,2}$/
/** So that both together, with a sign between them and one behind, fit into an event's id. */
const MAX_ID = 48
const ZERO = /^0*$/

/** Stands between a span's id and the source whose report of it is not the first; no id holds it. */
const OF_SOURCE = "\u001f"

/** An id that is longer than any of OpenTelemetry's, or holds what none may, by its digest. */
export function bounded(id: string): string {
  return id.length <= MAX_ID && !id.includes(OF_SOURCE) ? id : hash("sha256", id, "hex").slice(0, 32)
}

/** Where a trace keeps what this source says of a call that another source has told of already. */
export function reportKey(spanId: string, sourceId: number): string {
  return `${spanId}${OF_SOURCE}${sourceId}`
}

export const isOfAnother = (key: string): boolean => key.includes(OF_SOURCE)

/** The span that is kept there. */
export function spanOfKey(key: string): string {
  const end = key.indexOf(OF_SOURCE)
  return end < 0 ? key : key.slice(0, end)
}

/** An id as JSON carries it: hex, bytes in base64, or whatever a gateway makes up. Null where it names nothing. */
export function readId(value: unknown, bytes: number): string | null {
  if (typeof value !== "string" || ZERO.test(value)) return null
  if (HEX.test(value)) return bounded(value.toLowerCase())
  if (BASE64.test(value)) {
    const decoded = Buffer.from(value, "base64")
    if (decoded.length === bytes) return decoded.toString("hex")
  }
  return bounded(value)
}
