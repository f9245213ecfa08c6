import { namesOneCall } from "@/lib/ledger/identity"
import { decimalText } from "@/lib/providers/decimal-text"
import { type Json, objectAt, textAt } from "@/lib/providers/json"
import { isCacheHit, liteLlmUsage, statesTokens } from "@/lib/providers/shapes/litellm"
import type { EventInput } from "./events-schema"
import { reducedPayload } from "./litellm-payload"
import {
  Attributed,
  durationOf,
  given,
  httpStatusOf,
  idOf,
  instantOf,
  listOf,
  objectOf,
  textOf,
  timeOf,
} from "./parts"

const MAX_MESSAGE = 2_000

/** LiteLLM labels every request with the client that made it, which says nothing of whom it was for. */
const OF_THE_CLIENT = /^user-agent:/i

/**
 * The id that a repeat of the delivery has too. An answer from LiteLLM's cache repeats the id of the answer that it
 * repeats, and the attempts of a chain may share the id of its request: when each began tells them apart.
 */
function eventIdOf(payload: Json, start: number | null): string | undefined {
  const id = textAt(payload, "id")
  if (id === null || start === null) return id === null ? undefined : idOf(id)
  if (isCacheHit(payload) && !id.includes("_cache_hit")) return idOf(`${id}:cache:${start}`)
  // What an upstream numbers anew every thousand answers is no other call's only beside the time.
  if (payload.status !== "failure") return idOf(namesOneCall(id) ? id : `${id}:${start}`)
  const where = textAt(payload, "model_id")?.slice(0, 16) ?? ""
  return idOf(`${id}:failure:${start}:${where}`)
}

function attributionOf(payload: Json) {
  const metadata = objectOf(payload.metadata) ?? {}
  const [logged, requester] = [objectOf(metadata.spend_logs_metadata), objectOf(metadata.requester_metadata)]
  const owner = textAt(metadata, "user_api_key_user_id")
  const who = new Attributed()
    .set("user", payload.end_user)
    .set("user", metadata.user_api_key_end_user_id)
    .set("agent", metadata.agent_id)
    .read(logged)
    .read(requester)
  for (const tag of listOf(payload.request_tags)) {
    if (typeof tag === "string" && !OF_THE_CLIENT.test(tag)) who.label(tag)
  }
  return who
    .set("user", owner === "default_user_id" ? null : owner)
    .set("agent", metadata.user_api_key_alias)
    .set("team", metadata.user_api_key_team_alias)
    .set("team", metadata.user_api_key_team_id)
    .fields()
}

function errorOf(payload: Json): EventInput["error"] {
  const error = objectAt(payload, "error_information") ?? {}
  const status = httpStatusOf(error.error_code)
  const code = textOf(error.error_class)
  const message = textOf(error.error_message, MAX_MESSAGE) ?? textOf(payload.error_str, MAX_MESSAGE)
  return {
    ...(status === undefined ? {} : { http_status: status }),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  }
}

function timing(payload: Json, start: number | null) {
  const [end, first] = [instantOf(payload.endTime), instantOf(payload.completionStartTime)]
  const seconds = typeof payload.response_time === "number" ? payload.response_time : Number.NaN
  const whole = start !== null && end !== null && end > start ? end - start : seconds * 1_000
  const streamed = payload.stream === true && start !== null && first !== null && first > start
  return {
    latency_ms: durationOf(whole),
    ttft_ms: streamed && first <= (end ?? first) ? durationOf(first - start) : undefined,
  }
}

const TOTALS: ReadonlySet<string> = new Set(["prompt_tokens", "completion_tokens", "total_tokens"])

function statesParts(payload: Json): boolean {
  return Object.keys(liteLlmUsage(payload)).some((name) => !TOTALS.has(name))
}

/** What it says a call cost of which it counts no tokens, such as a picture's. */
function costWithoutTokens(payload: Json): EventInput["cost"] {
  if (isCacheHit(payload) || statesTokens(liteLlmUsage(payload))) return undefined
  const amount = decimalText(payload.response_cost)
  return amount === null || amount === "0" ? undefined : { amount, currency: "USD" }
}

/** One payload of LiteLLM's generic API callback as an event. What was asked and answered is left out. */
export function liteLlmEvent(payload: Json): EventInput {
  const start = instantOf(payload.startTime)
  const failed = payload.status === "failure"
  const id = eventIdOf(payload, start)
  const response = objectAt(payload, "response")
  const tier =
    textAt(response ?? {}, "service_tier") ??
    textAt(objectAt(payload, "model_parameters") ?? {}, "service_tier")
  const reduced = reducedPayload(payload)
  return given({
    id,
    time: timeOf(start),
    model: textOf(payload.model_group) ?? textOf(payload.model),
    model_served: textOf(payload.model),
    route: "litellm",
    ...attributionOf(payload),
    request_id: idOf(payload.trace_id),
    // An answer from the cache is a call of its own, not one more report of the one that it repeats.
    response: isCacheHit(payload) && id !== undefined ? { ...reduced, id } : reduced,
    status: failed ? "error" : "ok",
    error: failed ? errorOf(payload) : undefined,
    cost: costWithoutTokens(reduced),
    // Three totals alone: whether tokens were cached among them nobody says.
    precision: failed || isCacheHit(payload) || statesParts(reduced) ? undefined : "estimated",
    service_tier: tier === null ? undefined : tier.slice(0, 64),
    ...timing(payload, start),
  })
}
