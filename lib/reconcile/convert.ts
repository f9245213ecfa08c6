import { startOfDay } from "@/lib/imports/settled"
import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { convert, type ExchangeTable } from "@/lib/pricing/exchange"
import type { CostRow } from "./read-bills"

export interface Converted {
  pico: Pico
  /** What rounding can come to: half a unit of the last decimal of each amount. */
  unit: Pico
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

/** A bill's amount in the reporting currency, at the rate of its day; null where none is known. */
export function converted(row: CostRow, currency: string, table: ExchangeTable): Converted | null {
  const at = startOfDay(row.day, "UTC")
  const found = convert(table, parseDecimal(row.amount), row.currency, currency, at)
  if (!found) return null
  const half = convert(
    table,
    { digits: halfUnit(row.scale, row.currency), scale: 12 },
    row.currency,
    currency,
    at,
  )
  return { pico: found.pico, unit: ((half?.pico ?? 0n) + 1n) * row.rows }
}
