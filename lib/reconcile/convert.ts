import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { convert, type ExchangeTable } from "@/lib/pricing/exchange"
import type { CostRow } from "./read-bills"

export interface Converted {
  pico: Pico
  /** What rounding its amounts comes to at most. */
  allowance: Pico
}

function decimalsOf(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  )
}

/**
 * Half a unit of the last decimal place, in pico; amounts beyond twelve places round by less than one. Nobody bills less
 * exactly than coins: a bill whose amounts happen to be whole is not rounded to them.
 */
function halfUnit(scale: number, currency: string): Pico {
  return toPico({ digits: 5n, scale: Math.max(scale, decimalsOf(currency)) + 1 })
}

const least = (a: bigint, b: bigint) => (a < b ? a : b)

function rootOf(square: bigint): bigint {
  if (square < 2n) return square
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2))
  for (;;) {
    const next = (root + square / root) / 2n
    if (next >= root) return root
    root = next
  }
}

/**
 * What rounding `rows` amounts can come to: up to half a unit each. Of many, some are rounded up and some down, so their
 * sum strays by the root of their number: by four standard deviations at most, or a large bill could hide anything.
 */
export function allowanceOf(half: Pico, rows: bigint): Pico {
  return least(half * rows, rootOf((half * half * rows * 16n) / 3n))
}

/** How bills' amounts become amounts of the reporting currency. */
export interface Rates {
  currency: string
  table: ExchangeTable
  /** Whose rate counts: an instant of the bill's own day, as calls of it are converted by theirs. */
  at: (row: Pick<CostRow, "biller" | "day">) => Date
}

/** A bill's amount in the reporting currency, at the rate of its own day; null where none is known. */
export function converted(row: CostRow, { currency, table, at: instantOf }: Rates): Converted | null {
  const at = instantOf(row)
  const found = convert(table, parseDecimal(row.amount), row.currency, currency, at)
  if (!found) return null
  const own = allowanceOf(halfUnit(row.scale, row.currency), row.rows)
  const allowance = convert(table, { digits: own, scale: 12 }, row.currency, currency, at)
  return { pico: found.pico, allowance: (allowance?.pico ?? 0n) + row.rows }
}
