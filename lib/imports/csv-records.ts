import { AppError } from "@/lib/errors"

const MOST_CELLS = 500
const MOST_CELL = 20_000

export interface CsvRecord {
  /** As the file counts its records; the head is 1. */
  row: number
  cells: string[]
}

/** The separator that stands most often in the first line, outside of quotes. */
export function delimiterOf(text: string): "," | ";" | "\t" {
  const end = text.search(/[\r\n]/)
  const head = text.slice(0, Math.min(end < 0 ? text.length : end, MOST_CELL)).replace(/"[^"]*"/g, "")
  const count = (mark: string) => head.split(mark).length
  const [commas, semicolons, tabs] = [count(","), count(";"), count("\t")]
  if (tabs > commas && tabs > semicolons) return "\t"
  return semicolons > commas ? ";" : ","
}

function broken(row: number, why: string): AppError {
  return new AppError("invalid", `Row ${row} is no CSV: ${why}`)
}

const isLineEnd = (code: number) => code === 10 || code === 13

/** Where a cell in quotes ends, the closing quote included. */
function endOfQuoted(text: string, start: number, row: number): number {
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw broken(row, "a quote is never closed.")
    if (text[quote + 1] !== '"') return quote + 1
    at = quote + 2
  }
}

/**
 * The records of a CSV one after another, as RFC 4180 has them, with any end of line and lines that begin with # left
 * out. Nothing but the record at hand is kept.
 */
export function* csvRecords(text: string, delimiter: string): Generator<CsvRecord> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let row = 0
  let cells: string[] = []
  const lineEnd = /[\r\n]/g
  while (at < text.length) {
    if (cells.length === 0 && isLineEnd(text.charCodeAt(at))) {
      at += 1
      continue
    }
    if (cells.length === 0 && text[at] === "#") {
      lineEnd.lastIndex = at
      at = (lineEnd.exec(text)?.index ?? text.length) + 1
      continue
    }
    const { cell, end } = cellAt(text, at, delimiter, row + 1)
    cells.push(cell)
    if (cells.length > MOST_CELLS) throw broken(row + 1, `it has more than ${MOST_CELLS} cells.`)
    at = end + 1
    if (text[end] === delimiter) {
      if (at < text.length) continue
      cells.push("")
    }
    if (text[end] === "\r" && text[at] === "\n") at += 1
    if (cells.length > 1 || cells[0] !== "") {
      row += 1
      yield { row, cells }
    }
    cells = []
  }
}

function cellAt(text: string, start: number, delimiter: string, row: number): { cell: string; end: number } {
  if (text[start] === '"') {
    const end = endOfQuoted(text, start, row)
    if (end - start > MOST_CELL) throw broken(row, "a cell is too long.")
    const after = text[end]
    if (after !== undefined && after !== delimiter && after !== "\r" && after !== "\n") {
      throw broken(row, "a quote stands where none may.")
    }
    return { cell: text.slice(start + 1, end - 1).replaceAll('""', '"'), end }
  }
  let end = start
  for (; end < text.length; end += 1) {
    const mark = text[end]
    if (mark === delimiter || mark === "\r" || mark === "\n") break
  }
  if (end - start > MOST_CELL) throw broken(row, "a cell is too long.")
  return { cell: text.slice(start, end), end }
}
