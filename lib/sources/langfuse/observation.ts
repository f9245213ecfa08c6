import { isObject, type Json, objectAt, textAt } from "@/lib/providers/json"
import type { EventInput } from "../events-schema"
import { whoseCall } from "../otlp/provider-name"
import {
  Attributed,
  type Attribution,
  durationOf,
  given,
  instantOf,
  listOf,
  objectOf,
  textOf,
  timeOf,
} from "../parts"

const MAX_COUNTS = 64
const MAX_MESSAGE = 2_000

/** Libraries' own bookkeeping among the metadata, which names nobody. */
const NOT_WHO = /^(?:ls_|litellm_|langgraph_|checkpoint_|thread_ts$|cache_hit$|hidden_params$)/

function numbersOf(value: unknown): Json | null {
  if (!isObject(value)) return null
  const counts = Object.entries(value).filter(
    ([, count]) => typeof count === "number" || (typeof count === "string" && count.length <= 32),
  )
  return counts.length === 0 ? null : Object.fromEntries(counts.slice(0, MAX_COUNTS))
}

/** Who is meant by metadata and labels. */
function whoOf(body: Json, who = new Attributed()): Attributed {
  const environment = textOf(body.environment)
  if (environment !== "default") who.set("environment", environment)
  for (const tag of listOf(body.tags)) who.label(tag)
  const metadata = objectOf(body.metadata) ?? {}
  const named = Object.entries(metadata).filter(([name]) => !NOT_WHO.test(name))
  return who.read(Object.fromEntries(named)).read(objectOf(metadata.requester_metadata))
}

export function whoOfTrace(body: Json): Attribution {
  return whoOf(body, new Attributed().set("user", body.userId).set("session", body.sessionId)).fields()
}

export function whoOfObservation(body: Json, type: string): Attribution {
  const isAgent = type.startsWith("agent") || (typeof body.type === "string" && /^agent$/i.test(body.type))
  return whoOf(body, isAgent ? new Attributed().set("agent", body.name) : undefined).fields()
}

/** What is kept of a generation until more of it comes: nothing of what was asked and answered. */
export interface Kept {
  id: string
  traceId: string
  parent?: string
  model?: string
  provider?: string
  /** Where LiteLLM says it passed the call to: a host name. */
  host?: string
  start?: number
  end?: number
  firstToken?: number
  failed?: true
  isEmbedding?: true
  message?: string
  usage?: Json
  usageDetails?: Json
  costDetails?: Json
  /** Who tells of it: nobody else completes or corrects it. */
  source?: number
}

function isTokens(usage: Json | null): boolean {
  return usage !== null && (usage.unit === undefined || usage.unit === null || usage.unit === "TOKENS")
}

function hostOf(address: unknown): string | undefined {
  const found = typeof address === "string" && address.length <= 1_024 ? URL.parse(address) : null
  return found === null || found.hostname === "" ? undefined : found.hostname
}

/** What one event says of a generation. */
export function keptOf(body: Json, type: string, ids: Pick<Kept, "id" | "traceId">): Kept {
  const usage = objectAt(body, "usage")
  const metadata = objectOf(body.metadata)
  const provider = textOf(metadata?.ls_provider, 64)
  const failed = body.level === "ERROR"
  const isEmbedding = /^embedding-/i.test(type) || /^embedding$/i.test(String(body.type ?? ""))
  const said = {
    ...ids,
    parent: textAt(body, "parentObservationId") ?? undefined,
    model: textOf(body.model),
    provider,
    host: hostOf(objectOf(metadata?.hidden_params)?.api_base),
    start: instantOf(body.startTime) ?? undefined,
    end: instantOf(body.endTime) ?? undefined,
    firstToken: instantOf(body.completionStartTime) ?? undefined,
    failed: failed ? true : undefined,
    isEmbedding: isEmbedding ? true : undefined,
    message: failed ? textOf(body.statusMessage, MAX_MESSAGE) : undefined,
    usage: (isTokens(usage) ? numbersOf(usage) : null) ?? undefined,
    usageDetails: numbersOf(body.usageDetails) ?? undefined,
    costDetails: numbersOf(body.costDetails) ?? undefined,
  }
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined),
  ) as unknown as Kept
}

const PLAIN = new Set(["input", "output", "total", "promptTokens", "completionTokens", "totalTokens", "unit"])
const NO_COUNT = new Set(["unit", "inputCost", "outputCost", "totalCost"])

function counts(usage: Json | undefined): boolean {
  return Object.entries(usage ?? {}).some(([name, value]) => !NO_COUNT.has(name) && typeof value === "number")
}

export function statesTokens({ usage, usageDetails }: Kept): boolean {
  return counts(usage) || counts(usageDetails)
}

/**
 * Input and output alone: whether tokens were cached among them nobody says. One of both alone is less. An embedding
 * has no more than its input.
 */
function hidesParts({ usage, usageDetails, isEmbedding }: Kept): boolean {
  if (isEmbedding) return false
  const { input, output } = usageDetails ?? usage ?? {}
  const isHalf = (input === undefined) !== (output === undefined)
  return isHalf || Object.keys(usageDetails ?? {}).every((name) => PLAIN.has(name))
}

/** The call that a generation is, without who caused it; `sdk` is the integration that sent it. */
export function eventOf(kept: Kept, ids: { trace: string; span: string }, sdk: string | null): EventInput {
  const { start, end, firstToken, model } = kept
  const host = sdk === "litellm" ? (kept.host ?? null) : null
  const whose = whoseCall({ provider: kept.provider ?? null, model: model ?? null, host })
  const hasTokens = statesTokens(kept)
  const body = {
    ...{ id: kept.id, traceId: kept.traceId, model },
    ...(kept.usage ? { usage: kept.usage } : {}),
    ...(kept.usageDetails ? { usageDetails: kept.usageDetails } : {}),
    ...(kept.costDetails ? { costDetails: kept.costDetails } : {}),
    ...(sdk === null ? {} : { sdk_integration: sdk }),
    ...(kept.isEmbedding ? { type: "EMBEDDING" } : {}),
  }
  return given({
    id: `${ids.trace}:${ids.span}`,
    time: timeOf(start ?? null),
    ...(sdk === "litellm" ? { route: "litellm" } : {}),
    ...whose,
    model,
    trace_id: ids.trace,
    span_id: ids.span,
    response: hasTokens ? body : undefined,
    precision: hasTokens && hidesParts(kept) ? "estimated" : undefined,
    status: kept.failed ? "error" : undefined,
    error: kept.failed ? { message: kept.message ?? null } : undefined,
    latency_ms: start !== undefined && end !== undefined ? durationOf(end - start) : undefined,
    ttft_ms: start !== undefined && firstToken !== undefined ? durationOf(firstToken - start) : undefined,
  })
}
