import type { Dialect } from "./dialect"

const CALLS: ReadonlySet<unknown> = new Set(["generation", "embedding"])

/** The Langfuse SDK from version 3 on; its counts are an object of their own. */
export const langfuse: Dialect = {
  role(attributes) {
    const type = attributes.get("langfuse.observation.type")
    return type === undefined ? null : CALLS.has(type) ? "call" : "parent"
  },
  inner: { "langfuse.observation.type": ["tool", "agent"] },
  facts: { model: ["langfuse.observation.model.name"] },
  attribution: {
    user: ["langfuse.user.id"],
    session: ["langfuse.session.id"],
    environment: ["langfuse.environment"],
  },
  metadata: ["langfuse.trace.metadata.", "langfuse.observation.metadata."],
  metadataObjects: ["langfuse.trace.metadata", "langfuse.observation.metadata"],
  labels: ["langfuse.trace.tags"],
}
