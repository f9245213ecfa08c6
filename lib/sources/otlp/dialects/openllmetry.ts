import type { Dialect } from "./dialect"

const CALLS: ReadonlySet<unknown> = new Set(["chat", "completion", "embedding", "rerank"])

/** OpenLLMetry (Traceloop), and what its older versions left behind. */
export const openLlmetry: Dialect = {
  role(attributes) {
    if (CALLS.has(attributes.get("llm.request.type"))) return "call"
    return attributes.has("traceloop.span.kind") ? "parent" : null
  },
  inner: { "traceloop.span.kind": ["tool", "agent", "workflow"] },
  counts: {
    input_tokens: ["llm.usage.prompt_tokens"],
    output_tokens: ["llm.usage.completion_tokens"],
    total_tokens: ["llm.usage.total_tokens"],
    cache_read_input_tokens: ["llm.usage.cache_read_input_tokens"],
    cache_creation_input_tokens: ["llm.usage.cache_creation_input_tokens"],
    reasoning_tokens: ["llm.usage.reasoning_tokens"],
  },
  facts: {
    provider: ["llm.vendor"],
    model: ["llm.request.model"],
    served: ["llm.response.model"],
    responseId: ["llm.response.id"],
    cost: ["llm.usage.cost"],
  },
  attribution: { feature: ["traceloop.workflow.name"], agent: ["traceloop.agent.name"] },
  metadata: ["traceloop.association.properties."],
}
