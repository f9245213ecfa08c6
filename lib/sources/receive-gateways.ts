import "server-only"
import * as z from "zod"
import { modelName } from "@/lib/ledger/model-name"
import { isObject } from "@/lib/providers/json"
import { providerOf } from "@/lib/providers/provider-of"
import { type Arrival, answered, itemsOf, RECORD_LIMITS, senderOf, takeEvents, translated } from "./arrival"
import { type Attempt, placeAttempts } from "./attempts"
import { type EventInput, ingestAnswerSchema } from "./events-schema"
import { type Arrived, numberAnew } from "./later-attempts"
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
function attemptsOf(event: EventInput, index: number): (Attempt & { index: number; latencyMs: number })[] {
  const { request_id: requestId, time, model = null, model_served: served = null, response } = event
  if (requestId === undefined || time === undefined) return []
  const { provider, gateway } = providerOf(
    { model: model ?? undefined, route: "litellm" },
    { body: response },
  )
  const [at, failed] = [Date.parse(time), event.status === "error"]
  const called = { provider, model: modelName(model, served), route: gateway ?? "litellm" }
  return [{ index, requestId, at, failed, ...called, latencyMs: event.latency_ms ?? 0 }]
}

/**
 * Payloads of one trace are the attempts of one request. Which attempt each was is no part of its event: a repeat of it
 * is the same, whatever has come since.
 */
export async function receiveLiteLlm(arrival: Arrival): Promise<unknown> {
  const { scope, payload } = arrival
  const sender = senderOf(scope)
  const events = translated(itemsOf(payload).items, liteLlmEvent)
  const attempts = events.flatMap((event, index) => (isEvent(event) ? attemptsOf(event, index) : []))
  const found = await placeAttempts(scope, attempts)
  const places: { attempt: number; fellBack: boolean }[] = []
  const arrived = attempts.map((attempt, i): Arrived => {
    const { attempt: number = 1, fallbackFrom = null } = found[i] ?? {}
    if (number > 1) places[attempt.index] = { attempt: number, fellBack: fallbackFrom !== null }
    return { ...attempt, number }
  })
  const answer = await takeEvents(arrival, "litellm", events, sender, places)
  await numberAnew(scope, sender.sourceId, arrived)
  return answered(answer)
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
