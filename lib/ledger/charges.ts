import type { PriceBook } from "@/lib/pricing/book"
import { type CallToPrice, inputOf, type PricedCharge, priceCall, unconverted } from "@/lib/pricing/call"
import { type ChargeCosts, chargeCosts } from "@/lib/pricing/charge"
import type { PricedItem } from "@/lib/pricing/cost"
import type { ExchangeUsed } from "@/lib/pricing/schema"
import { classifyError } from "@/lib/providers/classify-error"
import { emptyItem, tokensOf } from "@/lib/providers/draft"
import { normalise, normaliseUsage } from "@/lib/providers/normalise"
import { passesOn } from "@/lib/providers/passes-on"
import { type Origin, providerOf } from "@/lib/providers/provider-of"
import type {
  CallRequest,
  CallResponse,
  ErrorClass,
  NormalisedUsage,
  NormaliseResult,
  ReportedCost,
  Warning,
} from "@/lib/providers/schema"
import { lostCharacters } from "@/lib/providers/storable-text"
import { whyTooLarge } from "./column-limits"
import { modelName } from "./model-name"
import type { ChargeDraft, EventDraft, PriceSnapshot, UsageEvent } from "./usage-event"

export interface Pricing {
  book: PriceBook
  /** The organisation's reporting currency. */
  currency: string
}

export type DraftResult = { ok: true; draft: EventDraft } | { ok: false; code: string; detail: string }

/**
 * Gateways whose stated cost is what they charge. Whoever passes it on is believed while no other source says otherwise;
 * over what others report it counts from the gateway itself alone.
 */
export const BILLING_GATEWAYS: ReadonlySet<string> = new Set(["openrouter"])

function responseOf({ response, error }: UsageEvent): CallResponse {
  const status = error?.http_status ?? undefined
  if (response === undefined || response === null) return { body: error?.body, status }
  if (Array.isArray(response)) return { events: response, status }
  if (typeof response === "string") return { sse: response, status }
  return { body: response, status }
}

function usageOf(event: UsageEvent, request: CallRequest, response: CallResponse): NormaliseResult {
  if (event.usage) {
    const { usage_shape: shape, ...counts } = event.usage
    return normaliseUsage(counts, { ...request, ...(typeof shape === "string" ? { usageShape: shape } : {}) })
  }
  if (event.response === undefined || event.response === null) {
    return { ok: false, code: "no_usage", detail: "The event carries neither response nor usage." }
  }
  return normalise(request, response)
}

/** Tokens of all classes and lines that an event states; 0 for one that states none. */
export function statedTokens(event: UsageEvent): number {
  const result = usageOf(event, requestOf(event), responseOf(event))
  if (!result.ok) return 0
  return result.usage.items.reduce((sum, { classes }) => sum + tokensOf(classes), 0)
}

/** Which cost was stated, and whether it is what is charged: by the gateway, or by what the source is set to. */
function reportedBy(event: UsageEvent, route: string, usage: NormalisedUsage | null): ReportedCost | null {
  const { cost, sourceBills } = event
  // What a gateway in front of the one that bills says of a cost is not the bill.
  const isReporter = event.route === null || event.route === route
  if (cost) {
    return { ...cost, source: "cost", isBiller: sourceBills || (isReporter && BILLING_GATEWAYS.has(route)) }
  }
  const stated = usage?.reported ?? null
  return stated && sourceBills ? { ...stated, isBiller: true } : stated
}

/** What priced a line, as the ledger keeps it; null where no row did. */
export function snapshotOf(
  { list, computed }: PricedItem,
  exchange: ExchangeUsed | null,
): PriceSnapshot | null {
  if (!list && !computed) return null
  const override = computed && computed.row !== list?.row ? computed.row : null
  return { list: list?.row ?? null, override, exchange }
}

/** Why a line's amount is unknown, or which pieces are missing from it. */
export function unpricedBecauseOf(costs: ChargeCosts, priced: PricedItem): string | null {
  return costs.unpricedBecause ?? (costs.billedBecause === "computed" ? missingFrom(priced) : null)
}

function toDraft(charge: PricedCharge, name: string, served: string): ChargeDraft {
  const { item, priced, costs, query } = charge
  const { reasoning, ...ofWhich } = item.ofWhich
  const own = item.model === null || item.model === served
  const extra = {
    ...(charge.kind === "message" ? {} : { kind: charge.kind }),
    ...(own && served === name ? {} : { model: query.model }),
    ...(Object.keys(ofWhich).length > 0 ? { of_which: ofWhich } : {}),
    ...(Object.keys(item.counts).length > 0 ? { counts: item.counts } : {}),
    ...(query.region ? { region: query.region } : {}),
    ...(query.speed ? { speed: query.speed } : {}),
    ...(query.inputTotal === inputOf(item) ? {} : { input_total: query.inputTotal }),
  }
  return {
    kind: charge.kind,
    model: own ? name : charge.model,
    classes: item.classes,
    reasoning: reasoning ?? 0,
    extra: Object.keys(extra).length > 0 ? extra : null,
    list: costs.listPico,
    computed: costs.computedPico,
    reported: costs.reportedPico,
    billed: costs.billedPico,
    price: snapshotOf(priced, costs.exchange),
    unpricedBecause: unpricedBecauseOf(costs, priced),
  }
}

function missingFrom({ warnings }: PricedItem): string | null {
  const missing = warnings.filter(({ code }) => code === "unpriced_fee")
  return missing.length > 0 ? missing.map(({ detail }) => detail).join(" ") : null
}

function pricedCharges(call: CallToPrice, name: string): { charges: ChargeDraft[]; warnings: Warning[] } {
  const { charges, warnings } = priceCall(call)
  return { charges: charges.map((charge) => toDraft(charge, name, call.model)), warnings }
}

interface WithoutUsage {
  event: UsageEvent
  route: string
  model: string
  /** Why the usage is unknown. */
  because: string
}

/**
 * A failed call without usage costs nothing, any other something that nobody stated; but for what the
 * source says was charged.
 */
function withoutUsage(
  { event, route, model, because }: WithoutUsage,
  { book, currency }: Pricing,
): { charges: ChargeDraft[]; warnings: Warning[] } {
  const reported = reportedBy(event, route, null)
  const unpricedBecause = event.status === "error" ? null : because
  const costs = chargeCosts({
    query: { at: event.time },
    priced: { list: null, computed: null, unpricedBecause, warnings: [] },
    reported,
    reportingCurrency: currency,
    book,
  })
  const charge: ChargeDraft = {
    kind: "message",
    model,
    classes: emptyItem("message").classes,
    reasoning: 0,
    extra: null,
    list: costs.listPico,
    computed: costs.computedPico,
    reported: costs.reportedPico,
    billed: costs.billedPico,
    price: null,
    unpricedBecause: costs.unpricedBecause,
  }
  const warnings = unconverted(reported, costs.reportedPico, { currency, at: event.time })
  if (event.status !== "error") warnings.push({ code: "usage_unknown", detail: because })
  return { charges: [charge], warnings }
}

function isFromBiller(
  { sourceBills, sourceGateway }: UsageEvent,
  route: string,
  reported: ReportedCost | null,
) {
  return reported?.isBiller === true && (sourceBills || sourceGateway === route)
}

function errorClassOf(event: UsageEvent, request: CallRequest, response: CallResponse): ErrorClass | null {
  if (event.status === "aborted") return "cancelled"
  if (event.status !== "error") return null
  const { code, message, body } = event.error ?? {}
  const found = classifyError(request, {
    ...response,
    body: body ?? response.body,
    ...(code === null || code === undefined ? {} : { code: String(code) }),
    ...(message ? { message } : {}),
  })
  return found?.errorClass ?? null
}

const UNREADABLE_ID =
  "The response's id has lost characters, so it names no call: other reports of this call are not recognised by it."

const MISSING = {
  provider: "provider is missing and the response does not show it: name it.",
  model: "model is missing and the response does not name it: name the model asked for.",
}

function requestOf(event: UsageEvent): CallRequest {
  return {
    provider: event.provider ?? undefined,
    route: event.route ?? undefined,
    model: event.model ?? undefined,
    serviceTier: event.serviceTier ?? undefined,
  }
}

/** The gateway that the sender names, unless that passed the call on to another that bills it. */
function routeOf({ route }: UsageEvent, { gateway }: Origin): string {
  if (route === null) return gateway ?? "direct"
  return gateway !== null && passesOn(route) && !passesOn(gateway) ? gateway : route
}

/**
 * Turns what a source said into the lines of the ledger: normalised, priced at the call's own instant,
 * in the reporting currency. Pure. A refusal says what the sender has to change.
 */
export function draftEvent(event: UsageEvent, pricing: Pricing): DraftResult {
  if (event.type === "void") return { ok: true, draft: voidDraft(event) }
  const request = requestOf(event)
  const response = responseOf(event)
  const origin = providerOf(request, response)
  const provider = origin.provider ?? event.provider
  if (!provider) return { ok: false, code: "provider_missing", detail: MISSING.provider }
  const route = routeOf(event, origin)
  const result = usageOf(event, request, response)
  const mayLackUsage = event.status !== "ok" || event.cost !== null
  if (!result.ok && (!mayLackUsage || result.code === "bad_usage")) {
    return { ok: false, code: result.code, detail: result.detail }
  }
  const usage = result.ok ? result.usage : null
  const named = event.modelServed ?? usage?.model ?? null
  const served = named ?? event.model
  const model = modelName(event.model, named)
  if (served === null || model === null) return { ok: false, code: "model_missing", detail: MISSING.model }
  const tier = event.batch ? "batch" : (usage?.serviceTier ?? event.serviceTier)
  const reported = reportedBy(event, route, usage)
  const call = usage && {
    usage: { ...usage, model: served, serviceTier: tier, reported },
    provider,
    route,
    model: served,
    at: event.time,
    region: event.region,
    reportingCurrency: pricing.currency,
    book: pricing.book,
  }
  const because = result.ok ? "" : result.detail
  const { charges, warnings: remarks } = call
    ? pricedCharges(call, model)
    : withoutUsage({ event, route, model, because }, pricing)
  const warnings = [...event.warnings, ...(usage?.warnings ?? []), ...remarks]
  const stated = usage?.responseId ?? null
  const responseId = stated !== null && lostCharacters(stated) ? null : stated
  if (responseId !== stated) warnings.push({ code: "response_id_unreadable", detail: UNREADABLE_ID })
  const tooLarge = whyTooLarge(event, charges)
  if (tooLarge !== null) return { ok: false, code: "too_large", detail: tooLarge }
  return {
    ok: true,
    draft: {
      event,
      provider,
      route,
      status: event.status,
      errorClass: errorClassOf(event, request, response),
      serviceTier: tier,
      responseId,
      thinking: usage?.thinking === true,
      reporterBills: reported?.isBiller === true,
      reporterPasses: reported?.isBiller === false && BILLING_GATEWAYS.has(route),
      fromBiller: isFromBiller(event, route, reported),
      ownKey: usage?.ownKey === true,
      charges,
      warnings,
    },
  }
}

function voidDraft(event: UsageEvent): EventDraft {
  return {
    event,
    provider: event.provider ?? "",
    route: event.route ?? "direct",
    status: event.status,
    errorClass: null,
    serviceTier: null,
    responseId: null,
    thinking: false,
    reporterBills: false,
    reporterPasses: false,
    fromBiller: false,
    ownKey: false,
    charges: [],
    warnings: event.warnings,
  }
}
