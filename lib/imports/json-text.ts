import { AppError } from "@/lib/errors"
import { depthWithin } from "@/lib/http/json-depth"

const MOST_DEPTH = 32

/** JSON whose numbers are the texts that stood there, so that no digit of an amount is lost. */
export type JsonText = string | boolean | null | JsonText[] | { [name: string]: JsonText }
export type JsonFields = { [name: string]: JsonText }

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown

const keepNumbers: SourceReviver = (_key, value, { source }) =>
  typeof value === "number" ? (source ?? String(value)) : value

/** Throws `bad_request` on what is no JSON, or nests deeper than any bill. */
export function readJsonText(bytes: Uint8Array, text: string): JsonText {
  if (depthWithin(bytes, MOST_DEPTH) > MOST_DEPTH) {
    throw new AppError("bad_request", `The file nests deeper than ${MOST_DEPTH} levels.`)
  }
  try {
    return JSON.parse(text, keepNumbers as Parameters<typeof JSON.parse>[1]) as JsonText
  } catch (error) {
    throw new AppError("bad_request", "The file is not JSON, though it begins like it.", { cause: error })
  }
}

export function isFields(value: JsonText | undefined): value is JsonFields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

export function listOf(value: JsonText | undefined): JsonText[] {
  return Array.isArray(value) ? value : []
}

/** A text or number of these fields; null where there is none. */
export function fieldOf(fields: JsonFields, name: string): string | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === "string" && value !== "" ? value : null
}

export function fieldsOf(fields: JsonFields, name: string): JsonFields | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return isFields(value) ? value : null
}
