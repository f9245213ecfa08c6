import { decimalText, sumOf } from "./decimal-text"
import { addCount, optional, warn } from "./draft"
import { objectAt } from "./json"
import { codes, type Provider } from "./provider"
import type { ReportedCost } from "./schema"

const FEES = ["request_cost", "search_queries_cost", "citation_tokens_cost"]

export const perplexity: Provider = {
  id: "perplexity",
  name: "Perplexity",
  aliases: ["perplexityai", "pplx"],
  gateway: false,
  hosts: [{ name: "api.perplexity.ai" }],
  models: /^(?:sonar|pplx-|r1-1776)/,
  vendors: ["perplexity"],
  shapes: ["openai_chat", "openai_responses"],
  errorCodes: codes({ model_not_found: "invalid_model", auth: "invalid_api_key" }),
  refine: (draft, { usage, gateway }) => {
    addCount(draft, "search_queries", optional(draft, usage, "num_search_queries"))
    addCount(draft, "citation_tokens", optional(draft, usage, "citation_tokens"))
    const cost = objectAt(usage, "cost")
    if (cost === null) return
    const amount = decimalText(cost.total_cost)
    if (amount === null) {
      warn(draft, "bad_cost_ignored", "cost.total_cost is not an amount of money; it was ignored.")
      return
    }
    const reported: ReportedCost = {
      amount,
      currency: "USD",
      source: "usage.cost.total_cost",
      isBiller: gateway === null,
    }
    let fee = "0"
    for (const key of FEES) fee = sumOf(fee, decimalText(cost[key]) ?? "0")
    if (fee !== "0")
      reported.fees = [{ kind: "tool_fee", amount: fee, detail: "Requests, searches and citations." }]
    draft.reported = reported
  },
}
