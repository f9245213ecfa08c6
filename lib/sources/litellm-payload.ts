import { isObject, type Json, objectAt } from "@/lib/providers/json"
import { isSecretName } from "@/lib/providers/secret-name"
import { objectOf } from "./parts"

/** Of a payload. Everything else is content, a secret or the proxy's own bookkeeping. */
const KEPT = [
  ...[
    "id",
    "trace_id",
    "call_type",
    "stream",
    "status",
    "custom_llm_provider",
    "model",
    "model_group",
    "model_id",
  ],
  ...[
    "api_base",
    "startTime",
    "endTime",
    "completionStartTime",
    "response_time",
    "response_cost",
    "prompt_tokens",
  ],
  ...["completion_tokens", "total_tokens", "cache_hit", "saved_cache_cost", "end_user", "error_str"],
]
const KEPT_OF_RESPONSE = ["id", "model", "object", "created", "service_tier", "system_fingerprint"]
const KEPT_OF_ERROR = ["error_code", "error_class", "llm_provider", "error_message"]
const MAX_PLAIN = 1_024
const MAX_USAGE_KEYS = 200

function isPlain(value: unknown): boolean {
  return (
    typeof value === "number" ||
    typeof value === "boolean" ||
    (typeof value === "string" && value.length <= MAX_PLAIN)
  )
}

function plainOf(from: Json | null, names: readonly string[]): Json {
  return Object.fromEntries(names.flatMap((name) => (isPlain(from?.[name]) ? [[name, from?.[name]]] : [])))
}

/** The plain values of an object, whatever they are called. */
function plain(from: Json | null): Json {
  return Object.fromEntries(
    Object.entries(from ?? {})
      .filter(([name, value]) => isPlain(value) && !isSecretName(name))
      .map(([name, value]) => [name, name === "api_base" ? placeOf(value) : value])
      .slice(0, MAX_USAGE_KEYS),
  )
}

/** An address without what it signs in with: Gemini's holds the key as a parameter. */
function placeOf(address: unknown): unknown {
  return typeof address === "string" ? address.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//") : address
}

/** Counts, and the objects of counts within them. */
function counts(usage: unknown, depth = 0): Json {
  if (!isObject(usage)) return {}
  const entries = Object.entries(usage).slice(0, MAX_USAGE_KEYS)
  return Object.fromEntries(
    entries.flatMap(([name, value]): [string, unknown][] => {
      if (isObject(value)) return depth < 4 ? [[name, counts(value, depth + 1)]] : []
      return isPlain(value) || value === null ? [[name, value]] : []
    }),
  )
}

function usagePart(name: string, from: Json | null): Json {
  return from && isObject(from[name]) ? { [name]: counts(from[name]) } : {}
}

/** What a payload says of usage, cost and whom it was for, without what was asked and answered. */
export function reducedPayload(payload: Json): Json {
  const metadata = objectOf(payload.metadata)
  const response = objectAt(payload, "response")
  const error = objectAt(payload, "error_information")
  return {
    ...plainOf({ ...payload, api_base: placeOf(payload.api_base) }, KEPT),
    metadata: {
      ...plain(metadata),
      ...usagePart("usage_object", metadata),
      ...plainPart("requester_metadata", metadata),
      ...plainPart("spend_logs_metadata", metadata),
    },
    ...plainPart("cost_breakdown", payload),
    ...plainPart("hidden_params", payload),
    ...plainPart("model_parameters", payload),
    ...(response
      ? { response: { ...plainOf(response, KEPT_OF_RESPONSE), ...usagePart("usage", response) } }
      : {}),
    ...(error ? { error_information: plainOf(error, KEPT_OF_ERROR) } : {}),
  }
}

function plainPart(name: string, from: Json | null): Json {
  const part = from && objectOf(from[name])
  return part ? { [name]: plain(part) } : {}
}
