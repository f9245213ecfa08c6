import { parseJson } from "@/lib/providers/json"
import { isSecretName } from "@/lib/providers/secret-name"
import { FIELDS, type Field } from "./dialects/dialect"
import type { Attributes, Span, Value } from "./span"
import { LABELS, METADATA_OBJECTS, meaningOf, said } from "./words"

/** Who and what caused a call, as far as something says so. */
export type Attribution = Partial<Record<Field, string>> & { tags?: Record<string, string> }

const MAX_TEXT = 256
const MAX_TAG = 512
const MAX_TAG_NAME = 64
const MAX_TAGS = 32
const MAX_JSON = 16_384

/** Names of metadata that say what a field says, lower case, letters alone. */
const META: ReadonlyMap<string, Field> = new Map([
  ["user", "user"],
  ["userid", "user"],
  ["enduser", "user"],
  ["enduserid", "user"],
  ["customerid", "user"],
  ["agent", "agent"],
  ["agentname", "agent"],
  ["feature", "feature"],
  ["featurename", "feature"],
  ["team", "team"],
  ["teamname", "team"],
  ["environment", "environment"],
  ["env", "environment"],
  ["session", "session"],
  ["sessionid", "session"],
  ["conversationid", "session"],
  ["threadid", "session"],
  ["chatid", "session"],
])

function textOf(value: Value | undefined): string | null {
  if (typeof value === "string") return value === "" ? null : value
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null
}

function addMeta(into: Attribution, tags: Map<string, string>, name: string, value: Value | undefined): void {
  const text = textOf(value)
  if (text === null || name === "" || isSecretName(name)) return
  const field = META.get(name.replace(/[^A-Za-z]/g, "").toLowerCase())
  if (field !== undefined) into[field] ??= text.slice(0, MAX_TEXT)
  else if (tags.size < MAX_TAGS) tags.set(name.slice(0, MAX_TAG_NAME), text.slice(0, MAX_TAG))
}

function addObject(into: Attribution, tags: Map<string, string>, value: Value | undefined): void {
  const fields = typeof value === "string" ? parsed(value) : value
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return
  for (const [name, part] of Object.entries(fields)) addMeta(into, tags, name, part as Value)
}

function parsed(text: string): unknown {
  return text.length > MAX_JSON || !/^\s*[[{]/.test(text) ? null : parseJson(text)
}

function addLabels(tags: Map<string, string>, value: Value | undefined): void {
  const list = typeof value === "string" ? (parsed(value) ?? value.split(",")) : value
  if (!Array.isArray(list)) return
  for (const label of list) {
    const text = textOf(label as Value)?.trim()
    if (text && tags.size < MAX_TAGS) tags.set(text.slice(0, MAX_TAG_NAME), "true")
  }
}

const fieldText = (value: Value) => textOf(value)?.slice(0, MAX_TEXT) ?? null

function read(attributes: Attributes): Attribution {
  const found: Attribution = said(attributes, ({ field }) => field, fieldText)
  const tags = new Map<string, string>()
  for (const [key, value] of attributes) {
    const name = meaningOf(key)?.metadata ?? null
    if (name !== null) addMeta(found, tags, name, value)
  }
  for (const key of METADATA_OBJECTS) addObject(found, tags, attributes.get(key))
  for (const key of LABELS) addLabels(tags, attributes.get(key))
  if (tags.size > 0) found.tags = Object.fromEntries(tags)
  return found
}

/** What a span says of itself. */
export function ofSpan(span: Span): Attribution {
  return read(span.attributes)
}

const known = new WeakMap<Attributes, Attribution>()

/** What the process that made the span says: its spans share it. */
export function ofResource(span: Span): Attribution {
  const before = known.get(span.resource)
  if (before) return before
  const found = read(span.resource)
  known.set(span.resource, found)
  return found
}

/** The name of the service, where somebody gave it one: a feature for want of a better word. */
export function serviceOf(span: Span): string | null {
  const name = textOf(span.resource.get("service.name"))
  return name === null || name.startsWith("unknown_service") ? null : name.slice(0, MAX_TEXT)
}

/** What any of them says; of two words for one thing the earlier's. */
export function merged(parts: readonly Attribution[]): Attribution {
  const all: Attribution = {}
  const tags = new Map<string, string>()
  for (const part of parts) {
    for (const field of FIELDS) {
      const value = part[field]
      if (value !== undefined) all[field] ??= value
    }
    for (const [name, value] of Object.entries(part.tags ?? {})) {
      if (!tags.has(name) && tags.size < MAX_TAGS) tags.set(name, value)
    }
  }
  // In one order, whichever came first: the same attribution is the same text.
  if (tags.size > 0) all.tags = Object.fromEntries([...tags].sort(([a], [b]) => (a < b ? -1 : 1)))
  return all
}
