import type { Pico } from "@/lib/money"
import type { Weights } from "@/lib/spend/change"
import type { OpenCell } from "./assemble"
import { type Cause, type CauseOptions, causesOf } from "./causes"
import { findMoved } from "./moved"
import type { NoteRow } from "./read-bills"
import { addParts, chargedSum, isWorthUnknown, noParts, type Parts, splitCell } from "./split"
import { totalOf } from "./tokens"

export const ROW_STATES = ["tied", "explained", "adjusted", "open"] as const
export type RowState = (typeof ROW_STATES)[number]

/** What is added up of rows. */
export interface Figures {
  bill: Pico
  ledger: Pico
  adjusted: Pico
  /** Calls that the ledger has no price for. */
  unpricedCalls: bigint
  parts: Parts
  /** What a share is a share of, and how much of it is in each state; these sum to it. */
  base: Pico
  shares: Record<RowState, Pico>
}

/** One model on one day, compared. */
export interface ComparedRow extends Figures {
  day: string
  biller: string
  model: string | null
  state: RowState
  causes: Cause[]
  /** What rounding the bill's amounts can come to at most. */
  allowance: Pico
  notes: NoteRow[]
  calls: { bill: bigint | null; ledger: bigint }
  tokens: { bill: bigint | null; ledger: bigint }
}

const abs = (value: bigint) => (value < 0n ? -value : value)
const largest = (a: bigint, b: bigint) => (a > b ? a : b)
const least = (a: bigint, b: bigint) => (a < b ? a : b)

export function noFigures(): Figures {
  const shares = { tied: 0n, explained: 0n, adjusted: 0n, open: 0n }
  const sums = { bill: 0n, ledger: 0n, adjusted: 0n, unpricedCalls: 0n, base: 0n }
  return { ...sums, parts: noParts(), shares }
}

/** Adds `more` to `sums` in place. */
export function addFigures(sums: Figures, more: Figures): void {
  sums.bill += more.bill
  sums.ledger += more.ledger
  sums.adjusted += more.adjusted
  sums.unpricedCalls += more.unpricedCalls
  sums.base += more.base
  addParts(sums.parts, more.parts)
  for (const state of ROW_STATES) sums.shares[state] += more.shares[state]
}

/** What has no known cause outside of usage: timing, rounding, fees, credits and tax are known for what they are. */
function untied({ events, tokens, price, unknown }: Parts): Pico {
  return abs(events) + abs(tokens) + abs(price) + abs(unknown)
}

interface Standing {
  isTied: boolean
  allowance: Pico
  adjusted: Pico
  left: Pico
}

function stateOf(notes: readonly NoteRow[], { isTied, allowance, adjusted, left }: Standing): RowState {
  if (notes.some(({ amount }) => amount !== null)) {
    if (abs(left) <= allowance) return "adjusted"
    return adjusted === 0n && isTied ? "tied" : "open"
  }
  if (isTied) return "tied"
  return notes.length > 0 ? "explained" : "open"
}

export interface CompareOptions {
  own: string
  currency: string
  zoneOf: (biller: string, day: string) => string
  weightsOf: (cell: OpenCell) => Weights | null
}

function byModel(cells: readonly OpenCell[]): Map<string, Map<string, OpenCell>> {
  const models = new Map<string, Map<string, OpenCell>>()
  for (const cell of cells) {
    const key = JSON.stringify([cell.biller, cell.model])
    const days = models.get(key) ?? new Map<string, OpenCell>()
    models.set(key, days.set(cell.day, cell))
  }
  return models
}

/** Compares every cell, each with its neighbours of the same model. */
export function compareCells(cells: readonly OpenCell[], options: CompareOptions): ComparedRow[] {
  const rows: ComparedRow[] = []
  for (const days of byModel(cells).values()) {
    const moved = findMoved(days)
    const isKnown = [...days.values()].some(({ ledger }) => ledger.calls > 0n)
    for (const cell of days.values()) {
      rows.push(compareOne(cell, { ...options, isKnown, moved: moved.get(cell.day) ?? null }))
    }
  }
  return rows
}

type OneOptions = CompareOptions & Pick<CauseOptions, "moved" | "isKnown">

function compareOne(cell: OpenCell, options: OneOptions): ComparedRow {
  const { day, biller, model, bill, ledger, notes } = cell
  const { moved, isKnown, own, currency, zoneOf, weightsOf } = options
  const parts = splitCell({ bill, ledger, weights: weightsOf(cell), moved })
  const adjusted = notes.reduce((sum, { amount }) => sum + (amount ?? 0n), 0n)
  const billed = bill.usage + chargedSum(bill.charged)
  const left = billed - ledger.local - parts.timing - adjusted
  const isTied = untied(parts) === 0n && !isWorthUnknown(ledger)
  const state = stateOf(notes, { isTied, allowance: bill.allowance + ledger.calls, adjusted, left })
  const base = largest(abs(billed), abs(ledger.billed))
  const rest = state === "tied" ? 0n : least(untied(parts), base)
  const shares = { tied: base - rest, explained: 0n, adjusted: 0n, open: 0n }
  shares[state] += rest
  return {
    ...{ day, biller, model, state, notes, adjusted, base, parts, shares },
    ...{ bill: billed, ledger: ledger.local, allowance: bill.allowance },
    unpricedCalls: ledger.unpricedCalls,
    causes: causesOf(cell, parts, { moved, isKnown, zones: { own, bill: zoneOf(biller, day) }, currency }),
    calls: { bill: bill.calls, ledger: ledger.calls },
    tokens: { bill: tokenCount(bill.tokens), ledger: totalOf(ledger.tokens) },
  }
}

function tokenCount(tokens: OpenCell["bill"]["tokens"]): bigint | null {
  if (tokens === null) return null
  return tokens.input + totalOf(tokens)
}
