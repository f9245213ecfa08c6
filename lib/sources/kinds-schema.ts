/** The ways in, as a source is of one of them. */
export const SOURCE_KINDS = [
  "events",
  "otlp",
  "litellm",
  "openrouter",
  "langfuse",
  "portkey",
  "cloudevents",
  "webhook",
] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]
