import { type Pico, parseDecimal, toPico } from "@/lib/money"
import { convert, type ExchangeTable } from "@/lib/pricing/exchange"
import { startOfDay } from "./closed"
import type { CostRow } from "./read-bills"

export interface Converted {
  pico: Pico
  /** What rounding can come to: half a unit of the last decimal of each amount. */
  unit: Pico
}

/** Half a unit of the last decimal place, in pico; amounts beyond twelve places round by less than one. */
function halfUnit(scale: number): Pico {
  return toPico({ digits: 5n, scale: scale + 1 })
}

/** A bill's amount in the reporting currency, at the rate of its day; null where none is known. */
export function converted(row: CostRow, currency: string, table: ExchangeTable): Converted | null {
  const at = startOfDay(row.day, "UTC")
  const found = convert(table, parseDecimal(row.amount), row.currency, currency, at)
  if (!found) return null
  const half = convert(table, { digits: halfUnit(row.scale), scale: 12 }, row.currency, currency, at)
  return { pico: found.pico, unit: ((half?.pico ?? 0n) + 1n) * row.rows }
}
