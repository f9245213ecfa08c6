import type { Dialect } from "./dialect"

const CALLS: ReadonlySet<unknown> = new Set(["llm", "embedding"])

/** OpenRouter's Broadcast and other senders that speak OpenTelemetry's names with a few of their own. */
export const gateways: Dialect = {
  role(attributes) {
    const kind = attributes.get("langsmith.span.kind")
    return kind === undefined ? null : CALLS.has(kind) ? "call" : "parent"
  },
  facts: { served: ["langsmith.metadata.ls_model_name"] },
  attribution: { session: ["gcp.vertex.agent.session_id"], agent: ["gcp.vertex.agent.agent_name"] },
  metadata: ["trace.metadata."],
}
