import type { Attributes, Span } from "../span"

/** `call`: one call of a model. `parent`: whatever usage it states sums up calls below it. */
export type Role = "call" | "parent"

/** Numbers of tokens by what they count, with cached tokens inside the input and reasoning inside the output. */
export const COUNTS = [
  "input_tokens",
  "output_tokens",
  "total_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "reasoning_tokens",
  "input_audio_tokens",
  "input_image_tokens",
  "input_video_tokens",
  "output_audio_tokens",
] as const
export type Count = (typeof COUNTS)[number]

export const FACTS = [
  "provider",
  "model",
  "served",
  "responseId",
  "tier",
  "host",
  /** In dollars. */
  "cost",
  "httpStatus",
  "errorCode",
  "ttftSeconds",
  "ttftMs",
] as const
export type Fact = (typeof FACTS)[number]

export const FIELDS = ["user", "agent", "feature", "team", "environment", "session"] as const
export type Field = (typeof FIELDS)[number]

/** The words of one family of instrumentations: names of attributes, the best first. */
export interface Dialect {
  /** What a span is by its words; null where they do not say. */
  role?(attributes: Attributes, span: Span): Role | null
  /** Attributes by which a span is an agent or a tool: a call below it is another than one above it. */
  inner?: Readonly<Record<string, readonly string[]>>
  counts?: Partial<Record<Count, readonly string[]>>
  facts?: Partial<Record<Fact, readonly string[]>>
  attribution?: Partial<Record<Field, readonly string[]>>
  /** Beginnings of attributes that carry the application's own metadata, one value each. */
  metadata?: readonly string[]
  /** Attributes that hold such metadata as an object or as JSON. */
  metadataObjects?: readonly string[]
  /** Attributes that hold a list of labels. */
  labels?: readonly string[]
}
