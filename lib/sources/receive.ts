import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { countIngest } from "@/lib/http/metrics"
import type { Payload } from "@/lib/http/payload"
import { reply } from "@/lib/http/reply"
import { describeDraft } from "./describe-draft"
import { eventSchema, ingestAnswerSchema } from "./events-schema"
import { draftAll, eventsOf, ingestEvents, pricingOf } from "./ingest"

const EVENT_BODY = z
  .union([eventSchema, z.array(eventSchema), z.object({ events: z.array(eventSchema) })])
  .meta({ description: "One event, an array, {events: […]} or NDJSON." })

/** Of the whole body: an event itself may nest 16 levels, a provider's response inside it more. */
const BODY_DEPTH = { maxDepth: 64 }

export const receiveOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["json", "lines"],
  limits: BODY_DEPTH,
  body: EVENT_BODY,
  document: {
    summary: "Send usage",
    description: "Answers after COMMIT. Sending the same id again counts once.",
    tag: "Send usage",
    responses: {
      200: { description: "Every event was stored or is known.", body: ingestAnswerSchema },
      207: { description: "Some events were rejected; the others are stored.", body: ingestAnswerSchema },
    },
  },
} as const

interface Input {
  scope: Scope
  payload: Payload
  requestId: string
}

function rawEvents(payload: Payload): { events: unknown[]; depth: number } {
  if (payload.kind === "json") return { events: eventsOf(payload.value), depth: payload.depth }
  if (payload.kind === "lines") return { events: eventsOf(payload.values), depth: payload.depth }
  throw new AppError("bad_request", "The request has no body.")
}

function sender(scope: Scope): { sourceId: number; backfill: boolean } {
  const { actor } = scope
  if (actor.kind !== "key" || actor.sourceId === null) {
    throw new AppError("forbidden", "This API key belongs to no source. Create one on the Sources screen.")
  }
  return { sourceId: actor.sourceId, backfill: actor.scopes.includes("backfill") }
}

export async function receiveEvents({ scope, payload, requestId }: Input): Promise<unknown> {
  const { sourceId, backfill } = sender(scope)
  const { events, depth } = rawEvents(payload)
  const options = { now: new Date(), backfill, depth, requestId }
  const answer = await ingestEvents(scope, sourceId, events, options)
  countIngest(answer)
  return answer.rejected.length > 0 ? reply(207, answer) : answer
}

export const validateOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["json", "lines"],
  limits: BODY_DEPTH,
  body: EVENT_BODY,
  document: {
    summary: "Try usage without storing it",
    description:
      "Does everything but store: charges, the price rows that would be used, and what would be rejected.",
    tag: "Send usage",
  },
} as const

export async function validateEvents({ scope, payload, requestId }: Input): Promise<unknown> {
  const { backfill } = sender(scope)
  const pricing = await pricingOf(scope)
  const { events, depth } = rawEvents(payload)
  const { drafts, refused } = draftAll(events, { now: new Date(), backfill, depth }, pricing)
  return {
    events: drafts.map(({ index, draft }) => ({ index, ...describeDraft(draft, pricing) })),
    rejected: refused.map(({ index, id, code, detail }) => ({ index, id, code, detail })),
    request_id: requestId,
  }
}
