import type { Dialect } from "./dialect"

/** Pydantic AI and Logfire: OpenTelemetry's names with the provider's own counts beside them. */
export const pydanticAi: Dialect = {
  counts: {
    cache_read_input_tokens: [
      "gen_ai.usage.details.cache_read_tokens",
      "gen_ai.usage.details.cache_read_input_tokens",
      "gen_ai.usage.details.cached_content_tokens",
      "gen_ai.usage.details.cached_tokens",
    ],
    cache_creation_input_tokens: [
      "gen_ai.usage.details.cache_write_tokens",
      "gen_ai.usage.details.cache_creation_input_tokens",
    ],
    reasoning_tokens: ["gen_ai.usage.details.reasoning_tokens", "gen_ai.usage.details.thoughts_tokens"],
    input_audio_tokens: ["gen_ai.usage.details.input_audio_tokens"],
    output_audio_tokens: ["gen_ai.usage.details.output_audio_tokens"],
  },
  facts: { model: ["model_name"], cost: ["operation.cost"] },
  attribution: { agent: ["agent_name"] },
}
