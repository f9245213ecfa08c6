import { type Pico, picoToString } from "@/lib/money"
import { addFigures, type ComparedRow, type Figures, noFigures, ROW_STATES } from "./compare"
import type { By } from "./rows-schema"
import type { ReconcileFigures, ReconcileRow, TiedOut } from "./schema"
import { PARTS, partsSum } from "./split"

/** Sums of rows that have a day, a biller or a model in common. */
export interface Grouped extends Figures {
  day: string | null
  biller: string | null
  model: string | null
  rows: ComparedRow[]
}

const text = picoToString
const abs = (value: bigint) => (value < 0n ? -value : value)

export function toFigures(of: Figures): ReconcileFigures {
  const difference = partsSum(of.parts)
  const parts = Object.fromEntries(PARTS.map((part) => [part, text(of.parts[part])]))
  return {
    bill: text(of.bill),
    ledger: text(of.ledger),
    difference: text(difference),
    parts: parts as ReconcileFigures["parts"],
    adjusted: text(of.adjusted),
    left: text(difference - of.adjusted),
    unpriced_calls: Number(of.unpricedCalls),
  }
}

/** Rounded down, so that only what ties out whole is 1. */
function shareOf(part: Pico, base: Pico): string | null {
  if (base <= 0n) return null
  const tenThousandths = (part * 10_000n) / base
  return `${tenThousandths / 10_000n}.${(tenThousandths % 10_000n).toString().padStart(4, "0")}`
}

export function toTiedOut({ base, shares }: Figures): TiedOut {
  const { tied, explained, adjusted, open } = shares
  return {
    base: text(base),
    ...{ tied: text(tied), explained: text(explained), adjusted: text(adjusted), open: text(open) },
    tied_share: shareOf(tied, base),
  }
}

export function sumRows(rows: readonly Figures[]): Figures {
  const sums = noFigures()
  for (const row of rows) addFigures(sums, row)
  return sums
}

const KEYS: Record<By, (row: ComparedRow) => Pick<Grouped, "day" | "biller" | "model">> = {
  row: ({ day, biller, model }) => ({ day, biller, model }),
  day: ({ day }) => ({ day, biller: null, model: null }),
  model: ({ biller, model }) => ({ day: null, biller, model }),
  provider: ({ biller }) => ({ day: null, biller, model: null }),
}

/** Rows by what they have in common: days in order, everything else by the size of its difference. */
export function groupRows(rows: readonly ComparedRow[], by: By): Grouped[] {
  const groups = new Map<string, Grouped>()
  for (const row of rows) {
    const key = KEYS[by](row)
    const id = JSON.stringify(key)
    const group = groups.get(id) ?? { ...key, ...noFigures(), rows: [] }
    addFigures(group, row)
    group.rows.push(row)
    groups.set(id, group)
  }
  const size = ({ parts, adjusted }: Figures) => abs(partsSum(parts) - adjusted)
  const named = ({ day, biller, model }: Grouped) => `${day ?? ""} ${biller ?? ""} ${model ?? ""}`
  const order = (a: Grouped, b: Grouped) => {
    if (by !== "day" && size(a) !== size(b)) return size(a) > size(b) ? -1 : 1
    return named(a) < named(b) ? -1 : 1
  }
  return [...groups.values()].sort(order)
}

function summed(rows: readonly ComparedRow[], what: "calls" | "tokens") {
  const told = rows.map((row) => row[what].bill)
  const bill = told.reduce(
    (sum: bigint | null, count) => (sum === null || count === null ? null : sum + count),
    0n,
  )
  const ledger = rows.reduce((sum, row) => sum + row[what].ledger, 0n)
  return { bill: bill === null ? null : Number(bill), ledger: Number(ledger) }
}

export function toRow(group: Grouped): ReconcileRow {
  const { day, biller, model, rows } = group
  const [only] = rows.length === 1 ? rows : []
  return {
    ...{ day, provider: biller, model },
    state: only?.state ?? worst(rows),
    ...toFigures(group),
    rounding_allowed: text(rows.reduce((sum, { allowance }) => sum + allowance, 0n)),
    calls: summed(rows, "calls"),
    tokens: summed(rows, "tokens"),
    causes: (only?.causes ?? []).map(({ code, part, pico, sentence }) => ({
      ...{ code, part, sentence },
      amount: text(pico),
    })),
    notes: rows.flatMap(({ notes }) =>
      notes.map(({ id, note, amount, created_at, created_by }) => ({
        ...{ id, note, created_by },
        amount: amount === null ? null : text(amount),
        created_at: created_at.toISOString(),
      })),
    ),
  }
}

/** A sum is as open as the most open of its rows. */
function worst(rows: readonly ComparedRow[]): ComparedRow["state"] | null {
  const states = new Set(rows.map(({ state }) => state))
  return [...ROW_STATES].reverse().find((state) => states.has(state)) ?? null
}
