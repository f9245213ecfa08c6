/**
 * PostgreSQL array literals for the ingest statement, built by hand because the driver's own array
 * encoder costs more than the rest of the write.
 */

type Plain = number | bigint | boolean | null

/** For numbers and other values that need no quoting. */
export function plainArray(values: readonly Plain[]): string {
  let text = "{"
  for (let i = 0; i < values.length; i += 1) {
    if (i > 0) text += ","
    const value = values[i]
    text += value === null || value === undefined ? "NULL" : String(value)
  }
  return `${text}}`
}

const QUOTED = /["\\]/g

/** For texts of any content; a NUL, which PostgreSQL cannot hold, becomes U+FFFD. */
export function textArray(values: readonly (string | null)[]): string {
  let text = "{"
  for (let i = 0; i < values.length; i += 1) {
    if (i > 0) text += ","
    const value = values[i]
    text +=
      value === null || value === undefined
        ? "NULL"
        : `"${value.replaceAll("\u0000", "\uFFFD").replace(QUOTED, "\\$&")}"`
  }
  return `${text}}`
}

/** Stands between elements where no element can contain it: JSON text escapes every control character. */
export const JSON_DELIMITER = "\u001e"

/** For `string_to_array($1, E'\x1e', '')`: JSON texts joined without quoting; empty = null. */
export function joinedJson(values: readonly (string | null)[]): string {
  return values.map((value) => value ?? "").join(JSON_DELIMITER)
}
