import { AppError } from "@/lib/errors"
import { depthWithin } from "@/lib/http/json-depth"

const MOST_DEPTH = 32
/** A year of a large organisation's costs by line item has a tenth of it; reading them takes the server's one thread. */
const MOST_VALUES = 250_000

/** JSON whose numbers are the texts that stood there, so that no digit of an amount is lost. */
export type JsonText = string | boolean | null | JsonText[] | { [name: string]: JsonText }
export type JsonFields = { [name: string]: JsonText }

/** A text, or a number that is no name of a field: as JSON has them, so that what is none stays none. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\s*:)/gs

/** Numbers become the texts that they are before anything is built: a reviver is called for every value and takes seconds. */
const quoteNumbers = (text: string) =>
  text.replace(TEXT_OR_NUMBER, (found) => (found.startsWith('"') ? found : `"${found}"`))

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a

const NO_JSON = "The file is not JSON, though it begins like it."

/** What is wrong with it, told without building a value: more of them than a bill has, or a text that is never closed. */
function looked(bytes: Uint8Array): "many" | "open" | null {
  let values = 0
  let within = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) within = !within
    else if (within && byte === BACKSLASH) at += 1
    else if (!within && (byte === COMMA || byte === COLON)) {
      values += 1
      if (values > MOST_VALUES) return "many"
    }
  }
  return within ? "open" : null
}

/** Throws `bad_request` on what is no JSON, or nests deeper than any bill, and `too_large` on more values than one has. */
export function readJsonText(bytes: Uint8Array, text: string): JsonText {
  if (depthWithin(bytes, MOST_DEPTH) > MOST_DEPTH) {
    throw new AppError("bad_request", `The file nests deeper than ${MOST_DEPTH} levels.`)
  }
  const wrong = looked(bytes)
  // Where a text is never closed, each quote within it would be looked for to the end of the file.
  if (wrong === "open") throw new AppError("bad_request", NO_JSON)
  if (wrong === "many") {
    const sentence = `The file holds more than ${MOST_VALUES} values. Import it in parts, such as months.`
    throw new AppError("too_large", sentence)
  }
  try {
    return JSON.parse(quoteNumbers(text)) as JsonText
  } catch (error) {
    throw new AppError("bad_request", NO_JSON, { cause: error })
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
