import { AppError } from "@/lib/errors"
import { BillCollector, type BillRow, MOST_LINES, type ReadBill, type UsageRank } from "./bill"
import { csvRecords, delimiterOf } from "./csv-records"

/** Rows between two turns of everybody else. */
const TURN = 2_000
const MOST_ROWS = 500_000

/** The cells of a row by the names of the head, lower case. */
export type NamedCells = (name: string) => string

export type RowAnswer = { row: BillRow; usageRank: UsageRank } | { detail: string } | null

/** The rows of a CSV below its head, one by one. Other requests have their turn in between. */
export async function* namedRows(text: string): AsyncGenerator<{ cells: NamedCells; row: number }> {
  let head: Map<string, number> | null = null
  for (const { row, cells } of csvRecords(text, delimiterOf(text))) {
    if (head === null) {
      head = headOf(cells)
      continue
    }
    if (row % TURN === 0) await new Promise((done) => setImmediate(done))
    if (row > MOST_ROWS) {
      throw new AppError("too_large", `The file has more than ${MOST_ROWS} rows. Import it in parts.`)
    }
    const columns = head
    yield { cells: (name) => cells[columns.get(name) ?? -1] ?? "", row }
  }
}

/** Reads a CSV row by row; `read` makes a row of the bill of each, says what is wrong with it, or passes it over. */
export async function readRows(
  text: string,
  read: (cells: NamedCells, row: number) => RowAnswer,
  zone = "UTC",
): Promise<ReadBill> {
  const bill = new BillCollector()
  for await (const { cells, row } of namedRows(text)) {
    const answer = read(cells, row)
    if (answer === null) continue
    if ("detail" in answer) bill.refuse(row, answer.detail)
    else bill.add(answer.row, answer.usageRank)
    requireRoom(bill)
  }
  return bill.done(zone)
}

function requireRoom({ lineCount }: BillCollector): void {
  if (lineCount <= MOST_LINES) return
  throw new AppError(
    "too_large",
    `The file has more than ${MOST_LINES} different lines by day, model and item. Import it in parts.`,
  )
}

const nameOf = (cell: string) => cell.trim().toLowerCase()

/** Columns by name; of two with one name the first. */
function headOf(cells: readonly string[]): Map<string, number> {
  const head = new Map<string, number>()
  for (const [at, cell] of cells.entries()) if (!head.has(nameOf(cell))) head.set(nameOf(cell), at)
  return head
}

/** The names in the first row, lower case. */
export function columnsOf(text: string): string[] {
  for (const { cells } of csvRecords(text, delimiterOf(text))) return cells.map(nameOf)
  return []
}
