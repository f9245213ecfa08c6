import "server-only"
import * as z from "zod"
import { countIngest } from "@/lib/http/metrics"
import { type Arrival, answered, BODY_DEPTH, itemsOf, senderOf } from "./arrival"
import { describeDraft } from "./describe-draft"
import { eventSchema, ingestAnswerSchema } from "./events-schema"
import { draftAll, ingestEvents, pricingOf } from "./ingest"

const EVENT_BODY = z
  .union([eventSchema, z.array(eventSchema), z.object({ events: z.array(eventSchema) })])
  .meta({ description: "One event, an array, {events: […]} or NDJSON." })

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

export async function receiveEvents({ scope, payload, requestId }: Arrival): Promise<unknown> {
  const { sourceId, backfill } = senderOf(scope)
  const { items, depth } = itemsOf(payload)
  const options = { now: new Date(), backfill, depth, requestId }
  const answer = await ingestEvents(scope, sourceId, items, options)
  countIngest(answer)
  return answered(answer)
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

export async function validateEvents({ scope, payload, requestId }: Arrival): Promise<unknown> {
  const { backfill } = senderOf(scope)
  const pricing = await pricingOf(scope)
  const { items, depth } = itemsOf(payload)
  const { drafts, refused } = draftAll(items, { now: new Date(), backfill, depth }, pricing)
  return {
    events: drafts.map(({ index, draft }) => ({ index, ...describeDraft(draft, pricing) })),
    rejected: refused.map(({ index, id, code, detail }) => ({ index, id, code, detail })),
    request_id: requestId,
  }
}
