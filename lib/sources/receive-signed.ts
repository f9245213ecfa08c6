import "server-only"
import { createHash } from "node:crypto"
import * as z from "zod"
import { authenticateWebhook, findWebhook, type Webhook } from "@/lib/auth/source-webhook"
import type { Signed } from "@/lib/auth/webhook-secrets"
import { AppError } from "@/lib/errors"
import { askerAddress } from "@/lib/http/asker-address"
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

function signedOf({ headers }: Request): Signed {
  return {
    id: headers.get("webhook-id"),
    timestamp: headers.get("webhook-timestamp"),
    signature: headers.get("webhook-signature"),
  }
}

const addressOf = (request: Request) => askerAddress(request) ?? "unknown"

export const webhookOptions = {
  auth: "none",
  query: z.strictObject({
    source: z.string().meta({ description: "The address's own part, as the Sources screen shows it: wh_…" }),
  }),
  admit: (request: Request, { source }: { source: string }) =>
    findWebhook(source, signedOf(request), addressOf(request)),
  payload: ["bytes"],
  limits: BODY_DEPTH,
  body: z
    .union([wrapped, eventSchema, z.array(eventSchema)])
    .meta({ description: `{type: "${USAGE_TYPE}", data: …}, or events as POST /api/v1/events takes them.` }),
  document: {
    summary: "Send usage as a signed webhook",
    description:
      "Signed after Standard Webhooks with the source's secret rather than with a key. Events without an id are known by webhook-id, so that a repeat counts once. Headers, time and address are looked at before the body is read; after 20 wrong signatures in 15 minutes an address has to wait.",
    tag: "Send usage",
    responses: {
      200: { description: "Every event was stored or is known.", body: ingestAnswerSchema },
      207: { description: "Some events were rejected; the others are stored.", body: ingestAnswerSchema },
    },
  },
} as const

interface SignedArrival {
  admitted: Webhook
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
  admitted,
  payload,
  request,
  requestId,
}: SignedArrival): Promise<unknown> {
  if (payload.kind !== "bytes") throw new AppError("bad_request", "The request has no body.")
  const signed = signedOf(request)
  const from = addressOf(request)
  const { scope, sourceId } = await authenticateWebhook(admitted, signed, payload.bytes, from)
  const events = eventsIn(payload.bytes, payload.type)
  const named = events.map((event, i) => identified(event, i, events.length, signed.id ?? ""))
  const sender = { sourceId, backfill: false }
  return answered(await takeEvents({ scope, requestId }, "webhook", named, sender))
}
