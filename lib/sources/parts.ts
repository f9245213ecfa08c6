import { isObject, type Json, parseJson } from "@/lib/providers/json"
import { isSecretName } from "@/lib/providers/secret-name"
import type { EventInput } from "./events-schema"

/** What other products call what we call so. Compared in small letters. */
const NAMES: Readonly<Record<Who, readonly string[]>> = {
  user: ["user", "user_id", "userid", "_user", "end_user", "enduser_id"],
  agent: ["agent", "agent_id", "agent_name", "agentname"],
  feature: ["feature"],
  team: ["team", "team_id", "team_name"],
  environment: ["environment", "env", "_environment"],
  session: ["session", "session_id", "sessionid"],
}

export type Who = "user" | "agent" | "feature" | "team" | "environment" | "session"

const DIMENSIONS = Object.keys(NAMES) as Who[]
const DIMENSION_OF = new Map(DIMENSIONS.flatMap((who) => NAMES[who].map((name) => [name, who] as const)))

const MAX_TEXT = 256
const MAX_TAGS = 32
const MAX_TAG_NAME = 64
const MAX_TAG_VALUE = 512
/** Of texts that hold JSON. */
const MAX_INNER = 65_536

/** Who a call is charged to, as far as its sender said. */
export type Attribution = Partial<Record<Who, string>> & { tags?: Record<string, string> }

/** A name as a column holds it: without blanks around it, cut where it is too long; undefined where there is none. */
export function textOf(value: unknown, max = MAX_TEXT): string | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : ""
  return text === "" ? undefined : text.slice(0, max)
}

/** An id of at most 128 characters: a longer one would name another event if it were cut. */
export function idOf(value: unknown): string | undefined {
  const text = textOf(value, 1_024)
  return text !== undefined && text.length <= 128 ? text : undefined
}

/** An object as it is, or as the JSON of a text. */
export function objectOf(value: unknown): Json | null {
  if (isObject(value)) return value
  if (typeof value !== "string" || value.length > MAX_INNER || !value.trimStart().startsWith("{")) return null
  const parsed = parseJson(value)
  return isObject(parsed) ? parsed : null
}

/** A list as it is, or as the JSON of a text. */
export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== "string" || value.length > MAX_INNER || !value.trimStart().startsWith("[")) return []
  const parsed = parseJson(value)
  return Array.isArray(parsed) ? parsed : []
}

/** Collects who is meant: what was said first stays. */
export class Attributed {
  readonly #who: Partial<Record<Who, string>> = {}
  readonly #tags = new Map<string, string>()

  set(who: Who, value: unknown): this {
    const text = textOf(value)
    if (text !== undefined) this.#who[who] ??= text
    return this
  }

  /** Of an object's plain values those that name somebody, the others as tags. */
  read(from: Json | null): this {
    for (const [name, value] of Object.entries(from ?? {})) this.#take(name, value)
    return this
  }

  /** `name:value`, or a word alone. */
  label(value: unknown): this {
    const text = textOf(value, MAX_TAG_NAME + MAX_TAG_VALUE)
    if (text === undefined) return this
    const colon = text.indexOf(":")
    if (colon <= 0) this.#tag(text, "true")
    else this.#take(text.slice(0, colon), text.slice(colon + 1))
    return this
  }

  fields(): Attribution {
    return { ...this.#who, ...(this.#tags.size > 0 ? { tags: Object.fromEntries(this.#tags) } : {}) }
  }

  #take(name: string, value: unknown): void {
    if (isSecretName(name.trim())) return
    const who = DIMENSION_OF.get(name.trim().toLowerCase())
    if (who) this.set(who, value)
    else this.#tag(name, typeof value === "boolean" ? String(value) : value)
  }

  #tag(name: string, value: unknown): void {
    const [key, text] = [textOf(name, MAX_TAG_NAME), textOf(value, MAX_TAG_VALUE)]
    if (key === undefined || text === undefined || key === "__proto__") return
    if (this.#tags.size < MAX_TAGS && !this.#tags.has(key)) this.#tags.set(key, text)
  }
}

const SECONDS_BELOW = 1e11
const MILLISECONDS_BELOW = 1e14
const NO_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/

/**
 * Milliseconds since 1970 of a time in seconds, milliseconds or microseconds, or written as text; one without an
 * offset is in UTC. Null for anything else.
 */
export function instantOf(value: unknown): number | null {
  const number =
    typeof value === "string" && /^\d{9,16}(?:\.\d+)?$/.test(value.trim()) ? Number(value) : value
  if (typeof number === "number") {
    if (!Number.isFinite(number) || number <= 0) return null
    if (number < SECONDS_BELOW) return Math.round(number * 1_000)
    return Math.round(number < MILLISECONDS_BELOW ? number : number / 1_000)
  }
  if (typeof value !== "string" || value.length > 64) return null
  const text = value.trim()
  const at = Date.parse(NO_ZONE.test(text) ? `${text.replace(" ", "T")}Z` : text)
  return Number.isNaN(at) ? null : at
}

const LAST_YEAR = 253_402_300_799_999

/** RFC 3339; undefined for a time that no calendar writes with four digits. */
export function timeOf(at: number | null): string | undefined {
  return at === null || at > LAST_YEAR || at < 0 ? undefined : new Date(at).toISOString()
}

const DAY_MS = 86_400_000

/** A duration as an event carries it; undefined for what is none. */
export function durationOf(ms: unknown): number | undefined {
  const number = typeof ms === "string" && ms.trim() !== "" ? Number(ms) : ms
  return typeof number === "number" && number >= 0 && number <= DAY_MS ? Math.round(number) : undefined
}

/** The status of a failed call, as far as it is one of HTTP's. */
export function httpStatusOf(value: unknown): number | undefined {
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 999
    ? status
    : undefined
}

/** Without what is undefined: an event's fields are there or not. */
export function given(event: { [Field in keyof EventInput]?: EventInput[Field] | undefined }): EventInput {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as EventInput
}
