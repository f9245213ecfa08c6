import type * as z from "zod"
import { AppError, type FieldError } from "@/lib/errors"

const MAX_ERRORS_TOLD = 50
const MAX_NAME_TOLD = 100

export type QueryValues = Record<string, string | string[]>

/**
 * A repeated name becomes a list. The object has no prototype, so that no name is special. Throws `invalid`
 * on the character NUL, which no text of the ledger holds.
 */
export function queryValues(url: string): QueryValues {
  const values: QueryValues = Object.create(null)
  const start = url.indexOf("?")
  if (start === -1) return values
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (value.includes("\0"))
      throw refuse("request", [{ pointer: name, detail: "It holds a NUL character." }], null)
    const before = values[name]
    if (before === undefined) values[name] = value
    else if (Array.isArray(before)) before.push(value)
    else values[name] = [before, value]
  }
  return values
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")
}

function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  name: (path: PropertyKey[]) => string,
): FieldError[] {
  const errors = issues.slice(0, MAX_ERRORS_TOLD).flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [{ pointer: name(issue.path), detail: issue.message }]
    return issue.keys.slice(0, MAX_ERRORS_TOLD).map((key) => ({
      pointer: name([...issue.path, key.slice(0, MAX_NAME_TOLD)]),
      detail: "This field is not known.",
    }))
  })
  return errors.slice(0, MAX_ERRORS_TOLD)
}

function refuse(what: string, errors: FieldError[], cause: unknown): AppError {
  const [first] = errors
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ""
  const where = first?.pointer ? ` at ${first.pointer}` : ""
  return new AppError("invalid", `The ${what} is not valid${where}: ${first?.detail ?? "unknown"}${others}`, {
    errors,
    cause,
  })
}

/** Where a value holds a text that no database keeps as it is; null where none does. */
function unkeptText(value: unknown, path: readonly string[]): FieldError | null {
  if (typeof value === "string") {
    if (value.includes("\0")) return { pointer: pointer(path), detail: "It holds a NUL character." }
    return value.isWellFormed() ? null : { pointer: pointer(path), detail: "It holds half a character." }
  }
  if (typeof value !== "object" || value === null) return null
  for (const [name, each] of Object.entries(value)) {
    const found = unkeptText(name, path) ?? unkeptText(each, [...path, name])
    if (found) return found
  }
  return null
}

/** Zod compares a `length` that is no number, whatever it belongs to, and fails at it. */
function fitted<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  try {
    return schema.safeParse(value)
  } catch (cause) {
    throw refuse("body", [{ pointer: "", detail: "An object stands where a text belongs." }], cause)
  }
}

/** Parses a body; its errors carry JSON pointers. Throws `invalid` on a text with NUL or half a character too. */
export function parseBody<T>(schema: z.ZodType<T>, value: unknown): T {
  const unkept = unkeptText(value, [])
  if (unkept) throw refuse("body", [unkept], null)
  const result = fitted(schema, value)
  if (result.success) return result.data
  throw refuse("body", fieldErrors(result.error.issues, pointer), result.error)
}

/** Parses a query or path parameters; its errors carry the parameter's name. */
export function parseParameters<T>(schema: z.ZodType<T>, values: unknown): T {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  const named = (path: PropertyKey[]): string => String(path[0] ?? "")
  throw refuse("request", fieldErrors(result.error.issues, named), result.error)
}
