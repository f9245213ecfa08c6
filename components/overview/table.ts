import { centParts } from "@/lib/money-format"
import type { SpendRow, SpendTable } from "@/lib/spend/display"

/** A row with the cents that it prints: all rows of a table print what their total prints. */
export interface OverviewTableRow extends SpendRow {
  shownBilled: string
}

export interface OverviewTable {
  rows: OverviewTableRow[]
  total: OverviewTableRow
}

/** Fixes what is printed, so that a reader who adds the rows up arrives at the total. */
export function toOverviewTable({ rows, total }: SpendTable): OverviewTable {
  const parts = centParts(rows.map((row) => row.billed))
  return {
    rows: rows.map((row, i) => ({ ...row, shownBilled: parts[i] ?? row.billed })),
    total: { ...total, shownBilled: total.billed },
  }
}
