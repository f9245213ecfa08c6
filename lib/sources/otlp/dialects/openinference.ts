import type { Dialect } from "./dialect"

const CALLS: ReadonlySet<unknown> = new Set(["LLM", "EMBEDDING", "RERANKER"])

/** OpenInference (Arize Phoenix). */
export const openInference: Dialect = {
  role(attributes) {
    const kind = attributes.get("openinference.span.kind")
    return kind === undefined ? null : CALLS.has(kind) ? "call" : "parent"
  },
  inner: { "openinference.span.kind": ["TOOL", "AGENT"] },
  counts: {
    input_tokens: ["llm.token_count.prompt"],
    output_tokens: ["llm.token_count.completion"],
    total_tokens: ["llm.token_count.total"],
    cache_read_input_tokens: ["llm.token_count.prompt_details.cache_read"],
    cache_creation_input_tokens: ["llm.token_count.prompt_details.cache_write"],
    reasoning_tokens: ["llm.token_count.completion_details.reasoning"],
    input_audio_tokens: ["llm.token_count.prompt_details.audio"],
    output_audio_tokens: ["llm.token_count.completion_details.audio"],
  },
  facts: {
    provider: ["llm.provider", "llm.system"],
    model: ["llm.model_name", "embedding.model_name", "reranker.model_name"],
    cost: ["llm.cost.total"],
  },
  attribution: { agent: ["agent.name", "graph.node.id"] },
  metadataObjects: ["metadata"],
  labels: ["tag.tags"],
}
