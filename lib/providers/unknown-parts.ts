import { type Draft, warn } from "./draft"
import { isObject, type Json } from "./json"

/** Every field about caching that some reader knows. */
const KNOWN = new Set([
  "input_uncached",
  "cached_tokens",
  "num_cached_tokens",
  "cache_write_tokens",
  "cache_read_tokens",
  "cache_read",
  "cache_creation",
  "cache_write",
  "cache_write_5m",
  "cache_write_1h",
  "cache_write_other",
  "cache_creation_tokens",
  "cached_creation_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "claude_cache_creation_5_m_tokens",
  "claude_cache_creation_1_h_tokens",
  "prompt_cache_hit_tokens",
  "prompt_cache_miss_tokens",
  "cacheReadInputTokens",
  "cacheReadInputTokenCount",
  "cacheWriteInputTokens",
  "cacheWriteInputTokenCount",
  "cachedContentTokenCount",
  "total_cached_tokens",
  "cachedInputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "noCacheTokens",
  "input_cached_tokens",
  "input_cache_read",
  "input_cache_creation",
  "input_cache_creation_5m",
  "input_cache_creation_1h",
  "native_tokens_cached",
  "cache_discount",
])

/** A count about caching that no reader knows may be money at another rate: it is pointed out. */
export function warnOfUnknownParts(draft: Draft, usage: Json) {
  for (const key of Object.keys(usage)) {
    const value = usage[key]
    if (typeof value === "number") check(draft, key, value)
    else if (isObject(value)) {
      for (const inner of Object.keys(value)) {
        const part = value[inner]
        if (typeof part === "number") check(draft, inner, part)
      }
    }
  }
}

function check(draft: Draft, key: string, value: number) {
  if (value <= 0 || key.length > 80 || !(key.includes("cache") || key.includes("Cache")) || KNOWN.has(key))
    return
  warn(
    draft,
    "unknown_cache_field",
    `${key} = ${value} is not known; those tokens were charged as plain input.`,
  )
}
