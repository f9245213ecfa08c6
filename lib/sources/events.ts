import type * as z from "zod"
import { BadLine } from "@/lib/http/body"
import type { Reporter, UsageEvent } from "@/lib/ledger/usage-event"
import type { Warning } from "@/lib/providers/schema"
import { mayNotBeStorable, storable } from "@/lib/providers/storable-text"
import { withHeaders } from "./attribution-headers"
import type { EventInput } from "./events-schema"
import { EVENT_FIELDS, eventSchema, MAX_EVENT_BYTES, WINDOW_AHEAD_MS, WINDOW_PAST_MS } from "./events-schema"

export interface Refusal {
  code: string
  detail: string
}

/** An item that a way in could make no event of, in its place among those it could. */
export class Untranslated {
  readonly id: string | null
  readonly refusal: Refusal
  readonly #raw: unknown
  constructor(raw: unknown, id: string | null, code: string, detail: string) {
    this.#raw = raw
    this.id = id
    this.refusal = { code, detail }
  }
  toJSON(): unknown {
    return this.#raw
  }
}

export type ReadResult = { ok: true; event: UsageEvent } | { ok: false; id: string | null; refusal: Refusal }

export interface ReadOptions {
  now: Date
  /** True for a key with the scope `backfill`: any past time is taken. */
  backfill: boolean
  /** Of the body that the event came in, where it is known: the event nests no deeper. */
  depth?: number
  /** Default: usage. */
  reporter?: Reporter
  /** What the source states as a cost is what is charged. Default: false. */
  bills?: boolean
  /** Which attempt of its request it was, where the way in finds that out; the sender's own word otherwise. */
  place?: { attempt: number; fellBack: boolean } | undefined
  /** The gateway that the source is, where that bills. Default: none. */
  gateway?: string | null
}

const MAX_DEPTH = 16

function tooDeep(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== "object") return false
  if (depth > MAX_DEPTH) return true
  for (const part of Object.values(value)) if (tooDeep(part, depth + 1)) return true
  return false
}

/** A provider's response nests as it likes; the request's own limit holds for it. */
function nestsTooDeep(event: object): boolean {
  return Object.entries(event).some(([field, value]) => field !== "response" && tooDeep(value, 2))
}

function refuse(input: unknown, code: string, detail: string): ReadResult {
  const id = (input as { id?: unknown } | null)?.id
  return { ok: false, id: typeof id === "string" ? id.slice(0, 128) : null, refusal: { code, detail } }
}

const MAX_PATH = 200

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return "The event does not fit the schema."
  const field = issue.path.length > 0 ? `/${issue.path.join("/").slice(0, MAX_PATH)}: ` : ""
  return `${field}${issue.message}`
}

function timeRefusal(time: Date, { now, backfill }: ReadOptions): string | null {
  const ahead = time.getTime() - now.getTime()
  if (ahead > WINDOW_AHEAD_MS) {
    return `time ${time.toISOString()} is more than 5 minutes ahead of ${now.toISOString()}: check the sender's clock.`
  }
  if (ahead < -WINDOW_PAST_MS && !backfill) {
    return `time ${time.toISOString()} is more than 35 days back: send it with a key that has the scope backfill.`
  }
  if (time.getUTCFullYear() < 2015) return `time ${time.toISOString()} is before 2015.`
  return null
}

/** The size that counts against the limit: everything beside the provider's response. */
function sizeBesideResponse(input: EventInput, body: string): number {
  if (input.response === undefined || body.length <= MAX_EVENT_BYTES) return Buffer.byteLength(body)
  return Buffer.byteLength(JSON.stringify({ ...input, response: undefined }))
}

function contradiction(input: EventInput): string | null {
  const type = input.type ?? "usage"
  if (type === "usage")
    return input.target_id === undefined ? null : "target_id goes with type void or replace."
  if (input.id === undefined) return `A ${type} needs an id of its own, so that a repeat is recognised.`
  if (input.target_id === undefined) return `A ${type} needs target_id, the id of the event it corrects.`
  if (input.target_id === input.id) return "target_id names the event itself."
  if (input.reason === undefined) return `A ${type} needs a reason.`
  if (type === "replace" && input.time === undefined) {
    return "A replace carries the whole corrected event: give the time of the call."
  }
  return null
}

/** Replacing a character in these could make one of two that differ. */
const IDS = ["id", "target_id", "request_id", "trace_id", "span_id"] as const

/** The input with texts that the ledger can store, which of its fields had to change, and a refusal of an id. */
function storableInput(input: EventInput): {
  input: EventInput
  warnings: Warning[]
  refusal: string | null
} {
  const clean = storable(input)
  const id = IDS.find((field) => clean[field] !== input[field])
  const refusal = id
    ? `${id} holds NUL or half a surrogate pair, which cannot be stored: send an id of whole characters.`
    : null
  // The response's own prose is not kept in columns: half a character there misleads nobody.
  const changed = Object.keys(input).filter(
    (field) => field !== "response" && input[field] !== clean[field] && EVENT_FIELDS.has(field),
  )
  const warnings = changed.map((field) => ({
    code: "text_replaced",
    detail: `${field} holds NUL or half a surrogate pair, which cannot be stored: U+FFFD stands for it.`,
  }))
  return { input: clean, warnings, refusal }
}

/** Null where the event cannot even be checked: zod compares a `length` that is no number, whatever it belongs to. */
function fitted(raw: unknown): z.ZodSafeParseResult<EventInput> | null {
  try {
    return eventSchema.safeParse(raw)
  } catch {
    return null
  }
}

/**
 * Checks one event of a body and puts it into the ledger's terms. Times are instants, absent texts are
 * null, and the body is kept as sent. Never throws.
 */
export function readEvent(raw: unknown, options: ReadOptions): ReadResult {
  if (raw instanceof BadLine) return refuse(null, "not_json", raw.detail)
  if (raw instanceof Untranslated) return { ok: false, id: raw.id, refusal: raw.refusal }
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) {
    return refuse(raw, "not_an_object", "An event is a JSON object.")
  }
  const { depth = Number.POSITIVE_INFINITY } = options
  if (depth > MAX_DEPTH && nestsTooDeep(raw))
    return refuse(raw, "too_deep", `The event nests deeper than ${MAX_DEPTH} levels.`)
  const parsed = fitted(raw)
  if (parsed === null) return refuse(raw, "invalid", "An object stands where a text belongs.")
  if (!parsed.success) return refuse(raw, "invalid", firstIssue(parsed.error))
  const wrong = contradiction(parsed.data)
  if (wrong) return refuse(raw, "invalid", wrong)
  const body = JSON.stringify(raw)
  const named = withHeaders(parsed.data)
  const { input, warnings, refusal } = mayNotBeStorable(body)
    ? storableInput(named)
    : { input: named, warnings: [], refusal: null }
  if (refusal) return refuse(raw, "invalid", refusal)
  if (sizeBesideResponse(input, body) > MAX_EVENT_BYTES) {
    return refuse(raw, "too_large", `The event is larger than ${MAX_EVENT_BYTES} bytes beside its response.`)
  }
  const time = input.time === undefined ? options.now : new Date(input.time)
  const outside = timeRefusal(time, options)
  if (outside) return refuse(raw, "time_out_of_window", outside)
  const unknown = Object.keys(input).filter((key) => !EVENT_FIELDS.has(key))
  if (unknown.length > 0) {
    const detail = `Not a field of an event: ${unknown.slice(0, 5).join(", ")}. It is kept in the payload and used for nothing.`
    warnings.push({ code: "unknown_field", detail })
  }
  const { reporter = "usage", bills: sourceBills = false, gateway: sourceGateway = null, place } = options
  const event = toUsageEvent(input, { time, body, warnings, reporter, sourceBills, sourceGateway })
  return { ok: true, event: place ? { ...event, ...place } : event }
}

type Read = Pick<UsageEvent, "time" | "body" | "warnings" | "reporter" | "sourceBills" | "sourceGateway">

function toUsageEvent(input: EventInput, read: Read): UsageEvent {
  const { trace_id: traceId, span_id: spanId } = input
  return {
    ...read,
    type: input.type ?? "usage",
    senderId: input.id ?? null,
    targetId: input.target_id ?? null,
    reason: input.reason ?? null,
    provider: input.provider?.toLowerCase() ?? null,
    model: input.model ?? null,
    modelServed: input.model_served ?? null,
    route: input.route?.toLowerCase() ?? null,
    user: input.user ?? null,
    agent: input.agent ?? null,
    feature: input.feature ?? null,
    team: input.team ?? null,
    environment: input.environment ?? null,
    session: input.session ?? null,
    tags: input.tags ?? {},
    requestId: input.request_id ?? null,
    attempt: input.attempt ?? (input.fallback_from ? 2 : 1),
    fellBack: input.fallback_from !== undefined,
    response: input.response,
    usage: input.usage ?? null,
    cost: input.cost ?? null,
    status: input.status ?? (input.error ? "error" : "ok"),
    error: input.error ?? null,
    latencyMs: input.latency_ms ?? null,
    ttftMs: input.ttft_ms ?? null,
    serviceTier: input.service_tier ?? null,
    region: input.region ?? null,
    batch: input.batch ?? false,
    span: traceId !== undefined && spanId !== undefined ? { traceId, spanId } : null,
    estimated: input.precision === "estimated",
    reservation: input.reservation ?? null,
  }
}
