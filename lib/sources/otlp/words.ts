import { aiSdk } from "./dialects/ai-sdk"
import {
  COUNTS,
  type Count,
  type Dialect,
  FACTS,
  type Fact,
  FIELDS,
  type Field,
  type Role,
} from "./dialects/dialect"
import { gateways } from "./dialects/gateways"
import { langfuse } from "./dialects/langfuse"
import { openTelemetry } from "./dialects/open-telemetry"
import { openInference } from "./dialects/openinference"
import { openLlmetry } from "./dialects/openllmetry"
import { own } from "./dialects/own"
import { pydanticAi } from "./dialects/pydantic-ai"
import type { Span } from "./span"

/** Many spans mix several; of two words for one thing the earlier dialect's counts. */
const DIALECTS: readonly Dialect[] = [
  own,
  aiSdk,
  openTelemetry,
  openInference,
  openLlmetry,
  pydanticAi,
  langfuse,
  gateways,
]

type Names<Key extends string> = readonly (readonly [Key, readonly string[]])[]

function namesOf<Key extends string>(
  keys: readonly Key[],
  part: (dialect: Dialect) => Partial<Record<Key, readonly string[]>> | undefined,
): Names<Key> {
  return keys.map((key) => [key, DIALECTS.flatMap((dialect) => part(dialect)?.[key] ?? [])])
}

export const COUNT_NAMES: Names<Count> = namesOf(COUNTS, ({ counts }) => counts)
export const FACT_NAMES: Names<Fact> = namesOf(FACTS, ({ facts }) => facts)
export const FIELD_NAMES: Names<Field> = namesOf(FIELDS, ({ attribution }) => attribution)
export const METADATA = DIALECTS.flatMap(({ metadata = [] }) => metadata)
export const METADATA_OBJECTS = DIALECTS.flatMap(({ metadataObjects = [] }) => metadataObjects)
export const LABELS = DIALECTS.flatMap(({ labels = [] }) => labels)

/** What the span is by the first dialect that can tell. */
export function roleOf(span: Span): Role | null {
  for (const { role } of DIALECTS) {
    const found = role?.(span.attributes, span)
    if (found) return found
  }
  return null
}

const INNER = new Map(DIALECTS.flatMap(({ inner = {} }) => Object.entries(inner)))

/** Whether the span is an agent or a tool within whatever is above it. */
export function isInner({ attributes }: Span): boolean {
  for (const [name, kinds] of INNER) {
    const value = attributes.get(name)
    if (typeof value === "string" && kinds.includes(value)) return true
  }
  return false
}
