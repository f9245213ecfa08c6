import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { centParts } from "@/lib/money-format"

interface Cell {
  floor: bigint
  isWhole: boolean
}

function cellOf(amount: string): Cell {
  const { digits, scale } = parseDecimal(amount)
  if (scale <= 2) return { floor: digits * 10n ** BigInt(2 - scale), isWhole: true }
  const unit = 10n ** BigInt(scale - 2)
  const isWhole = digits % unit === 0n
  return { floor: digits / unit - (digits < 0n && !isWhole ? 1n : 0n), isWhole }
}

function cents(text: string): bigint {
  return cellOf(text).floor
}

function sum(amounts: readonly string[]): string {
  return formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
}

/**
 * Chooses the cells to be raised by a cent, `rows[i]` in row i and `columns[j]` in column j, among those
 * that `may` be. A search for augmenting paths: a row without a free column frees one by moving another.
 */
function raised(rows: readonly bigint[], columns: readonly bigint[], may: (i: number, j: number) => boolean) {
  const taken = rows.map(() => new Set<number>())
  const free = [...columns]
  const place = (i: number, seen: Set<number>): boolean => {
    for (const j of columns.keys()) {
      if (seen.has(j) || taken[i]?.has(j) || !may(i, j)) continue
      seen.add(j)
      if ((free[j] ?? 0n) > 0n) {
        free[j] = (free[j] ?? 0n) - 1n
        taken[i]?.add(j)
        return true
      }
      for (const [other, own] of taken.entries()) {
        if (other === i || !own.has(j) || !place(other, seen)) continue
        own.delete(j)
        taken[i]?.add(j)
        return true
      }
    }
    return false
  }
  for (const [i, need] of rows.entries()) {
    for (let left = need; left > 0n; left -= 1n) if (!place(i, new Set())) return null
  }
  return taken
}

export interface CentTable {
  /** In cents, as decimal strings; each within one cent of itself. */
  cells: string[][]
  rows: string[]
  columns: string[]
}

/**
 * A table of amounts in cents whose rows and columns add up to printed sums that add up themselves.
 * An amount that is whole cents stays what it is, unless there is no table in which it does.
 */
export function centTable(amounts: readonly (readonly string[])[]): CentTable {
  const width = amounts[0]?.length ?? 0
  const columnAt = (j: number) => amounts.map((row) => row[j] ?? "0")
  const rows = centParts(amounts.map(sum))
  const columns = centParts(Array.from({ length: width }, (_, j) => sum(columnAt(j))))
  const cells = amounts.map((row) => row.map(cellOf))
  const rowNeeds = cells.map((row, i) => row.reduce((need, { floor }) => need - floor, cents(rows[i] ?? "0")))
  const columnNeeds = columns.map((text, j) =>
    cells.reduce((need, row) => need - (row[j]?.floor ?? 0n), cents(text)),
  )
  const chosen =
    raised(rowNeeds, columnNeeds, (i, j) => cells[i]?.[j]?.isWhole === false) ??
    raised(rowNeeds, columnNeeds, () => true)
  const text = (digits: bigint) => formatDecimal({ digits, scale: 2 })
  return {
    cells: cells.map((row, i) => row.map(({ floor }, j) => text(floor + (chosen?.[i]?.has(j) ? 1n : 0n)))),
    rows,
    columns,
  }
}
