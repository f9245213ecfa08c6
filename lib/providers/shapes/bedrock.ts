import { addCount, type Draft, optional, refuse, required, warn } from "../draft"
import { has, isObject, type Json, listAt, objectAt } from "../json"
import { inputOf } from "./anthropic-classes"

/** Converse, and Nova through InvokeModel: every count is disjoint. */
export function readBedrockConverse(draft: Draft, usage: Json, body: Json) {
  const classes = draft.main.classes
  classes.input_uncached = required(draft, usage, "inputTokens")
  classes.output = required(draft, usage, "outputTokens")
  classes.cache_read =
    optional(draft, usage, "cacheReadInputTokens") ?? optional(draft, usage, "cacheReadInputTokenCount") ?? 0
  const written =
    optional(draft, usage, "cacheWriteInputTokens") ??
    optional(draft, usage, "cacheWriteInputTokenCount") ??
    0
  classes.cache_write_1h = Math.min(oneHourWrites(draft, usage), written)
  classes.cache_write_5m = written - classes.cache_write_1h
  draft.inputTotal = inputOf(classes)
  const total = optional(draft, usage, "totalTokens")
  if (total !== null && total !== draft.inputTotal + classes.output) {
    warn(
      draft,
      "total_disagrees",
      `The total is ${total} but its parts add up to ${draft.inputTotal + classes.output}; the parts were charged.`,
    )
  }
  const tools = objectAt(usage, "serverToolUsage")
  if (tools !== null) {
    for (const key of Object.keys(tools).slice(0, 20))
      addCount(draft, snakeCase(key), optional(draft, tools, key))
  }
  if (objectAt(body, "performanceConfig")?.latency === "optimized") draft.speed = "fast"
}

function oneHourWrites(draft: Draft, usage: Json): number {
  let sum = 0
  for (const detail of listAt(usage, "cacheDetails")) {
    if (isObject(detail) && detail.ttl === "1h") sum += optional(draft, detail, "inputTokens") ?? 0
  }
  return sum
}

function snakeCase(key: string): string {
  return key.slice(0, 40).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Models that InvokeModel answers for in their own words: Llama, Titan, and the stream's last event. */
export function readBedrockInvoke(draft: Draft, body: Json) {
  const metrics = objectAt(body, "amazon-bedrock-invocationMetrics")
  const classes = draft.main.classes
  if (metrics !== null) {
    classes.input_uncached = required(draft, metrics, "inputTokenCount")
    classes.output = required(draft, metrics, "outputTokenCount")
    classes.cache_read = optional(draft, metrics, "cacheReadInputTokenCount") ?? 0
    classes.cache_write_5m = optional(draft, metrics, "cacheWriteInputTokenCount") ?? 0
  } else if (has(body, "prompt_token_count") || has(body, "generation_token_count")) {
    classes.input_uncached = required(draft, body, "prompt_token_count")
    classes.output = required(draft, body, "generation_token_count")
  } else {
    classes.input_uncached = required(draft, body, "inputTextTokenCount")
    classes.output = optional(draft, body, "totalOutputTextTokenCount") ?? 0
    for (const result of listAt(body, "results")) {
      if (isObject(result)) classes.output += required(draft, result, "tokenCount")
    }
  }
  draft.inputTotal = inputOf(classes)
}

const HEADER = "x-amzn-bedrock-"

/** Bodies without usage: InvokeModel states the counts in its response headers. */
export function readBedrockHeaders(draft: Draft, headers: Record<string, string>) {
  const counts: Json = {}
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    if (lower.startsWith(HEADER) && typeof value === "string" && /^\d{1,15}$/.test(value)) {
      counts[lower.slice(HEADER.length)] = Number(value)
    }
  }
  const classes = draft.main.classes
  classes.input_uncached = required(draft, counts, "input-token-count")
  classes.output = required(draft, counts, "output-token-count")
  classes.cache_read = optional(draft, counts, "cache-read-input-token-count") ?? 0
  classes.cache_write_5m = optional(draft, counts, "cache-write-input-token-count") ?? 0
  draft.inputTotal = inputOf(classes)
  if (!has(counts, "input-token-count")) refuse(draft, "no_usage", "The response states no token counts.")
}
