import "server-only"
import * as z from "zod"
import { AppError } from "@/lib/errors"
import { type Arrival, answered, BODY_DEPTH, takeEvents, translated } from "./arrival"
import { cloudEventOfHeaders, eventOfCloudEvent, USAGE_TYPE } from "./cloudevents"
import { eventSchema, ingestAnswerSchema } from "./events-schema"
import { eventsOf } from "./ingest"

const cloudEvent = z.looseObject({
  specversion: z.string(),
  id: z.string(),
  source: z.string(),
  type: z.literal(USAGE_TYPE),
  subject: z.string().optional().describe("The user, where data names none."),
  time: z.string().optional(),
  data: eventSchema,
})

export const cloudEventsOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["json"],
  limits: BODY_DEPTH,
  body: z.union([cloudEvent, z.array(cloudEvent), eventSchema]).meta({
    description: "One CloudEvent, a batch, or with ce- headers the data alone.",
  }),
  document: {
    summary: "Send usage as CloudEvents",
    description: "CloudEvents 1.0, structured, batch or binary. The same source and id again count once.",
    tag: "Send usage",
    responses: {
      200: { description: "Every event was stored or is known.", body: ingestAnswerSchema },
      207: { description: "Some events were rejected; the others are stored.", body: ingestAnswerSchema },
    },
  },
} as const

export async function receiveCloudEvents(arrival: Arrival & { request: Request }): Promise<unknown> {
  const { payload, request } = arrival
  if (payload.kind !== "json") throw new AppError("bad_request", "The request has no body.")
  const one = cloudEventOfHeaders(request.headers, payload.value)
  const events = translated(eventsOf(one ?? payload.value), eventOfCloudEvent)
  return answered(await takeEvents(arrival, "cloudevents", events))
}
