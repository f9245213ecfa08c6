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
import type { Attributes, Span, Value } from "./span"

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

/** What an attribute says, with its rank among the names of the same thing: 0 is the best. */
interface Word<Key> {
  says: Key
  rank: number
}

export interface Meaning {
  count: Word<Count> | null
  fact: Word<Fact> | null
  field: Word<Field> | null
  /** The name of a piece of the application's own metadata. */
  metadata: string | null
}

type Names<Key extends string> = Partial<Record<Key, readonly string[]>> | undefined

function wordsOf<Key extends string>(
  keys: readonly Key[],
  part: (dialect: Dialect) => Names<Key>,
): ReadonlyMap<string, Word<Key>> {
  const words = new Map<string, Word<Key>>()
  for (const says of keys) {
    const names = DIALECTS.flatMap((dialect) => part(dialect)?.[says] ?? [])
    for (const [rank, name] of names.entries()) words.set(name, { says, rank })
  }
  return words
}

const COUNT_WORDS = wordsOf(COUNTS, ({ counts }) => counts)
const FACT_WORDS = wordsOf(FACTS, ({ facts }) => facts)
const FIELD_WORDS = wordsOf(FIELDS, ({ attribution }) => attribution)
const METADATA = DIALECTS.flatMap(({ metadata = [] }) => metadata)
export const METADATA_OBJECTS = DIALECTS.flatMap(({ metadataObjects = [] }) => metadataObjects)
export const LABELS = DIALECTS.flatMap(({ labels = [] }) => labels)

const MAX_KNOWN = 8_192
const known = new Map<string, Meaning | null>()

function find(key: string): Meaning | null {
  const beginning = METADATA.find((start) => key.startsWith(start))
  const meaning = {
    count: COUNT_WORDS.get(key) ?? null,
    fact: FACT_WORDS.get(key) ?? null,
    field: FIELD_WORDS.get(key) ?? null,
    metadata: beginning === undefined ? null : key.slice(beginning.length),
  }
  return Object.values(meaning).every((part) => part === null) ? null : meaning
}

/** What an attribute of this name says in any dialect; null for nothing that is read. */
export function meaningOf(key: string): Meaning | null {
  const before = known.get(key)
  if (before !== undefined) return before
  const meaning = find(key)
  if (known.size < MAX_KNOWN) known.set(key, meaning)
  return meaning
}

/** What the attributes say of one kind of thing: of several names for one, the best that can be read. */
export function said<Key extends string, T>(
  attributes: Attributes,
  word: (meaning: Meaning) => Word<Key> | null,
  read: (value: Value) => T | null,
): Partial<Record<Key, T>> {
  const found: Partial<Record<Key, T>> = {}
  const ranks: Partial<Record<Key, number>> = {}
  for (const [key, value] of attributes) {
    const meaning = meaningOf(key)
    const entry = meaning === null ? null : word(meaning)
    if (entry === null || entry.rank >= (ranks[entry.says] ?? Number.POSITIVE_INFINITY)) continue
    const result = read(value)
    if (result === null) continue
    found[entry.says] = result
    ranks[entry.says] = entry.rank
  }
  return found
}

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
