import { isUtf8 } from "node:buffer"
import { AppError } from "@/lib/errors"
import { MOST_DAYS, MOST_LINES, type ReadBill } from "./bill"
import { isFields, type JsonFields, type JsonText, readJsonText } from "./json-text"
import type { BillMapping } from "./mapping-schema"
import { readAnthropic } from "./read-anthropic"
import { readCsv } from "./read-csv"
import { readFocus } from "./read-focus"
import { readOpenAi } from "./read-openai"
import { readOpenRouter, readOpenRouterCsv } from "./read-openrouter"
import { columnsOf } from "./read-rows"

export const FORMATS = ["openai", "anthropic", "openrouter", "focus", "csv"] as const
export type BillFormat = (typeof FORMATS)[number]

export interface FileOptions {
  /** As the asker says; null where the file tells itself. */
  format: BillFormat | null
  /** Of several accounts with one provider; empty where there is one. */
  account: string
  mapping: BillMapping | null
  /** Of the organisation: what a day is where a file leaves it to be found. */
  zone: string
}

const UNKNOWN =
  "This file is none that Tollgate knows by itself: costs and usage of OpenAI, cost and usage reports of Anthropic, activity of OpenRouter, FOCUS. Any other CSV needs a mapping of its columns."

/** The first result or item of a file, by whose fields it is known. */
function sampleOf(file: JsonText): JsonFields[] {
  if (Array.isArray(file)) return file.slice(0, 50).flatMap(sampleOf)
  if (!isFields(file)) return []
  const inner = file.data ?? file.results
  return Array.isArray(inner) && inner.length > 0 ? [file, ...sampleOf(inner)] : [file]
}

function jsonFormat(file: JsonText): BillFormat | null {
  for (const fields of sampleOf(file)) {
    if (Object.hasOwn(fields, "start_time")) return "openai"
    if (Object.hasOwn(fields, "starting_at")) return "anthropic"
    if (Object.hasOwn(fields, "model_permaslug")) return "openrouter"
  }
  return null
}

function csvFormat(text: string): BillFormat | null {
  const columns = columnsOf(text)
  if (columns.includes("billedcost") && columns.includes("chargeperiodstart")) return "focus"
  if (columns.includes("model_permaslug")) return "openrouter"
  return null
}

function readJson(bytes: Buffer, text: string, { format, account }: FileOptions) {
  const file = readJsonText(bytes, text)
  const known = format ?? jsonFormat(file)
  if (known === "openai") return { format: known, bill: readOpenAi(file, account) }
  if (known === "anthropic") return { format: known, bill: readAnthropic(file, account) }
  if (known === "openrouter") return { format: known, bill: readOpenRouter(file, account) }
  throw new AppError("invalid", UNKNOWN)
}

async function readTable(text: string, { format, account, mapping, zone }: FileOptions) {
  const known = format ?? (mapping ? "csv" : csvFormat(text))
  if (known === "focus") return { format: known, bill: await readFocus(text, zone) }
  if (known === "openrouter") return { format: known, bill: await readOpenRouterCsv(text, account) }
  if (known === "csv" && mapping) return { format: known, bill: await readCsv(text, mapping) }
  throw new AppError("invalid", UNKNOWN)
}

/** Reads a provider's file, by what it is or is said to be. Throws `invalid` where nothing of it can be read. */
export async function readFile(
  bytes: Buffer,
  options: FileOptions,
): Promise<{ format: BillFormat; bill: ReadBill }> {
  if (!isUtf8(bytes)) throw new AppError("bad_request", "The file is not valid UTF-8.")
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "")
  if (text.trim() === "") throw new AppError("bad_request", "The file is empty.")
  const isJson = /^\s*[[{]/.test(text)
  const read = isJson ? readJson(bytes, text, options) : await readTable(text, options)
  if (read.bill.lines.length > MOST_LINES) {
    throw new AppError("too_large", `The file has more than ${MOST_LINES} lines. Import it in parts.`)
  }
  if (read.bill.days.length > MOST_DAYS) {
    throw new AppError("too_large", `The file speaks of more than ${MOST_DAYS} days. Import it in parts.`)
  }
  if (read.bill.days.length === 0) {
    const [first] = read.bill.unreadRows
    const why = first ? ` Row ${first.row}: ${first.detail}` : ""
    throw new AppError("invalid", `No row of the file could be read.${why}`)
  }
  return read
}
