import { decimalText } from "@/lib/providers/decimal-text"
import { isObject, type Json, parseJson } from "@/lib/providers/json"
import { isSecretName } from "@/lib/providers/secret-name"
import type { EventInput } from "../events-schema"
import type { Count, Fact } from "./dialects/dialect"
import { agrees, openRouterCost, providerMetadata, rawUsage, tierOf } from "./provider-metadata"
import { whoseCall } from "./provider-name"
import type { Attributes, Span, Value } from "./span"
import { roleOf, said } from "./words"

/** What a span says of a call of a model, without who caused it. */
export interface CallRead {
  /** Otherwise the usage sums up calls below the span, unless nobody ever tells of any. */
  isCall: boolean
  /** It states tokens. */
  counts: boolean
  failed: boolean
  responseId: string | null
  event: EventInput
}

export interface CallOptions {
  /** Of a gateway that sends its own calls, which charges what it says they cost. */
  route?: string
}

const MAX_MODEL = 256
const MAX_MESSAGE = 1_024
const DAY_MS = 86_400_000

type Facts = Partial<Record<Fact, Value>>

function factsOf(attributes: Attributes): Facts {
  return said(
    attributes,
    ({ fact }) => fact,
    (value) => (value === "" ? null : value),
  )
}

function textAt(facts: Facts, fact: Fact): string | null {
  const value = facts[fact]
  return typeof value === "string" ? value : null
}

function numberOf(value: Value | undefined): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : null
}

function countOf(value: Value): number | null {
  const number = numberOf(value)
  return number === null || Number.isSafeInteger(number) ? number : null
}

function countsOf(attributes: Attributes): Partial<Record<Count, number>> {
  return said(attributes, ({ count }) => count, countOf)
}

function objectOf(value: Value | undefined): Json | null {
  if (typeof value !== "string") return isObject(value) ? value : null
  if (value.length > 16_384) return null
  const found = parseJson(value)
  return isObject(found) ? found : null
}

/** Vertex names a model by its whole path. */
function modelOf(text: string | null): string | null {
  if (text === null) return null
  const model = /\/models\/([^/]+)$/.exec(text)?.[1] ?? text
  return model.slice(0, MAX_MODEL)
}

interface Usage {
  counts?: Json
  /** The body that held the provider's own usage. */
  body?: Json
  /** It leaves out nothing that the price depends on, but for the tier. */
  isWhole: boolean
  /** Tokens that are known to be there. */
  tokens: number
  /** The raw usage says which tier served, where there is one. */
  hasTier: boolean
}

/** The provider's own usage where the span carries it whole, else the counts among its attributes. */
function usageOf(span: Span, facts: Facts, metadata: Json): Usage | null {
  const counts = countsOf(span.attributes)
  const { input_tokens: input, output_tokens: output, total_tokens: total } = counts
  const tokens = Math.max((input ?? 0) + (output ?? 0), total ?? 0)
  const responseId = textAt(facts, "responseId")
  const raw = rawUsage(metadata)
  if (raw !== null && agrees(raw, input ?? null, output ?? null)) {
    const id = responseId === null ? {} : { id: responseId }
    const model = modelOf(textAt(facts, "served") ?? textAt(facts, "model"))
    return { body: { ...id, model, ...raw }, isWhole: true, tokens: 1, hasTier: true }
  }
  if (input !== undefined || output !== undefined || (total ?? 0) > 0) {
    const only =
      input === undefined && output === undefined ? { ...counts, input_tokens: total ?? 0 } : counts
    const id = responseId === null ? {} : { response_id: responseId }
    const isWhole =
      isEmbedding(span.attributes) ||
      (counts.cache_read_input_tokens !== undefined && counts.cache_creation_input_tokens !== undefined)
    const stated = { usage_shape: "open_telemetry", ...id, ...only }
    return { counts: stated, isWhole, tokens, hasTier: isEmbedding(span.attributes) }
  }
  const details = objectOf(span.attributes.get("langfuse.observation.usage_details"))
  const stated = details === null ? [] : Object.values(details).filter((count) => typeof count === "number")
  if (details === null || stated.length === 0) return null
  const usage = { ...details, usage_shape: "langfuse" }
  return { counts: usage, isWhole: false, tokens: Math.max(...stated), hasTier: false }
}

function isEmbedding(attributes: Attributes): boolean {
  return (
    attributes.get("openinference.span.kind") === "EMBEDDING" ||
    /embed/i.test(String(attributes.get("gen_ai.operation.name") ?? attributes.get("ai.operationId") ?? ""))
  )
}

const MAX_KEPT = 64
const MAX_KEPT_TEXT = 256

/** The span as the event's payload keeps it: short attributes alone, so that no prose is among them. */
function payloadOf(span: Span): Json {
  const kept: [string, Value][] = []
  for (const [key, value] of span.attributes) {
    const isShort = typeof value === "string" ? value.length <= MAX_KEPT_TEXT : typeof value !== "object"
    if (isSecretName(key.slice(key.lastIndexOf(".") + 1))) continue
    if (isShort && kept.length < MAX_KEPT) kept.push([key, value])
  }
  return { span: { name: span.name, scope: span.scope, attributes: Object.fromEntries(kept) } }
}

function timesOf({ start, end }: Span, facts: Facts): Partial<EventInput> {
  const ms = Number(start / 1_000_000n)
  const latency = Number(end - start) / 1_000_000
  const seconds = numberOf(facts.ttftSeconds)
  const first = numberOf(facts.ttftMs) ?? (seconds === null ? null : seconds * 1_000)
  return {
    ...(ms > 0 && ms < 8e15 ? { time: new Date(ms).toISOString() } : {}),
    ...(start > 0n && latency >= 0 && latency <= DAY_MS ? { latency_ms: latency } : {}),
    ...(first !== null && first <= DAY_MS ? { ttft_ms: first } : {}),
  }
}

const GAVE_UP = /abort|cancel/i

function failureOf(span: Span, facts: Facts): Partial<EventInput> {
  const code = textAt(facts, "errorCode")
  const thrown = span.exception.get("exception.type")
  const kind = code ?? (typeof thrown === "string" ? thrown : null)
  const status =
    numberOf(facts.httpStatus) ?? (code !== null && /^[45]\d\d$/.test(code) ? Number(code) : null)
  const said = span.message || span.exception.get("exception.message")
  const message = typeof said === "string" && said !== "" ? said.slice(0, MAX_MESSAGE) : null
  const error = {
    ...(status !== null && Number.isInteger(status) && status <= 999 ? { http_status: status } : {}),
    ...(kind === null ? {} : { code: kind.slice(0, MAX_MODEL) }),
    ...(message === null ? {} : { message }),
  }
  const gaveUp = status === null && kind !== null && GAVE_UP.test(kind)
  return { status: gaveUp ? "aborted" : "error", error }
}

interface Cost {
  amount: string
  currency: string
}

/** What somebody says it cost: nothing where that is 0, which stands for a price that is not known. */
function costOf(values: readonly unknown[]): Cost | null {
  for (const value of values) {
    const amount = decimalText(value)
    if (amount !== null && amount !== "0") return { amount, currency: "USD" }
  }
  return null
}

/** What is said of a call through OpenRouter counts as its bill, so only OpenRouter's own word is taken there. */
function reportedCost(
  { attributes }: Span,
  facts: Facts,
  metadata: Json,
  { way, isOwn }: { way: string | undefined; isOwn: boolean },
): Cost | null {
  const charged = openRouterCost(metadata)
  if (way === "openrouter") return costOf(isOwn ? [charged, facts.cost] : [charged])
  return costOf([facts.cost, objectOf(attributes.get("langfuse.observation.cost_details"))?.total])
}

/** What the span says of a call, null where it is none and states no tokens. */
export function readCall(span: Span, { route }: CallOptions = {}): CallRead | null {
  const { attributes } = span
  if (attributes.get("logfire.span_type") === "pending_span") return null
  const facts = factsOf(attributes)
  const metadata = providerMetadata(attributes)
  const usage = usageOf(span, facts, metadata)
  const model = modelOf(textAt(facts, "model"))
  const served = modelOf(textAt(facts, "served"))
  const role =
    roleOf(span) ?? (usage !== null && (model ?? served) !== null && isAnswer(attributes) ? "call" : "parent")
  const isCall = role === "call"
  const failed = span.failed || attributes.get("langfuse.observation.level") === "ERROR"
  if (!isCall && (usage === null || usage.tokens === 0)) return null
  const whose = whoseCall({
    provider: textAt(facts, "provider"),
    model: model ?? served,
    host: textAt(facts, "host"),
  })
  const tier = textAt(facts, "tier") ?? tierOf(metadata)
  const way = route ?? whose.route
  const cost = reportedCost(span, facts, metadata, { way, isOwn: route !== undefined })
  const isBilled = way === "openrouter" && cost !== null
  const isExact = isBilled || usage === null || (isCall && usage.isWhole && (usage.hasTier || tier !== null))
  const responseId = isCall ? textAt(facts, "responseId") : null
  return {
    isCall,
    counts: usage !== null,
    failed,
    responseId,
    event: {
      id: `${span.traceId}:${span.spanId}`,
      ...timesOf(span, facts),
      ...(whose.provider ? { provider: whose.provider } : {}),
      ...(model === null ? {} : { model }),
      ...(served === null ? {} : { model_served: served }),
      ...(way ? { route: way } : {}),
      trace_id: span.traceId,
      span_id: span.spanId,
      ...(usage?.counts ? { usage: isCall ? usage.counts : without(usage.counts, "response_id") } : {}),
      response: { ...(isCall ? usage?.body : without(usage?.body, "id")), ...payloadOf(span) },
      ...(cost === null ? {} : { cost }),
      ...(tier === null ? {} : { service_tier: tier.slice(0, 64) }),
      ...(isExact ? {} : { precision: "estimated" as const }),
      ...(failed ? failureOf(span, facts) : {}),
    },
  }
}

/** A span without an operation that names what answered is a call by an older instrumentation. */
function isAnswer(attributes: Attributes): boolean {
  return (
    attributes.has("gen_ai.request.model") ||
    attributes.has("gen_ai.response.model") ||
    attributes.has("llm.request.model")
  )
}

/** A sum is no report of the call whose id it carries, which is that of its last. */
function without(body: Json = {}, name: "id" | "response_id"): Json {
  const { [name]: _, ...rest } = body
  return rest
}
