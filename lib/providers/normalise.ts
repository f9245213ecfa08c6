import { decimalText } from "./decimal-text"
import { type Draft, finish, newDraft, tokensOf, warn } from "./draft"
import { has, isObject, type Json, objectAt, textAt } from "./json"
import { type Payload, payloadOf } from "./payload"
import { modelOfRequest, type Origin, originOf } from "./provider-of"
import { isShapeName, READERS, recogniseBody, type ShapeName, shapeOfUsage } from "./recognise"
import { PROVIDERS } from "./registry"
import type { CallRequest, CallResponse, NormaliseResult } from "./schema"
import { serviceTierOf } from "./service-tier"
import { readBedrockHeaders } from "./shapes/bedrock"
import { isPortkeyLog } from "./shapes/gateway-records"
import { langfuseId, langfuseUsage, readLangfuseCost } from "./shapes/langfuse"
import { gatewayCost, isCacheHit, isLiteLlm, liteLlmModel, liteLlmUsage, readLiteLlm } from "./shapes/litellm"
import { OWN_WORDS } from "./shapes/own-classes"
import { foldEvents } from "./stream"
import { warnOfUnknownParts } from "./unknown-parts"
import { isTokenCount, whyNoUsage } from "./why-no-usage"

/**
 * What a provider's answer says was used, in disjoint token classes. Pure, deterministic, never
 * throws: a payload that cannot be read exactly is refused with a sentence, a contradiction inside one
 * that can is a warning.
 */
export function normalise(request: CallRequest, response: CallResponse): NormaliseResult {
  const payload = payloadOf(response)
  if (payload.calls > 1) {
    return {
      ok: false,
      code: "unknown_shape",
      detail: `The payload holds ${payload.calls} calls; each has to be sent as one of its own.`,
    }
  }
  const body = payload.body ?? (payload.events === null ? null : foldEvents(payload.events))
  if (body === null) return { ok: false, ...whyNoUsage(null, payload) }
  const origin = originOf(request, body, response.headers)
  const draft = readBody(body, origin, response) ?? null
  if (draft === null) return { ok: false, ...whyNoUsage(body, payload) }
  complete(draft, request, response, payload, body, origin)
  return finish(draft)
}

/** The same for a usage object without the answer around it; `usageShape` settles what is ambiguous. */
export function normaliseUsage(
  usage: unknown,
  request: CallRequest & { usageShape?: string | undefined },
): NormaliseResult {
  if (!isObject(usage)) {
    const absent = usage === null || usage === undefined
    return absent
      ? { ok: false, code: "no_usage", detail: "The usage is missing." }
      : { ok: false, code: "bad_usage", detail: "The usage is not an object." }
  }
  const inner = objectAt(usage, "usage") ?? objectAt(usage, "usageMetadata")
  if (inner !== null) return normalise(request, { body: usage })
  const stated = request.usageShape
  if (stated !== undefined && !isShapeName(stated)) {
    const known = Object.keys(READERS).join(", ")
    return {
      ok: false,
      code: "unknown_shape",
      detail: `The usage shape "${stated.slice(0, 40)}" is unknown; known are ${known}.`,
    }
  }
  const body: Json = { usage }
  const origin = originOf(request, body, undefined)
  const shape = stated ?? ambiguousShape(usage, origin) ?? ownShape(usage) ?? shapeOfUsage(usage, {})
  if (shape === null) return { ok: false, ...whyNoUsage(body, null) }
  const draft = newDraft(shape)
  draft.model = modelOfRequest(request)
  READERS[shape](draft, usage, usage)
  draft.model = textAt(usage, "model")
  complete(draft, request, {}, null, body, origin)
  return finish(draft)
}

/** Classes in our own words may be left out where they are zero; a word of anybody else's makes it theirs. */
function ownShape(usage: Json): ShapeName | null {
  const keys = Object.keys(usage)
  return keys.length > 0 && keys.every((key) => OWN_WORDS.has(key)) ? "tollgate" : null
}

/** Two bare totals read as the provider's first protocol names them. */
function ambiguousShape(usage: Json, origin: Origin): ShapeName | null {
  const bare = Object.keys(usage).every((key) => /^(?:input|output|total)_tokens$/.test(key))
  const first = origin.provider === null ? undefined : PROVIDERS[origin.provider].shapes[0]
  return bare && has(usage, "input_tokens") && (first === "anthropic" || first === "dashscope") ? first : null
}

function readBody(body: Json, origin: Origin, response: CallResponse): Draft | null {
  if (isLiteLlm(body)) return readLiteLlmBody(body)
  if (isObject(body.usageDetails) || isLangfuse(body)) return readLangfuseBody(body)
  const found = recogniseBody(body) ?? bareUsage(body)
  if (found !== null) {
    const draft = newDraft(found.shape)
    READERS[found.shape](draft, found.usage, body)
    draft.model ??= textAt(body, "model") ?? textAt(body, "modelVersion")
    return draft
  }
  if (response.headers && origin.provider === "bedrock") {
    const draft = newDraft("bedrock_invoke")
    readBedrockHeaders(draft, response.headers)
    return draft.refusal === null ? draft : null
  }
  return null
}

function isLangfuse(body: Json): boolean {
  const usage = objectAt(body, "usage")
  return usage !== null && ("traceId" in body || "unit" in usage) && ("input" in usage || "output" in usage)
}

/** `response` may hold the usage object itself. */
function bareUsage(body: Json): { shape: ShapeName; usage: Json } | null {
  if (has(body, "usage") || has(body, "error") || isTokenCount(body)) return null
  const shape = shapeOfUsage(body, {})
  if (shape === null) return null
  const counted = shape !== "langfuse" || typeof body.input === "number" || typeof body.output === "number"
  return counted ? { shape, usage: body } : null
}

function readLiteLlmBody(body: Json): Draft | null {
  const usage = liteLlmUsage(body)
  const draft = newDraft("litellm")
  READERS[shapeOfUsage(usage, {}) ?? "openai_chat"](draft, usage, {})
  draft.model = liteLlmModel(body)
  readLiteLlm(draft, body)
  // Without a usage it writes zeros: no answered call has none, so what it used is unknown.
  if (!isCacheHit(body) && tokensOf(draft.main.classes) === 0 && draft.refusal === null) return null
  return draft
}

function readLangfuseBody(body: Json): Draft {
  const usage = langfuseUsage(body)
  const shape = shapeOfUsage(usage, {}) ?? "langfuse"
  const draft = newDraft("langfuse_ingestion")
  READERS[shape](draft, usage, body)
  draft.model = textAt(body, "model")
  draft.responseId = langfuseId(body)
  readLangfuseCost(draft, body)
  return draft
}

/** What is read alike for every shape: id, tier, region, and what a provider alone states. */
function complete(
  draft: Draft,
  request: CallRequest,
  response: CallResponse,
  payload: Payload | null,
  body: Json,
  origin: Origin,
) {
  const usage = usageIn(body)
  warnOfUnknownParts(draft, usage)
  draft.responseId ??= responseIdOf(body) ?? requestIdOf(response.headers)
  draft.serviceTier = payload?.batch
    ? "batch"
    : (statedTier(body, usage) ?? serviceTierOf(request.serviceTier))
  draft.region ??= origin.region
  const facts = { request, body, usage, gateway: origin.gateway }
  if (origin.provider !== null) PROVIDERS[origin.provider].refine?.(draft, facts)
  const { gateway } = origin
  if (gateway !== null && gateway !== origin.provider && Object.hasOwn(PROVIDERS, gateway)) {
    PROVIDERS[gateway as keyof typeof PROVIDERS].refine?.(draft, facts)
  }
  if (draft.reported === null && gateway !== "openrouter") readStatedCost(draft, usage, response.headers)
}

/** The provider's own words; of a gateway's record those that it passes on. */
function usageIn(body: Json): Json {
  if (isLiteLlm(body)) return liteLlmUsage(body)
  if (isPortkeyLog(body)) return {}
  return objectAt(body, "usage") ?? objectAt(body, "usageMetadata") ?? body
}

function statedTier(body: Json, usage: Json): string | null {
  const tier = body.serviceTier
  return serviceTierOf(
    body.service_tier ??
      usage.service_tier ??
      usage.serviceTier ??
      usage.trafficType ??
      (isObject(tier) ? tier.type : tier),
  )
}

function responseIdOf(body: Json): string | null {
  return (
    textAt(body, "id") ??
    textAt(body, "responseId") ??
    textAt(body, "request_id") ??
    textAt(body, "generation_id")
  )
}

const REQUEST_IDS = [
  "x-siliconcloud-trace-id",
  "request-id",
  "x-request-id",
  "x-amzn-requestid",
  "apim-request-id",
  "x-litellm-call-id",
]

/** For answers without an id in their body, such as embeddings. */
function requestIdOf(headers: CallResponse["headers"]): string | null {
  if (!headers) return null
  for (const wanted of REQUEST_IDS) {
    const value = headerOf(headers, wanted)
    if (value !== null) return value
  }
  return null
}

function headerOf(headers: Record<string, string>, wanted: string): string | null {
  for (const name of Object.keys(headers)) {
    const value: unknown = headers[name]
    if (name.toLowerCase() === wanted && typeof value === "string" && value !== "") return value.slice(0, 512)
  }
  return null
}

/** Costs that gateways other than the billing ones put into the payload or a header. */
function readStatedCost(draft: Draft, usage: Json, headers: CallResponse["headers"]) {
  const tokens = tokensOf(draft.main.classes)
  const pydantic = objectAt(usage, "pydantic_ai_gateway")
  if (pydantic !== null) {
    draft.reported = gatewayCost(draft, pydantic.cost_estimate, "pydantic_ai_gateway.cost_estimate", tokens)
    return
  }
  if (typeof usage.cost === "number" || typeof usage.cost === "string") {
    if (draft.shape !== "portkey_log") draft.reported = gatewayCost(draft, usage.cost, "usage.cost", tokens)
    return
  }
  const header = headers ? headerOf(headers, "x-litellm-response-cost") : null
  if (header === null) return
  if (decimalText(header) === null) {
    warn(draft, "bad_cost_ignored", "x-litellm-response-cost is not an amount of money; it was ignored.")
  } else draft.reported = gatewayCost(draft, header, "x-litellm-response-cost", tokens)
}
