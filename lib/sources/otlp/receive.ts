import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { parseJson } from "@/lib/http/body"
import type { Payload } from "@/lib/http/payload"
import { senderOf } from "../arrival"
import { noteKind } from "../settings"
import { decodeJson } from "./decode-json"
import { decodeProtobuf } from "./decode-protobuf"
import { type Placed, placeSpans, senderName } from "./place-spans"
import { type Span, wrongSignal } from "./span"
import { exportBody, speaksProtobuf, statusBody } from "./status"

/** Prompts travel with spans although nobody here reads them. */
const LIMITS = {
  maxBytes: 16 * 1024 * 1024,
  maxCompressedBytes: 4 * 1024 * 1024,
  maxRatio: 100,
  maxDepth: 128,
}

const exportSchema = z
  .object({ resourceSpans: z.array(z.looseObject({})).optional() })
  .meta({ description: "ExportTraceServiceRequest, as protobuf or as JSON; gzip where the sender likes." })

const answerSchema = z.object({
  partialSuccess: z
    .object({ rejectedSpans: z.string(), errorMessage: z.string() })
    .optional()
    .describe("Spans that are calls and were not counted, with the first reasons."),
})

interface Input {
  scope: Scope
  payload: Payload
  request: Request
  requestId: string
}

/** Who sends, under a key of a source; the source is of the kind by which it sends first. */
async function spansFrom(scope: Scope, kind: "otlp" | "openrouter") {
  const { sourceId, backfill } = senderOf(scope)
  await noteKind(scope, sourceId, kind)
  const keyId = scope.actor.kind === "key" ? scope.actor.keyId : null
  return { sender: { scope, sourceId, keyId }, backfill }
}

export const tracesOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["bytes"],
  limits: LIMITS,
  body: exportSchema,
  refusal: statusBody,
  document: {
    summary: "Send OpenTelemetry traces",
    description:
      "OTLP/HTTP. Set OTEL_EXPORTER_OTLP_ENDPOINT to this server's address with /api/v1/otlp. Spans that are no calls of a model are taken silently; who caused a call is read from the spans above it as well.",
    tag: "Send usage",
    responses: { 200: { description: "Taken, after COMMIT.", body: answerSchema } },
  },
} as const

function spansOf(payload: Payload, request: Request): Span[] {
  if (payload.kind !== "bytes") throw new AppError("bad_request", "The request has no body.")
  if (speaksProtobuf(request)) return decodeProtobuf(payload.bytes)
  if (payload.type === "application/json") return decodeJson(parseJson(payload.bytes, LIMITS.maxDepth).value)
  throw new AppError(
    "unsupported_media",
    `Content-Type "${payload.type.slice(0, 60)}" is not accepted. Send application/x-protobuf or application/json.`,
  )
}

const SAID = 3

function answer({ refused }: Placed, request: Request): Response {
  const reasons = refused.slice(0, SAID).map(({ spanId, detail }) => `Span ${spanId}: ${detail}`)
  const more = refused.length > SAID ? [`${refused.length - SAID} more.`] : []
  const message = [...reasons, ...more].join(" ")
  const { type, body } = exportBody(refused.length > 0 ? { spans: refused.length, message } : null, request)
  return new Response(body, { headers: { "content-type": type } })
}

const sizeOf = (payload: Payload) => (payload.kind === "bytes" ? payload.bytes.length : 0)

export async function receiveTraces({ scope, payload, request, requestId }: Input): Promise<Response> {
  return withRoom(scope, sizeOf(payload), async () => {
    const spans = spansOf(payload, request)
    const { sender, backfill } = await spansFrom(scope, "otlp")
    return answer(await placeSpans(sender, spans, { now: new Date(), backfill, requestId }), request)
  })
}

/** Bytes of bodies that are being read or wait, of the whole process: what they become in memory is some times as large. */
const MOST_WAITING = 48 * 1024 * 1024
/** Of one source: there is room left for another one's largest body. */
const MOST_WAITING_EACH = 32 * 1024 * 1024
let waiting = 0
const waitingOf = new Map<string, number>()

/** Large bodies that pile up are refused while there is room for the small ones of everybody else. */
async function withRoom<T>(scope: Scope, bytes: number, work: () => Promise<T>): Promise<T> {
  const sender = senderName(scope)
  const own = waitingOf.get(sender) ?? 0
  if ((own > 0 && own + bytes > MOST_WAITING_EACH) || (waiting > 0 && waiting + bytes > MOST_WAITING)) {
    throw new AppError("unavailable", "Too many spans wait to be read. Send them again in a few seconds.", {
      retryAfterSeconds: 5,
    })
  }
  waiting += bytes
  waitingOf.set(sender, own + bytes)
  try {
    return await work()
  } finally {
    waiting -= bytes
    const left = (waitingOf.get(sender) ?? 0) - bytes
    if (left > 0) waitingOf.set(sender, left)
    else waitingOf.delete(sender)
  }
}

/** Logs and metrics have an address so that whoever sends them learns what to set. */
export const otherSignalOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["bytes"],
  limits: LIMITS,
  body: z.looseObject({}),
  refusal: statusBody,
  document: {
    summary: "Refuse logs and metrics",
    description: "Tollgate reads traces. The answer says what to set.",
    tag: "Send usage",
  },
} as const

export function refuseSignal(signal: "logs" | "metrics") {
  return ({ payload, request }: Input): never => {
    if (holdsTraces(payload, request)) throw wrongSignal("traces")
    throw wrongSignal(signal)
  }
}

function holdsTraces(payload: Payload, request: Request): boolean {
  try {
    return spansOf(payload, request).length > 0
  } catch {
    return false
  }
}

export const broadcastOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["bytes"],
  limits: LIMITS,
  body: exportSchema,
  document: {
    summary: "OpenRouter Broadcast",
    description:
      "For a webhook or OpenTelemetry destination of OpenRouter's Broadcast, with the key as a bearer in a header of its own. OpenRouter's connection test is answered.",
    tag: "Send usage",
    responses: { 200: { description: "Taken, after COMMIT.", body: answerSchema } },
  },
} as const

/** Broadcast is OTLP in JSON; its connection test may have no body at all. */
export async function receiveBroadcast({ scope, payload, request, requestId }: Input): Promise<unknown> {
  const { sender, backfill } = await spansFrom(scope, "openrouter")
  const bytes = payload.kind === "bytes" ? payload.bytes : Buffer.alloc(0)
  if (bytes.length === 0 || request.headers.get("x-test-connection") === "true") return {}
  return withRoom(scope, bytes.length, async () => {
    const spans = decodeJson(parseJson(bytes, LIMITS.maxDepth).value)
    const telling = { now: new Date(), backfill, requestId }
    return answer(await placeSpans(sender, spans, telling, { route: "openrouter" }), request)
  })
}
