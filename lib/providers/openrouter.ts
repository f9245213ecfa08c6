import { decimalText, excessOf, sumOf } from "./decimal-text"
import { type Draft, tokensOf, warn } from "./draft"
import { has, type Json, objectAt } from "./json"
import { codes, type Provider } from "./provider"
import type { ReportedCost } from "./schema"
import { readGenerationCost, setByok, warnByok } from "./shapes/gateway-records"

export const openrouter: Provider = {
  id: "openrouter",
  name: "OpenRouter",
  aliases: ["openrouterai"],
  gateway: true,
  hosts: [{ name: "openrouter.ai" }],
  models: /^openrouter\//,
  vendors: ["openrouter"],
  shapes: ["openai_chat", "openai_responses", "anthropic", "openrouter_generation"],
  errorCodes: codes({
    insufficient_balance: "payment_required insufficient_credits",
    permission: "permission_denied guardrail privacy_restricted data_policy_restricted guardrail_blocked",
    auth: "unauthorized authentication",
    rate_limit: "rate_limit_exceeded rate_limited",
    overloaded: "provider_overloaded capacity_exhausted",
    server_error: "provider_unavailable server provider_disconnected",
    timeout: "timeout provider_timeout",
    context_length: "context_length_exceeded",
    content_filter: "content_policy_violation refusal moderation content_filter",
    model_not_found: "model_not_found no_endpoints",
    model_deprecated: "model_deprecated free_variant_ended model_removed",
  }),
  refine: (draft, { body, usage }) => {
    if (draft.shape === "openrouter_generation") readGenerationCost(draft, body)
    else if (has(usage, "cost") || usage.is_byok === true) readCost(draft, usage)
  },
}

/**
 * `cost` is what OpenRouter charges, and the bill; its details say what the upstream charged. On a key
 * of one's own the upstream bills the customer, and `cost` is only the fee.
 */
function readCost(draft: Draft, usage: Json) {
  const details = objectAt(usage, "cost_details") ?? {}
  const upstream = decimalText(details.upstream_inference_cost)
  const cost = decimalText(usage.cost)
  if (cost === null && has(usage, "cost")) {
    warn(draft, "bad_cost_ignored", "usage.cost is not an amount of money; it was ignored.")
  }
  const tokenCost = tokenCostOf(details)
  if (usage.is_byok === true) {
    draft.ownKey = true
    const billed = upstream ?? tokenCost
    if (billed === null) warnByok(draft)
    else setByok(draft, billed, cost ?? "0", "usage.cost_details.upstream_inference_cost", "usage.cost")
    return
  }
  if (cost === null) return
  const reported: ReportedCost = { amount: cost, currency: "USD", source: "usage.cost", isBiller: true }
  const beyond = tokenCost === null ? null : excessOf(cost, tokenCost)
  if (beyond !== null && excessOf(beyond, ROUNDING) !== null) {
    reported.fees = [{ kind: "tool_fee", amount: beyond, detail: feeDetail(draft) }]
  }
  if (cost === "0" && tokensOf(draft.main.classes) > 0) {
    warn(
      draft,
      "zero_cost",
      "OpenRouter charged nothing for this call: a free model, or a stream that failed.",
    )
  }
  draft.reported = reported
}

/** Amounts are doubles rounded on the way; the smallest tool fee is far above this. */
const ROUNDING = "0.000001"

function tokenCostOf(details: Json): string | null {
  const input = decimalText(details.upstream_inference_prompt_cost ?? details.upstream_inference_input_cost)
  const output = decimalText(
    details.upstream_inference_completions_cost ?? details.upstream_inference_output_cost,
  )
  return input === null || output === null ? null : sumOf(input, output)
}

function feeDetail(draft: Draft): string {
  const searches = draft.main.counts.web_search_requests ?? 0
  return searches > 0
    ? `Tools beyond tokens: ${searches} web search(es).`
    : "Tools beyond tokens, such as file parsing."
}
