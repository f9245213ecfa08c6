import type { Dialect } from "./dialect"

const CALLS: ReadonlySet<unknown> = new Set([
  "chat",
  "text_completion",
  "generate_content",
  "embeddings",
  "embedding",
  "rerank",
  "reranking",
  "responses",
  "completion",
  "messages",
  "image_generation",
  "generate_image",
  "generate_speech",
  "transcription",
])

/** OpenTelemetry's GenAI conventions, the names before 1.27 as well. */
export const openTelemetry: Dialect = {
  role(attributes) {
    const operation = attributes.get("gen_ai.operation.name")
    return operation === undefined ? null : CALLS.has(operation) ? "call" : "parent"
  },
  inner: { "gen_ai.operation.name": ["execute_tool", "invoke_agent", "create_agent", "invoke_workflow"] },
  counts: {
    input_tokens: ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"],
    output_tokens: ["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"],
    total_tokens: ["gen_ai.usage.total_tokens"],
    cache_read_input_tokens: [
      "gen_ai.usage.cache_read.input_tokens",
      "gen_ai.usage.cache_read_input_tokens",
      "gen_ai.usage.cached_input_tokens",
      "gen_ai.usage.input_tokens.cached",
      "gen_ai.usage.prompt_tokens_details.cached_tokens",
    ],
    cache_creation_input_tokens: [
      "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_creation_input_tokens",
      "gen_ai.usage.prompt_tokens_details.cache_write_tokens",
    ],
    reasoning_tokens: [
      "gen_ai.usage.reasoning.output_tokens",
      "gen_ai.usage.reasoning_tokens",
      "gen_ai.usage.output_tokens.reasoning",
      "gen_ai.usage.completion_tokens_details.reasoning_tokens",
    ],
    input_audio_tokens: ["gen_ai.usage.audio.input_tokens"],
    input_image_tokens: ["gen_ai.usage.image.input_tokens"],
    input_video_tokens: ["gen_ai.usage.video.input_tokens"],
    output_audio_tokens: ["gen_ai.usage.audio.output_tokens"],
  },
  facts: {
    provider: ["gen_ai.provider.name", "gen_ai.system"],
    model: ["gen_ai.request.model"],
    served: ["gen_ai.response.model"],
    responseId: ["gen_ai.response.id"],
    tier: [
      "openai.response.service_tier",
      "gen_ai.openai.response.service_tier",
      "gen_ai.response.service_tier",
      "aws.bedrock.response.service_tier",
    ],
    host: ["server.address", "gen_ai.openai.api_base", "net.peer.name"],
    cost: ["gen_ai.usage.cost", "gen_ai.usage.total_cost", "gen_ai.cost.total"],
    httpStatus: ["http.response.status_code", "http.status_code"],
    errorCode: ["error.type"],
    ttftSeconds: ["gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token"],
  },
  attribution: {
    user: ["user.id", "enduser.id", "enduser.pseudo.id", "gen_ai.user.id"],
    agent: ["gen_ai.agent.name"],
    environment: ["deployment.environment.name", "deployment.environment"],
    session: ["session.id", "gen_ai.conversation.id"],
  },
}
