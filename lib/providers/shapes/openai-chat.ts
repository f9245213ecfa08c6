import { addCount, type Draft, ofWhich, optional, refuse, required, warn } from "../draft"
import { has, type Json, objectAt, textAt } from "../json"
import { splitInclusive } from "./inclusive"

/**
 * `prompt_tokens`, `completion_tokens`: Chat Completions, completions, embeddings and reranking of
 * OpenAI and of everyone who speaks its protocol, with the cache fields of DeepSeek, Moonshot,
 * DashScope, LiteLLM and New-API.
 */
export function readOpenAiChat(draft: Draft, usage: Json, body: Json) {
  const inputDetails = objectAt(usage, "prompt_tokens_details")
  const outputDetails = objectAt(usage, "completion_tokens_details")
  const output = required(draft, usage, "completion_tokens")
  const total = optional(draft, usage, "total_tokens")
  const input = inputOf(draft, usage, body, output, total)
  const written = writesOf(draft, usage, inputDetails)
  splitInclusive(draft, {
    input,
    output,
    total,
    cached: cachedOf(draft, usage, inputDetails),
    ...written,
    reasoning: reasoningOf(draft, usage, outputDetails, output, total === null ? 0 : total - input - output),
    cacheOutside: usage.usage_semantic === "anthropic",
    billGap: true,
  })
  if (inputDetails !== null) {
    ofWhich(draft, "audio_in", optional(draft, inputDetails, "audio_tokens"), draft.inputTotal, "input")
    ofWhich(draft, "image_in", optional(draft, inputDetails, "image_tokens"), draft.inputTotal, "input")
    ofWhich(draft, "video_in", optional(draft, inputDetails, "video_tokens"), draft.inputTotal, "input")
  }
  if (outputDetails !== null) {
    const made = draft.main.classes.output
    ofWhich(draft, "audio_out", optional(draft, outputDetails, "audio_tokens"), made, "output")
    ofWhich(draft, "image_out", optional(draft, outputDetails, "image_tokens"), made, "output")
  }
  const tools = objectAt(usage, "server_tool_use_details") ?? objectAt(usage, "server_tool_use")
  if (tools !== null) {
    addCount(draft, "web_search_requests", optional(draft, tools, "web_search_requests"))
    addCount(draft, "tool_calls_executed", optional(draft, tools, "tool_calls_executed"))
  }
}

const INPUT_ONLY = /embed|rerank|voyage|bge|gte-|e5-|rank/i

function inputOf(draft: Draft, usage: Json, body: Json, output: number, total: number | null): number {
  if (has(usage, "prompt_tokens")) return required(draft, usage, "prompt_tokens")
  if (total === null || total <= output) return 0
  if (has(usage, "completion_tokens")) {
    warn(draft, "input_from_total", `prompt_tokens is missing; ${total - output} was taken from the total.`)
    return total - output
  }
  const model = textAt(body, "model") ?? draft.model
  const inputOnly =
    Array.isArray(body.data) || Array.isArray(body.results) || (model !== null && INPUT_ONLY.test(model))
  if (!inputOnly) {
    refuse(draft, "bad_usage", "The usage states only a total, so input and output cannot be told apart.")
  }
  return total
}

/** The same count under the names of OpenAI, DeepSeek, Moonshot and LiteLLM: used once. */
function cachedOf(draft: Draft, usage: Json, details: Json | null): number {
  const cached =
    optional(draft, details, "cached_tokens") ??
    optional(draft, usage, "prompt_cache_hit_tokens") ??
    optional(draft, usage, "cached_tokens") ??
    optional(draft, usage, "cache_read_input_tokens") ??
    0
  for (const key of CACHED_NAMES) {
    const other = usage[key]
    if (typeof other === "number" && other !== cached && other >= 0) {
      warn(
        draft,
        "cached_counts_disagree",
        `Two counts of cached tokens differ: ${cached} and ${key} = ${other}; the first was used.`,
      )
      break
    }
  }
  return cached
}

const CACHED_NAMES = ["prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"]

function writesOf(draft: Draft, usage: Json, details: Json | null) {
  const writeOther = optional(draft, details, "cache_write_tokens") ?? 0
  if (writeOther > 0) return { writeOther, write5m: 0, write1h: 0 }
  const split =
    details === null
      ? null
      : (objectAt(details, "cache_creation") ?? objectAt(details, "cache_creation_token_details"))
  const fiveMinutes =
    optional(draft, split, "ephemeral_5m_input_tokens") ??
    optional(draft, usage, "claude_cache_creation_5_m_tokens") ??
    0
  const write1h =
    optional(draft, split, "ephemeral_1h_input_tokens") ??
    optional(draft, usage, "claude_cache_creation_1_h_tokens") ??
    0
  const written =
    optional(draft, details, "cache_creation_input_tokens") ??
    optional(draft, details, "cache_creation_tokens") ??
    optional(draft, details, "cached_creation_tokens") ??
    optional(draft, usage, "cache_creation_input_tokens") ??
    fiveMinutes
  return { writeOther, write5m: Math.max(written - write1h, fiveMinutes), write1h }
}

function reasoningOf(draft: Draft, usage: Json, details: Json | null, output: number, gap: number): number {
  const inside = optional(draft, details, "reasoning_tokens")
  if (inside !== null) return inside
  const beside = optional(draft, usage, "reasoning_tokens") ?? 0
  if (beside <= output || beside === gap) return beside
  addCount(draft, "reasoning_tokens", beside)
  warn(
    draft,
    "reasoning_billed_apart",
    `${beside} reasoning tokens are neither inside the ${output} output tokens nor in the total; they are counted as a piece of their own.`,
  )
  return 0
}
