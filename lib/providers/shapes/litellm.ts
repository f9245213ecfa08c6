import { decimalText } from "../decimal-text"
import { type Draft, tokensOf, warn } from "../draft"
import { type Json, objectAt, textAt } from "../json"

/** LiteLLM's log payload: `prompt_tokens` beside facts about the deployment, no `usage` of its own. */
export function isLiteLlm(body: Json): boolean {
  return (
    ("custom_llm_provider" in body || "response_cost" in body || "model_group" in body) &&
    ("prompt_tokens" in body || "metadata" in body || "call_type" in body)
  )
}

/** LiteLLM answered from its own cache. */
export function isCacheHit(body: Json): boolean {
  return body.cache_hit === true || body.cache_hit === "True"
}

/** The richest usage it carries: the provider's own details, the response's, or its three totals. */
export function liteLlmUsage(body: Json): Json {
  const metadata = objectAt(body, "metadata")
  const response = objectAt(body, "response")
  for (const usage of [
    metadata && objectAt(metadata, "usage_object"),
    response && objectAt(response, "usage"),
  ]) {
    if (usage && statesTokens(usage)) return usage
  }
  return {
    prompt_tokens: body.prompt_tokens,
    completion_tokens: body.completion_tokens,
    total_tokens: body.total_tokens,
  }
}

/** Any of its counts is above zero. */
export function statesTokens(usage: Json): boolean {
  return ["prompt_tokens", "completion_tokens", "input_tokens", "output_tokens"].some((key) => {
    const count = usage[key]
    return typeof count === "number" && count > 0
  })
}

/** What LiteLLM adds to the usage: its own cost, and whether its cache answered. */
export function readLiteLlm(draft: Draft, body: Json) {
  const tokens = tokensOf(draft.main.classes)
  checkTotals(draft, body)
  if (body.status === "failure" && tokens > 0) {
    warn(draft, "failed_with_usage", "The call failed, yet it states tokens; they were kept.")
  }
  if (isCacheHit(body)) {
    draft.reported = { amount: "0", currency: "USD", source: "cache_hit", isBiller: true }
    warn(
      draft,
      "gateway_cache_hit",
      "The gateway answered from its own cache; nothing was charged by a provider.",
    )
    return
  }
  draft.reported = gatewayCost(draft, body.response_cost, "response_cost", tokens)
  const breakdown = objectAt(body, "cost_breakdown")
  const tools = breakdown === null ? null : decimalText(breakdown.tool_usage_cost)
  if (draft.reported !== null && tools !== null && tools !== "0") {
    draft.reported.fees = [{ kind: "tool_fee", amount: tools, detail: "cost_breakdown.tool_usage_cost" }]
  }
}

function checkTotals(draft: Draft, body: Json) {
  const { prompt_tokens: prompt, completion_tokens: completion } = body
  if (typeof prompt !== "number" || typeof completion !== "number" || prompt + completion === 0) return
  if (prompt !== draft.inputTotal || completion !== draft.main.classes.output) {
    warn(
      draft,
      "totals_disagree",
      `The log states ${prompt} in and ${completion} out, its usage object ${draft.inputTotal} and ${draft.main.classes.output}; the usage object was used.`,
    )
  }
}

/**
 * A cost that a gateway computed from its own price map. Zero for a call with tokens means that the
 * map does not know the model, not that the call was free.
 */
export function gatewayCost(draft: Draft, value: unknown, source: string, tokens: number): Draft["reported"] {
  if (value === undefined || value === null) return null
  const amount = decimalText(value)
  if (amount === null) {
    warn(draft, "bad_cost_ignored", `${source} is not an amount of money; it was ignored.`)
    return null
  }
  if (amount === "0" && tokens > 0) {
    warn(
      draft,
      "zero_cost_ignored",
      `${source} is 0 for a call with ${tokens} tokens: the gateway knows no price for it.`,
    )
    return null
  }
  return { amount, currency: "USD", source, isBiller: false }
}

export function liteLlmModel(body: Json): string | null {
  const hidden = objectAt(body, "hidden_params")
  return textAt(body, "model") ?? (hidden && textAt(hidden, "litellm_model_name"))
}
