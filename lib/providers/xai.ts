import { decimalText, shifted } from "./decimal-text"
import { addCount, type Draft, optional, warn, wholeNumber } from "./draft"
import { has, type Json, objectAt, quoted } from "./json"
import { codes, type Provider } from "./provider"

/** A tick is 1e-10 dollars. */
const TICK_DIGITS = 10

export const xai: Provider = {
  id: "xai",
  name: "xAI",
  aliases: ["grok", "xaiapi"],
  gateway: false,
  hosts: [{ name: "api.x.ai" }],
  models: /^grok/,
  vendors: ["x-ai", "xai"],
  shapes: ["openai_chat", "openai_responses", "anthropic"],
  errorCodes: codes({}),
  refine: (draft, { usage, gateway }) => {
    readTools(draft, usage)
    if (!has(usage, "cost_in_usd_ticks")) return
    const ticks = wholeNumber(usage.cost_in_usd_ticks)
    const amount = ticks === null ? null : decimalText(ticks)
    if (amount === null) {
      warn(
        draft,
        "bad_cost_ignored",
        `cost_in_usd_ticks is ${quoted(usage.cost_in_usd_ticks)}; it was ignored.`,
      )
      return
    }
    draft.reported = {
      amount: shifted(amount, TICK_DIGITS),
      currency: "USD",
      source: "usage.cost_in_usd_ticks",
      isBiller: gateway === null,
    }
  },
}

const TOOLS: readonly (readonly [string, string])[] = [
  ["web_search_calls", "web_search_requests"],
  ["x_search_calls", "x_search_calls"],
  ["code_interpreter_calls", "code_interpreter_calls"],
  ["file_search_calls", "file_search_calls"],
  ["document_search_calls", "document_search_calls"],
  ["image_generation_calls", "image_generation_calls"],
  ["mcp_calls", "mcp_calls"],
]

/** The stated tool calls replace those found among the output items. */
function readTools(draft: Draft, usage: Json) {
  const details = objectAt(usage, "server_side_tool_usage_details")
  if (details !== null) {
    delete draft.main.counts.code_interpreter_sessions
    for (const [from, to] of TOOLS) {
      delete draft.main.counts[to]
      addCount(draft, to, optional(draft, details, from))
    }
  }
  addCount(draft, "search_sources", optional(draft, usage, "num_sources_used"))
}
