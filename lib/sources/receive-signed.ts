import "server-only"
import { createHash } from "node:crypto"
import * as z from "zod"
import { authenticateWebhook } from "@/lib/auth/source-webhook"
import { AppError } from "@/lib/errors"
import { BadLine, parseJson, parseJsonLines } from "@/lib/http/body"
import type { Payload } from "@/lib/http/payload"
import { isObject } from "@/lib/providers/json"
import { answered, BODY_DEPTH, takeEvents } from "./arrival"
import { USAGE_TYPE } from "./cloudevents"
import { Untranslated } from "./events"
import { eventSchema, ingestAnswerSchema } from "./events-schema"
import { eventsOf } from "./ingest"

const wrapped = z.object({
  type: z.literal(USAGE_TYPE),
  timestamp: z.string().optional(),
  data: z.union([eventSchema, z.array(eventSchema)]),
})

export const webhookOptions = {
  auth: "none",
  query: z.strictObject({
    source: z.string().meta({ description: "The address's own part, as the Sources screen shows it: wh_…" }),
  }),
  payload: ["bytes"],
  limits: BODY_DEPTH,
  body: z
    .union([wrapped, eventSchema, z.array(eventSchema)])
    .meta({ description: `{type: "${USAGE_TYPE}", data: …}, or events as POST /api/v1/events takes them.` }),
  document: {
    summary: "Send usage as a signed webhook",
    description:
      "Signed after Standard Webhooks with the source's secret rather than with a key. Events without an id are known by webhook-id, so that a repeat counts once.",
    tag: "Send usage",
    responses: {
      200: { description: "Every event was stored or is known.", body: ingestAnswerSchema },
      207: { description: "Some events were rejected; the others are stored.", body: ingestAnswerSchema },
    },
  },
} as const

interface SignedArrival {
  query: { source: string }
  payload: Payload
  request: Request
  requestId: string
}

/** The events of a body whose signature was good. */
function eventsIn(bytes: Buffer, type: string): unknown[] {
  const isLines = type === "application/x-ndjson" || type === "application/jsonl"
  if (isLines) return eventsOf(parseJsonLines(bytes, BODY_DEPTH.maxDepth).value)
  const { value } = parseJson(bytes, BODY_DEPTH.maxDepth)
  if (!isObject(value) || !isObject(value.data)) {
    return eventsOf(isObject(value) && Array.isArray(value.data) ? unwrapped(value.type, value.data) : value)
  }
  return unwrapped(value.type, [value.data])
}

function unwrapped(type: unknown, events: unknown[]): unknown[] {
  if (type === USAGE_TYPE) return events
  const detail = `The body's type is not ${USAGE_TYPE}, so its data holds no usage.`
  return events.map((event) => new Untranslated(event, null, "unknown_type", detail))
}

/** An event without an id is known by the message that brought it, and its place in that. */
function identified(event: unknown, index: number, count: number, messageId: string): unknown {
  if (!isObject(event) || event instanceof BadLine || event instanceof Untranslated || event.id !== undefined)
    return event
  const id = count === 1 ? messageId : `${messageId}:${index}`
  return { ...event, id: id.length <= 128 ? id : `sha256:${createHash("sha256").update(id).digest("hex")}` }
}

export async function receiveWebhook({
  query,
  payload,
  request,
  requestId,
}: SignedArrival): Promise<unknown> {
  if (payload.kind !== "bytes") throw new AppError("bad_request", "The request has no body.")
  const { headers } = request
  const messageId = headers.get("webhook-id")
  const signed = {
    id: messageId,
    timestamp: headers.get("webhook-timestamp"),
    signature: headers.get("webhook-signature"),
  }
  const { scope, sourceId } = await authenticateWebhook(query.source, signed, payload.bytes)
  const events = eventsIn(payload.bytes, payload.type)
  const named = events.map((event, i) => identified(event, i, events.length, messageId ?? ""))
  const sender = { sourceId, backfill: false }
  return answered(await takeEvents({ scope, requestId }, "webhook", named, sender))
}
