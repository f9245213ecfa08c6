import { type Draft, optional, required, warn } from "../draft"
import { type Json, objectAt } from "../json"
import { splitInclusive } from "./inclusive"

/** Marks of the Vercel AI SDK's own usage object, which otherwise shares its words with Bedrock. */
export function isAiSdk(usage: Json): boolean {
  return "cachedInputTokens" in usage || "reasoningTokens" in usage || "inputTokenDetails" in usage
}

/** Totals with cached and reasoning tokens inside; the details say so from version 6 on. */
export function readAiSdk(draft: Draft, usage: Json) {
  const inputDetails = objectAt(usage, "inputTokenDetails")
  const cached =
    optional(draft, inputDetails, "cacheReadTokens") ?? optional(draft, usage, "cachedInputTokens") ?? 0
  if (cached > 0 && inputDetails === null) {
    warn(
      draft,
      "parts_convention_assumed",
      "cachedInputTokens was taken as a part of inputTokens; older versions sent it beside them for some providers.",
    )
  }
  splitInclusive(draft, {
    input: required(draft, usage, "inputTokens"),
    output: required(draft, usage, "outputTokens"),
    total: optional(draft, usage, "totalTokens"),
    cached,
    write5m: 0,
    write1h: 0,
    writeOther: optional(draft, inputDetails, "cacheWriteTokens") ?? 0,
    reasoning:
      optional(draft, objectAt(usage, "outputTokenDetails"), "reasoningTokens") ??
      optional(draft, usage, "reasoningTokens") ??
      0,
    cacheOutside: false,
    billGap: false,
  })
}
