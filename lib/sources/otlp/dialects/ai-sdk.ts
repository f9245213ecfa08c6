import type { Dialect } from "./dialect"

const INNER = /\.do[A-Z]/

/** The Vercel AI SDK: its spans of old, and what version 7 adds to OpenTelemetry's names. */
export const aiSdk: Dialect = {
  role(attributes) {
    const operation = attributes.get("ai.operationId")
    return typeof operation === "string" ? (INNER.test(operation) ? "call" : "parent") : null
  },
  inner: { "ai.operationId": ["ai.toolCall"] },
  counts: {
    input_tokens: ["ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"],
    output_tokens: ["ai.usage.outputTokens", "ai.usage.completionTokens"],
    total_tokens: ["ai.usage.totalTokens"],
    cache_read_input_tokens: ["ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"],
    cache_creation_input_tokens: ["ai.usage.inputTokenDetails.cacheWriteTokens"],
    reasoning_tokens: ["ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"],
  },
  facts: {
    provider: ["ai.model.provider"],
    model: ["ai.model.id"],
    served: ["ai.response.model"],
    responseId: ["ai.response.id"],
    ttftMs: ["ai.response.msToFirstChunk", "ai.response.msToFirstToken"],
  },
  attribution: { agent: ["ai.telemetry.functionId"] },
  metadata: ["ai.telemetry.metadata.", "ai.settings.context."],
}
