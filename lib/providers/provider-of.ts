import { has, isObject, type Json, objectAt, textAt } from "./json"
import { isSeller, passesOn, sellerNamed, sellerOfModel } from "./passes-on"
import { payloadOf } from "./payload"
import type { ProviderId } from "./provider"
import { PROVIDER_LIST, PROVIDERS, providerByName, providerOfModel } from "./registry"
import type { CallRequest, CallResponse } from "./schema"
import { isPortkeyCacheHit, isPortkeyLog } from "./shapes/gateway-records"
import { isCacheHit, isLiteLlm } from "./shapes/litellm"
import { foldEvents } from "./stream"

/** Who answered a call. */
export interface Origin {
  /** Whose model it is; for a gateway's answer its vendor, where that can be told. */
  provider: ProviderId | null
  /** Slug of the gateway in between, null for a direct call; of several the one that sells the call, and so bills it. */
  gateway: string | null
  /** Which of the provider's price lists the address stands for: `cn`, `intl`, a cloud region. */
  region: string | null
}

interface HostMatch {
  id: ProviderId
  region: string | null
}

const HOSTS = new Map<string, HostMatch>()
for (const provider of PROVIDER_LIST) {
  for (const host of provider.hosts) HOSTS.set(host.name, { id: provider.id, region: host.region ?? null })
}

/** Names that stand for one of a provider's price lists. */
const NAMED_REGIONS = new Map([
  ["zai", "intl"],
  ["z.ai", "intl"],
  ["zhipu", "cn"],
  ["zhipuai", "cn"],
  ["bigmodel", "cn"],
])

/**
 * Evidence in order: the names the caller gave, the address, what only one provider's body or headers
 * carry, the model's own name.
 */
export function originOf(request: CallRequest, body: Json | null, headers: CallResponse["headers"]): Origin {
  const host = hostOf(request.url)
  const byHost = host === null ? null : matchHost(host)
  const given = typeof request.provider === "string" ? request.provider : null
  const named = given === null ? null : providerByName(given)
  const recorded = body === null ? null : recordedHost(body)
  const first = gatewayOf(request, named, byHost, host, body, headers)
  const gateway =
    first !== null
      ? (sellerBehind(first, request, named, recorded, body) ?? first)
      : request.route === "direct" || byHost !== null
        ? null
        : sellerOfModel(request.model)
  const model =
    (body === null ? null : modelIn(body)) ?? (typeof request.model === "string" ? request.model : null)
  const provider =
    directOnly(named) ??
    directOnly(byHost?.id ?? null) ??
    directOnly(recorded?.id ?? null) ??
    directOnly(body === null ? null : upstreamOf(body, request)) ??
    (body === null || gateway !== null ? null : platformMark(body)) ??
    (model === null ? null : providerOfModel(model)) ??
    (body === null ? null : (platformMark(body) ?? fingerprint(body))) ??
    (headers ? headerMark(headers) : null) ??
    named ??
    byHost?.id ??
    (gateway !== null && Object.hasOwn(PROVIDERS, gateway) ? (gateway as ProviderId) : null)
  const region =
    byHost?.region ??
    recorded?.region ??
    (given === null ? null : (NAMED_REGIONS.get(given.toLowerCase()) ?? null))
  return { provider, gateway, region: region ?? cloudRegion(request.url, host) }
}

function directOnly(id: ProviderId | null): ProviderId | null {
  return id !== null && !PROVIDERS[id].gateway ? id : null
}

function gatewayOf(
  request: CallRequest,
  named: ProviderId | null,
  byHost: HostMatch | null,
  host: string | null,
  body: Json | null,
  headers: CallResponse["headers"],
): string | null {
  if (typeof request.route === "string" && request.route !== "") {
    const route = request.route.toLowerCase()
    return route === "direct" ? null : (providerByName(route) ?? route)
  }
  if (named !== null && PROVIDERS[named].gateway) return named
  if (byHost !== null) return PROVIDERS[byHost.id].gateway ? byHost.id : null
  const marked = (body === null ? null : gatewayMark(body)) ?? (headers ? gatewayHeader(headers) : null)
  return marked ?? (host === null ? null : "openai-compatible")
}

/** The host that a gateway's own record says the call was passed to; null where nobody is known by it. */
function recordedHost(body: Json): HostMatch | null {
  const host = hostOf(body.api_base)
  return host === null ? null : matchHost(host)
}

/**
 * Of several gateways in a row the one that sells: `first` passes calls on under the caller's own key, and what it
 * says of a call names another that bills it. Null where none does, or where `first` answered by itself.
 */
function sellerBehind(
  first: string,
  request: CallRequest,
  named: ProviderId | null,
  recorded: HostMatch | null,
  body: Json | null,
): ProviderId | null {
  if (!passesOn(first) || (body !== null && (isCacheHit(body) || isPortkeyCacheHit(body)))) return null
  if (recorded !== null) return isSeller(recorded.id) ? recorded.id : null
  const upstream = body === null ? null : (textAt(body, "custom_llm_provider") ?? textAt(body, "ai_org"))
  const marked = body === null ? null : gatewayMark(body)
  return (
    sellerNamed(upstream) ??
    (named !== null && isSeller(named) ? named : null) ??
    (marked !== null && isSeller(marked) ? marked : null) ??
    sellerOfModel(body === null ? null : modelIn(body)) ??
    (upstream === null ? sellerOfModel(request.model) : null)
  )
}

/** The host name of an address, lower case; null for a path alone. */
function hostOf(url: unknown): string | null {
  if (typeof url !== "string" || url.length > 4096) return null
  const scheme = url.indexOf("://")
  const start = scheme < 0 ? 0 : scheme + 3
  const rest = url.slice(start)
  const end = rest.search(/[/?#]/)
  const authority = (end < 0 ? rest : rest.slice(0, end)).toLowerCase()
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d+$/, "")
  return host.includes(".") || (scheme >= 0 && host !== "") ? host : null
}

function matchHost(host: string): HostMatch | null {
  for (let name = host; name !== ""; ) {
    const match = HOSTS.get(name)
    if (match !== undefined) return match
    const dot = name.indexOf(".")
    if (dot < 0) return null
    // `us-central1-aiplatform.googleapis.com` has its region in the same label.
    const label = name.lastIndexOf("-", dot)
    const joined = label < 0 ? undefined : HOSTS.get(name.slice(label + 1))
    if (joined !== undefined) return joined
    name = name.slice(dot + 1)
  }
  return null
}

const LOCATION = /\/locations\/([a-z0-9-]{1,40})\//
const AWS_REGION = /\b([a-z]{2}(?:-gov)?-[a-z]+-\d)\b/
const VERTEX_HOST = /^([a-z]+-[a-z]+\d+)-aiplatform\./

function cloudRegion(url: unknown, host: string | null): string | null {
  if (host === null || typeof url !== "string") return null
  if (host.endsWith("aiplatform.googleapis.com")) {
    return LOCATION.exec(url)?.[1] ?? VERTEX_HOST.exec(host)?.[1] ?? null
  }
  return host.includes(".amazonaws.com") ? (AWS_REGION.exec(host)?.[1] ?? null) : null
}

/** The upstream that a gateway's own record names. */
function upstreamOf(body: Json, request: CallRequest): ProviderId | null {
  const name = textAt(body, "custom_llm_provider") ?? textAt(body, "ai_org")
  if (name !== null) return providerByName(name)
  const url = typeof request.url === "string" ? request.url : ""
  const path = /router\.huggingface\.co\/([a-z0-9-]{2,40})\/v\d/.exec(url)?.[1]
  if (path !== undefined) return providerByName(path)
  const model = textAt(body, "model")
  if (model !== null && providerOfModel(model) !== null) return null
  const served = textAt(body, "provider") ?? textAt(body, "provider_name")
  return served === null ? null : providerByName(served)
}

function modelIn(body: Json): string | null {
  return textAt(body, "model") ?? textAt(body, "modelVersion") ?? textAt(body, "ai_model")
}

/** A body that only one gateway writes. */
function gatewayMark(body: Json): ProviderId | null {
  if (isLiteLlm(body)) return "litellm"
  if (isPortkeyLog(body)) return "portkey"
  const usage = objectAt(body, "usage")
  if (usage !== null && ("is_byok" in usage || isObject(usage.cost_details))) return "openrouter"
  const id = textAt(body, "id")
  if (id?.startsWith("gen-") && (textAt(body, "provider") ?? textAt(body, "provider_name")) !== null)
    return "openrouter"
  const error = objectAt(body, "error")
  const metadata = error === null ? null : objectAt(error, "metadata")
  if (metadata !== null && ("provider_name" in metadata || "error_type" in metadata)) return "openrouter"
  if (error !== null && (error.type === "new_api_error" || error.type === "one_api_error")) return "new-api"
  if (typeof body.code === "number" && body.code >= 10_000 && "message" in body && "data" in body)
    return "siliconflow"
  return null
}

const GATEWAY_HEADERS: readonly (readonly [string, ProviderId])[] = [
  ["x-litellm-", "litellm"],
  ["x-portkey-", "portkey"],
  ["x-siliconcloud-", "siliconflow"],
  ["x-oneapi-", "new-api"],
  ["x-new-api-", "new-api"],
  ["cf-aig-", "cloudflare"],
]

const PROVIDER_HEADERS: readonly (readonly [string, ProviderId])[] = [
  ["anthropic-", "anthropic"],
  ["openai-", "openai"],
  ["apim-request-id", "azure"],
  ["x-amzn-", "bedrock"],
  ["x-groq-", "groq"],
  ["x-dashscope-", "qwen"],
]

function gatewayHeader(headers: Record<string, string>): ProviderId | null {
  return markOf(headers, GATEWAY_HEADERS)
}

function headerMark(headers: Record<string, string>): ProviderId | null {
  return markOf(headers, PROVIDER_HEADERS)
}

function markOf(headers: Record<string, string>, marks: readonly (readonly [string, ProviderId])[]) {
  for (const name of Object.keys(headers)) {
    const lower = name.toLowerCase()
    for (const [prefix, id] of marks) if (lower.startsWith(prefix)) return id
  }
  return null
}

/** Platforms that serve other vendors' models leave marks that say more than the model's name. */
function platformMark(body: Json): ProviderId | null {
  if (has(body, "x_groq")) return "groq"
  if (has(body, "prompt_filter_results") || has(body, "content_filters")) return "azure"
  const metadata = objectAt(body, "usageMetadata")
  if (metadata !== null && has(metadata, "trafficType")) return "vertex"
  const id = textAt(body, "id")
  if (id?.startsWith("msg_bdrk_") || has(body, "amazon-bedrock-invocationMetrics")) return "bedrock"
  return id?.startsWith("msg_vrtx_") ? "vertex" : null
}

/** A body that only one provider writes. */
function fingerprint(body: Json): ProviderId | null {
  const usage = objectAt(body, "usage")
  if (usage !== null) {
    if ("cost_in_usd_ticks" in usage) return "xai"
    if ("inputTokens" in usage) return "bedrock"
    if ("billed_units" in usage) return "cohere"
    if ("prompt_cache_miss_tokens" in usage) return "deepseek"
  }
  if (has(body, "usageMetadata")) return "gemini"
  if (isObject(body.output) && "request_id" in body) return "qwen"
  if (textAt(body, "id")?.startsWith("msg_")) return "anthropic"
  return errorFingerprint(body)
}

const GLM_CODE = /^1[0-3]\d\d$/

function errorFingerprint(body: Json): ProviderId | null {
  const error = objectAt(body, "error")
  if (error === null) {
    if (body.object === "error" && typeof body.code === "string" && /^\d{4}$/.test(body.code))
      return "mistral"
    if (typeof body.code === "string" && "request_id" in body && "message" in body) return "qwen"
    return null
  }
  if (body.type === "error" && typeof error.type === "string") return "anthropic"
  if (typeof error.code === "string" && GLM_CODE.test(error.code)) return "glm"
  return typeof error.status === "string" && typeof error.code === "number" ? "gemini" : null
}

const IN_PATH = /\/(?:models|model|deployments)\/([^/:?]+(?:%3A[^/:?]*)?)/i

/** The model that was asked for: as the caller names it, else from an address that carries it. */
export function modelOfRequest(request: CallRequest): string | null {
  if (typeof request.model === "string" && request.model !== "") return request.model
  const found = typeof request.url === "string" ? IN_PATH.exec(request.url)?.[1] : undefined
  if (found === undefined) return null
  try {
    return decodeURIComponent(found)
  } catch {
    return found
  }
}

/** Who answered a call, from its names, its address and the answer itself. */
export function providerOf(request: CallRequest, response: CallResponse): Origin {
  const payload = payloadOf(response)
  const body = payload.body ?? (payload.events === null ? null : foldEvents(payload.events))
  return originOf(request, body, response.headers)
}
