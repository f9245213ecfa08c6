import { AppError } from "@/lib/errors"
import { csvLine, figureCell, textCell } from "@/lib/http/csv"
import { formatDecimal, multiply, parseDecimal } from "@/lib/money"
import { localDate, parseLocalOrInstant } from "@/lib/time"
import type { PriceRow } from "./schema"

const RATES = [
  "input_uncached",
  "output",
  "cache_read",
  "cache_write_5m",
  "cache_write_1h",
  "cache_write_other",
  "request",
] as const

/** The head of the file. Rates are per million tokens, `request` per request; models stand with spaces between. */
export const PRICE_COLUMNS = [
  "provider",
  "models",
  "from",
  "to",
  "currency",
  ...RATES,
  "percent",
  "conditions",
  "source",
] as const
export type PriceCells = Record<(typeof PRICE_COLUMNS)[number], string>

const MILLION = parseDecimal("1000000")

/** A local date; an instant where the zone has changed since it was one. */
function dayOf(instant: string | null, zone: string): string {
  if (instant === null) return ""
  const day = localDate(new Date(instant), zone)
  return parseLocalOrInstant(day, zone).getTime() === Date.parse(instant) ? day : instant
}

function rateOf({ rates }: PriceRow, key: (typeof RATES)[number]): string {
  const rate = rates[key]
  if (rate === undefined) return ""
  return formatDecimal(key === "request" ? parseDecimal(rate) : multiply(parseDecimal(rate), MILLION))
}

/** A price of one's own as the file writes it, every digit kept. */
export function priceCells(row: PriceRow, zone: string): PriceCells {
  const conditions = Object.entries(row.conditions).sort(([a], [b]) => (a < b ? -1 : 1))
  const rates = Object.fromEntries(RATES.map((key) => [key, rateOf(row, key)])) as Pick<
    PriceCells,
    (typeof RATES)[number]
  >
  return {
    provider: row.provider,
    models: row.models.join(" "),
    from: dayOf(row.effectiveFrom, zone),
    to: dayOf(row.effectiveTo, zone),
    currency: row.relative ? "" : row.currency,
    ...rates,
    percent: row.relative ? formatDecimal(parseDecimal(row.relative.percent)) : "",
    conditions: conditions.length > 0 ? JSON.stringify(Object.fromEntries(conditions)) : "",
    source: row.source,
  }
}

/** What `textCell` puts before a text that a spreadsheet would take for a formula is no part of it. */
function unguarded(cell: string): string {
  const rest = cell.slice(1)
  return cell.startsWith("'") && textCell(rest).replace(/^"/, "").startsWith("'") ? rest : cell
}

/** A text that looks guarded without being so is guarded, so that it comes back as it is. */
function guarded(text: string): string {
  return textCell(unguarded(text) === text ? text : `'${text}`)
}

const FIGURES: ReadonlySet<string> = new Set([...RATES, "percent", "from", "to"])

/** The organisation's own prices as CSV, safe to open in a spreadsheet; what reads it back is `readPriceCsv`. */
export function priceCsv(rows: readonly PriceRow[], zone: string): string {
  const lines = rows.map((row) => {
    const cells = priceCells(row, zone)
    return csvLine(
      PRICE_COLUMNS.map((name) => (FIGURES.has(name) ? figureCell(cells[name]) : guarded(cells[name]))),
    )
  })
  return csvLine([...PRICE_COLUMNS]) + lines.join("")
}

const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y

/** RFC 4180, with either end of line. */
function records(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  CELL.lastIndex = 0
  while (CELL.lastIndex < text.length) {
    const found = CELL.exec(text)
    if (!found)
      throw new AppError("invalid", `Line ${rows.length + 1} is no CSV: a quote stands where none may.`)
    const [, quoted, plain = "", end] = found
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ",") continue
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push([...row, ""])
  return rows
}

export interface PriceCsvLine {
  /** As a text editor counts them where no cell runs over several; the head is 1. */
  line: number
  cells: PriceCells
}

/**
 * The lines of a file of prices, by the names in its head; columns that it lacks are empty. Throws `invalid` where
 * it is no CSV or has a column of no meaning here.
 */
export function readPriceCsv(text: string): PriceCsvLine[] {
  const [head = [], ...rows] = records(text.replace(/^\uFEFF/, ""))
  const names = head.map((name) => name.trim().toLowerCase())
  const foreign = names.find((name) => !PRICE_COLUMNS.some((known) => known === name))
  if (foreign !== undefined || names.length === 0) {
    const detail = `The first line names the columns; "${(foreign ?? "").slice(0, 60)}" is none of ${PRICE_COLUMNS.join(", ")}.`
    throw new AppError("invalid", detail)
  }
  return rows.flatMap((row, i) => {
    if (row.every((cell) => cell.trim() === "")) return []
    const cells = Object.fromEntries(
      PRICE_COLUMNS.map((name) => [name, unguarded(row[names.indexOf(name)] ?? "").trim()]),
    ) as PriceCells
    return [{ line: i + 2, cells }]
  })
}
