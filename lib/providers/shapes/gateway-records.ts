import { decimalText, shifted, sumOf } from "../decimal-text"
import { addCount, type Draft, optional, required, tokensOf, warn } from "../draft"
import { type Json, textAt } from "../json"
import { splitInclusive } from "./inclusive"
import { gatewayCost } from "./litellm"

/** A line of Portkey's log export; its cost is in cents of `cost_currency`. */
export function isPortkeyLog(body: Json): boolean {
  return "req_units" in body && "res_units" in body
}

/** Portkey answered from its own cache: `HIT` or `SEMANTIC HIT`. */
export function isPortkeyCacheHit(body: Json): boolean {
  return /\bhit$/i.test(textAt(body, "cache_status") ?? "")
}

export function readPortkeyLog(draft: Draft, body: Json) {
  splitInclusive(draft, {
    input: required(draft, body, "req_units"),
    output: required(draft, body, "res_units"),
    total: optional(draft, body, "total_units"),
    cached: 0,
    write5m: 0,
    write1h: 0,
    writeOther: 0,
    reasoning: 0,
    cacheOutside: false,
    billGap: true,
  })
  draft.model = textAt(body, "ai_model")
  if (isPortkeyCacheHit(body)) {
    draft.reported = { amount: "0", currency: "USD", source: "cache_status", isBiller: true }
    warn(
      draft,
      "gateway_cache_hit",
      "The gateway answered from its own cache; nothing was charged by a provider.",
    )
    return
  }
  draft.reported = gatewayCost(draft, body.cost, "cost", tokensOf(draft.main.classes))
  if (draft.reported === null) return
  draft.reported.amount = shifted(draft.reported.amount, 2)
  draft.reported.source = "cost (cents)"
  draft.reported.currency = (textAt(body, "cost_currency") ?? "USD").toUpperCase()
}

/** `data` of OpenRouter's generation look-up: native counts are the billed ones. */
export function isOpenRouterGeneration(body: Json): boolean {
  return "native_tokens_prompt" in body || "native_tokens_completion" in body
}

export function readOpenRouterGeneration(draft: Draft, body: Json) {
  splitInclusive(draft, {
    input: required(draft, body, "native_tokens_prompt"),
    output: required(draft, body, "native_tokens_completion"),
    total: null,
    cached: optional(draft, body, "native_tokens_cached") ?? 0,
    write5m: 0,
    write1h: 0,
    writeOther: 0,
    reasoning: optional(draft, body, "native_tokens_reasoning") ?? 0,
    cacheOutside: false,
    billGap: false,
  })
  addCount(draft, "search_results", optional(draft, body, "num_search_results"))
}

/** OpenRouter bills; a call on the customer's own key costs the upstream amount plus its fee. */
export function readGenerationCost(draft: Draft, body: Json) {
  draft.ownKey = body.is_byok === true
  const cost = decimalText(body.total_cost)
  if (cost === null) return
  const upstream = decimalText(body.upstream_inference_cost)
  if (body.is_byok !== true) {
    draft.reported = { amount: cost, currency: "USD", source: "total_cost", isBiller: true }
  } else if (upstream !== null) {
    setByok(draft, upstream, cost, "upstream_inference_cost", "total_cost")
  } else warnByok(draft)
}

export function warnByok(draft: Draft) {
  warn(
    draft,
    "byok_without_upstream_cost",
    "The call ran on a key of its own and states no upstream cost; what the provider bills is not known.",
  )
}

export function setByok(
  draft: Draft,
  upstream: string,
  fee: string,
  upstreamField: string,
  feeField: string,
) {
  draft.reported = {
    amount: sumOf(upstream, fee),
    currency: "USD",
    source: `${upstreamField} + ${feeField}`,
    isBiller: true,
  }
  if (fee !== "0") {
    draft.reported.fees = [
      { kind: "platform_fee", amount: fee, detail: "The gateway's fee for a key of one's own." },
    ]
  }
}
