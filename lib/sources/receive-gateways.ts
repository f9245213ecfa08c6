import "server-only"
import * as z from "zod"
import { modelName } from "@/lib/ledger/model-name"
import { isObject } from "@/lib/providers/json"
import { providerOf } from "@/lib/providers/provider-of"
import { type Arrival, answered, itemsOf, RECORD_LIMITS, takeEvents, translated } from "./arrival"
import { type Attempt, placeAttempts } from "./attempts"
import { type EventInput, ingestAnswerSchema } from "./events-schema"
import { liteLlmEvent } from "./litellm"
import { portkeyEvent } from "./portkey"

const RESPONSES = {
  200: { description: "Every record was stored or is known.", body: ingestAnswerSchema },
  207: { description: "Some records were rejected; the others are stored.", body: ingestAnswerSchema },
} as const

function recordsOf(what: string) {
  const record = z.record(z.string(), z.unknown())
  return z.union([record, z.array(record)]).meta({ description: what })
}

export const liteLlmOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["json", "lines"],
  limits: RECORD_LIMITS,
  body: recordsOf("One StandardLoggingPayload, a list, or one on each line."),
  document: {
    summary: "Send usage from LiteLLM",
    description:
      "The target of LiteLLM's generic API callback, successes and failures. Attempts with one trace_id are one request. What was asked and answered is not kept.",
    tag: "Send usage",
    responses: RESPONSES,
  },
} as const

function isEvent(event: unknown): event is EventInput {
  return isObject(event) && event.route === "litellm"
}

/** What the event will be called in the ledger: attempts are compared with those that are there. */
function attemptsOf(event: EventInput, index: number): (Attempt & { index: number })[] {
  const { request_id: requestId, time, model = null, model_served: served = null, response } = event
  if (requestId === undefined || time === undefined) return []
  const { provider, gateway } = providerOf(
    { model: model ?? undefined, route: "litellm" },
    { body: response },
  )
  const [at, failed] = [Date.parse(time), event.status === "error"]
  const called = { provider, model: modelName(model, served), route: gateway ?? "litellm" }
  return [{ index, requestId, at, failed, ...called }]
}

/** The events of payloads, those of one trace numbered as the attempts of one request. */
async function liteLlmEvents(scope: Arrival["scope"], payloads: readonly unknown[]): Promise<unknown[]> {
  const events = translated(payloads, liteLlmEvent)
  const attempts = events.flatMap((event, index) => (isEvent(event) ? attemptsOf(event, index) : []))
  const places = await placeAttempts(scope, attempts)
  attempts.forEach(({ index }, i) => {
    const [event, place] = [events[index] as EventInput, places[i]]
    if (!place || place.attempt === 1) return
    event.attempt = place.attempt
    if (place.fallbackFrom) event.fallback_from = place.fallbackFrom
  })
  return events
}

export async function receiveLiteLlm(arrival: Arrival): Promise<unknown> {
  const { items } = itemsOf(arrival.payload)
  return answered(await takeEvents(arrival, "litellm", await liteLlmEvents(arrival.scope, items)))
}

export const portkeyOptions = {
  auth: "key",
  keyScope: "ingest",
  payload: ["json", "lines"],
  limits: RECORD_LIMITS,
  body: recordsOf("One row of Portkey's log export, a list, or one on each line."),
  document: {
    summary: "Send a log export of Portkey",
    description: "Its cost is in cents. The same rows sent again count once.",
    tag: "Send usage",
    responses: RESPONSES,
  },
} as const

export async function receivePortkey(arrival: Arrival): Promise<unknown> {
  const { items } = itemsOf(arrival.payload)
  return answered(await takeEvents(arrival, "portkey", translated(items, portkeyEvent)))
}
