import { depthWithin } from "@/lib/http/json-depth"
import { mayNotBeStorable, storable } from "./storable-text"

/** A parsed JSON object of unknown content. */
export type Json = Record<string, unknown>

const MAX_NAME = 512

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

export function objectAt(from: Json, key: string): Json | null {
  const value = from[key]
  return isObject(value) ? value : null
}

export function listAt(from: Json, key: string): unknown[] {
  const value = from[key]
  return Array.isArray(value) ? value : []
}

/** A name or id: a string that is neither empty nor absurdly long. */
export function textAt(from: Json, key: string): string | null {
  const value = from[key]
  return typeof value === "string" && value !== "" && value.length <= MAX_NAME ? value : null
}

/** True where a field carries something: present and not null. */
export function has(from: Json, key: string): boolean {
  const value = from[key]
  return value !== undefined && value !== null
}

/** Brackets within brackets, of JSON that came as a text in another body: deeper ones could not be written again. */
const MAX_DEPTH = 64

/** The parsed text, or undefined where it is not JSON or nests too deep. Its strings can be stored. */
export function parseJson(text: string): unknown {
  try {
    if (depthWithin(Buffer.from(text), MAX_DEPTH) > MAX_DEPTH) return undefined
    const parsed: unknown = JSON.parse(text)
    return mayNotBeStorable(text) ? storable(parsed) : parsed
  } catch {
    return undefined
  }
}

/** A value as a sentence can quote it, short and safe. */
export function quoted(value: unknown): string {
  if (typeof value === "string") return `"${value.slice(0, 40)}"`
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value)
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}
