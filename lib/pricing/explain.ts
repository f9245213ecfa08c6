import { formatDecimal, type Pico, picoToString } from "@/lib/money"
import { classifyError } from "@/lib/providers/classify-error"
import { normalise } from "@/lib/providers/normalise"
import { providerOf } from "@/lib/providers/provider-of"
import type { CallRequest, CallResponse, LineItem, NormalisedUsage, Warning } from "@/lib/providers/schema"
import type { PriceBook } from "./book"
import { type CallToPrice, type PricedCharge, priceCall } from "./call"
import { explainMatch } from "./explain-match"

const CURRENCY = "USD"

export interface ExplainContext {
  book: PriceBook
  /** The instant of a call that states none. */
  now: Date
}

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/** Bedrock, Gemini and Vertex name the model in the address alone. */
const MODEL_IN_URL = /\/models?\/([^/?#]+?)(?::[a-zA-Z]+)?(?:[/?#]|$)/

function modelOfUrl(url: string | undefined): string | undefined {
  const found = url === undefined ? undefined : MODEL_IN_URL.exec(url)?.[1]
  if (found === undefined) return undefined
  try {
    return decodeURIComponent(found)
  } catch {
    return found
  }
}

/** A recorded request in the words of the normaliser. */
function requestOf(request: Json): CallRequest {
  const url = text(request.url)
  return {
    provider: text(request.provider),
    route: text(request.route),
    model: text(request.model) ?? modelOfUrl(url),
    url,
    serviceTier: text(request.service_tier) ?? text(request.serviceTier),
  }
}

function headersOf(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, String(content)]))
}

function responseOf(response: Json): CallResponse {
  const events = Array.isArray(response.sse_events) ? response.sse_events : response.events
  return {
    body: response.body,
    events: Array.isArray(events) ? events : undefined,
    sse: text(response.sse),
    status: typeof response.status === "number" ? response.status : null,
    headers: headersOf(response.headers),
  }
}

const SECONDS = ["created", "created_at"]
const STAMPS = ["created_at", "createTime", "created", "time", "timestamp"]

function instantIn(value: unknown): Date | null {
  if (!isObject(value)) return null
  for (const key of SECONDS) {
    const seconds = value[key]
    if (typeof seconds === "number" && seconds > 1e9 && seconds < 1e11) return new Date(seconds * 1_000)
  }
  for (const key of STAMPS) {
    const stamp = value[key]
    const time = typeof stamp === "string" && stamp.length >= 10 ? Date.parse(stamp) : Number.NaN
    if (!Number.isNaN(time)) return new Date(time)
  }
  return instantIn(value.response) ?? instantIn(value.message)
}

function streamed(response: CallResponse): unknown[] {
  if (response.events) return response.events
  const lines = response.sse?.split("\n") ?? []
  const parsed: unknown[] = []
  for (const line of lines) {
    if (!line.startsWith("data:") || parsed.length >= 5) continue
    try {
      parsed.push(JSON.parse(line.slice(5)))
    } catch {
      // A keep-alive or the closing mark.
    }
  }
  return parsed
}

/** The response's own time, else the request's; null where neither states one. */
function statedTime(request: Json, response: CallResponse): Date | null {
  const dated = headersOf(response.headers)?.date
  return (
    instantIn(response.body) ??
    streamed(response)
      .map(instantIn)
      .find((time) => time !== null) ??
    instantIn(request) ??
    (dated && !Number.isNaN(Date.parse(dated)) ? new Date(dated) : null)
  )
}

const money = (pico: Pico | null) => (pico === null ? null : picoToString(pico))

function itemOf(charge: PricedCharge, book: PriceBook) {
  const { item, priced, costs } = charge
  const row = priced.computed ?? priced.list
  return {
    model: charge.model,
    kind: charge.kind,
    classes: item.classes,
    of_which: item.ofWhich,
    counts: item.counts,
    price_row: row?.row.id ?? null,
    cost: money(costs.computedPico),
    list: money(costs.listPico),
    reported: money(costs.reportedPico),
    billed: money(costs.billedPico),
    ...(row && row.currency !== CURRENCY
      ? { native: { amount: formatDecimal(row.amount), currency: row.currency }, exchange: costs.exchange }
      : {}),
    parts: row?.parts ?? [],
    ...(row
      ? { source: row.row.source, as_of: row.row.asOf, because: explainMatch(book, charge.query).list.met }
      : {}),
    ...(costs.unpricedBecause ? { unpriced_because: costs.unpricedBecause } : {}),
  }
}

function normalisedOf({ classes, ofWhich, counts }: LineItem) {
  return { ...classes, of_which: ofWhich, counts }
}

/** Says so when the same call would cost something else at another hour of the same day. */
function timeMatters(call: CallToPrice, billed: Pico | null): boolean {
  const other = priceCall({ ...call, at: new Date(call.at.getTime() - 12 * 3_600_000) })
  const much = priceCall({ ...call, at: new Date(call.at.getTime() - 365 * 86_400_000) })
  return other.billedPico !== billed || much.billedPico !== billed
}

function price(
  request: CallRequest,
  raw: Json,
  response: CallResponse,
  usage: NormalisedUsage,
  context: ExplainContext,
) {
  const origin = providerOf(request, response)
  const stated = statedTime(raw, response)
  const call: CallToPrice = {
    usage,
    provider: origin.provider ?? request.provider ?? origin.gateway ?? "unknown",
    route: origin.gateway ?? "direct",
    model: request.model ?? "",
    at: stated ?? context.now,
    serviceTier: request.serviceTier ?? null,
    region: origin.region,
    reportingCurrency: CURRENCY,
    book: context.book,
  }
  const priced = priceCall(call)
  const warnings: Warning[] = [...usage.warnings, ...priced.warnings]
  if (!stated && timeMatters(call, priced.billedPico)) {
    const detail = `Neither request nor response states a time; priced at ${call.at.toISOString()}, and the hour or day matters.`
    warnings.push({ code: "time_unknown", detail })
  }
  return { call, priced, warnings }
}

/** `{request, response}` as given, or a provider's response on its own; null is neither. */
function askedCall(asked: Json): Json | null {
  if ("response" in asked) return asked
  return "request" in asked || Object.keys(asked).length === 0 ? null : { response: { body: asked } }
}

/** One call explained: what was counted, which rows priced it, what was billed. */
export function explainCall(asked: unknown, context: ExplainContext): Json {
  const input = isObject(asked) ? askedCall(asked) : null
  if (input === null) {
    return {
      error:
        "Send a provider's response, or {request, response} where it does not show what was asked for; the response may be a body, sse, sse_events or events.",
    }
  }
  if (isObject(input.response) && Array.isArray(input.response.spans)) {
    return { error: "Spans are not explained here: send the provider's own response." }
  }
  const raw = isObject(input.request) ? input.request : {}
  const given = isObject(input.response) ? input.response : {}
  const wrapped = ["body", "sse", "sse_events", "events"].some((key) => key in given)
  const response = responseOf(wrapped ? given : { body: input.response, status: null })
  const request = requestOf(raw)
  const result = normalise(request, response)
  const failure = classifyError(request, response)
  const errorClass = failure?.errorClass ?? null
  if (!result.ok) {
    const warnings =
      failure && result.code === "no_usage" ? [] : [{ code: result.code, detail: result.detail }]
    return {
      items: [],
      normalised: null,
      error_class: errorClass,
      model: request.model ?? null,
      billed: null,
      currency: CURRENCY,
      warnings,
    }
  }
  const { usage } = result
  const { call, priced, warnings } = price(request, raw, response, usage, context)
  return {
    items: priced.charges.map((charge) => itemOf(charge, context.book)),
    normalised: normalisedOf(usage.items[0]),
    error_class: errorClass,
    model: usage.model,
    provider: call.provider,
    route: call.route,
    service_tier: usage.serviceTier,
    priced_at: call.at.toISOString(),
    billed: money(priced.billedPico),
    computed: money(priced.computedPico),
    list: money(priced.listPico),
    reported: money(priced.reportedPico),
    currency: CURRENCY,
    warnings,
  }
}

function explainLine(line: string, context: ExplainContext): Json {
  try {
    return explainCall(JSON.parse(line), context)
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * One answer per call, in order: of a single JSON document over several lines (a call or a list of
 * them), else of one object per line. A bad line is answered with an error and the next one goes on.
 */
export function explainText(input: string, context: ExplainContext): Json[] {
  const lines = input.split("\n").filter((line) => line.trim() !== "")
  if (lines.length < 2) return lines.map((line) => explainLine(line, context))
  try {
    const document: unknown = JSON.parse(input)
    return (Array.isArray(document) ? document : [document]).map((call) => explainCall(call, context))
  } catch {
    return lines.map((line) => explainLine(line, context))
  }
}
