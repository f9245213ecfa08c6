import { picoToString } from "@/lib/money"
import type { ChargeRow, RerateRow } from "./read"
import type { EventDetail } from "./schema"

/** Each line as it stands, of all the rows that it went through. */
export function linesAsTheyStand(rows: readonly ChargeRow[]): ChargeRow[] {
  return [...new Map(rows.map((row) => [row.line, row])).values()]
}

function billedOf(lines: readonly ChargeRow[]): string | null {
  const amounts = lines.flatMap(({ billed_pico }) => (billed_pico === null ? [] : [billed_pico]))
  if (amounts.length < lines.length) return null
  return picoToString(amounts.reduce((sum, amount) => sum + amount, 0n))
}

function rowsOf(lines: readonly ChargeRow[]): string[] {
  const ids = lines.flatMap(({ override_row, list_row }) => (override_row ?? list_row)?.id ?? [])
  return [...new Set(ids)]
}

/** What each re-rate made of the call, walked from its first price to the one it has. */
export function describeRerates(
  rows: readonly ChargeRow[],
  rerates: readonly RerateRow[],
): EventDetail["rerates"] {
  const state = new Map<number, ChargeRow>()
  for (const row of rows) if (row.rerate_id === null) state.set(row.line, row)
  return rerates.map(({ id, automatic, reason, applied_at, applied_by }) => {
    const before = [...state.values()]
    for (const row of rows) if (row.rerate_id === id) state.set(row.line, row)
    const after = [...state.values()]
    return {
      ...{ id, automatic, reason, at: applied_at.toISOString(), by: applied_by },
      ...{ before: billedOf(before), after: billedOf(after) },
      ...{ rows_before: rowsOf(before), rows_after: rowsOf(after) },
    }
  })
}
