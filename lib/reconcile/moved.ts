import type { Pico } from "@/lib/money"
import { dayPlus } from "./closed"
import { type BillSide, billTokens, type LedgerSide, type Moved } from "./split"
import { inputOf, minus, negated, noTokens, type Tokens } from "./tokens"

/** What the ledger holds of the hour beside a midnight. */
export interface Edge {
  calls: bigint
  tokens: Tokens
  billed: Pico
}

/** One model on one day, with the hours at both ends of the bill's day. */
export interface DayCell {
  bill: BillSide
  ledger: LedgerSide
  first: Edge
  last: Edge
}

const abs = (value: bigint) => (value < 0n ? -value : value)

/** What the bill has more: calls, where it tells them, and tokens. */
interface Rest {
  calls: bigint | null
  tokens: Tokens
}

function restOf({ bill, ledger }: DayCell): Rest | null {
  const tokens = billTokens(bill, ledger.tokens)
  if (!tokens) return null
  return {
    calls: bill.calls === null ? null : bill.calls - ledger.calls,
    tokens: minus(tokens, ledger.tokens),
  }
}

const sizesOf = ({ calls, tokens }: Rest) => [
  ...(calls === null ? [] : [calls]),
  inputOf(tokens),
  tokens.output,
]

const isNegative = (sizes: readonly bigint[]) =>
  sizes.every((size) => size <= 0n) && sizes.some((size) => size < 0n)
const fits = (sizes: readonly bigint[], most: readonly bigint[]) =>
  sizes.every((size, at) => abs(size) <= abs(most[at] ?? 0n))

/** Of the day that lacks on the bill and the one that has it: how much of the former the latter explains, if all of one. */
function movedBetween(surplus: Rest, lack: Rest, edge: Edge): Moved | null {
  if ((surplus.calls === null) !== (lack.calls === null)) return null
  const [less, more] = [sizesOf(surplus), sizesOf(lack)]
  if (!isNegative(less) || !isNegative(more.map((size) => -size))) return null
  const most = sizesOf({ calls: surplus.calls === null ? null : edge.calls, tokens: edge.tokens })
  const whole = fits(less, more) ? surplus : fits(more, less) ? lack : null
  if (!whole || !fits(sizesOf(whole), most)) return null
  const sign = whole === surplus ? 1n : -1n
  const tokens = sign === 1n ? whole.tokens : negated(whole.tokens)
  return { calls: (whole.calls ?? 0n) * sign, tokens, money: null }
}

/** Without tokens: amounts that cancel to what rounding leaves. */
function movedMoney(a: DayCell, b: DayCell, edge: Edge): Moved | null {
  const gross = ({ billed, credits }: LedgerSide) => billed - credits
  const here = a.bill.usage - gross(a.ledger)
  const there = b.bill.usage - gross(b.ledger)
  const cancels = abs(here + there) <= a.bill.allowance + b.bill.allowance
  if (!cancels || here >= 0n || abs(here) > edge.billed || abs(here) <= a.bill.allowance) return null
  return { calls: 0n, tokens: noTokens(), money: here }
}

function oneWay(from: DayCell, to: DayCell, edge: Edge): Moved | null {
  const [surplus, lack] = [restOf(from), restOf(to)]
  if (surplus && lack) return movedBetween(surplus, lack, edge)
  return surplus || lack ? null : movedMoney(from, to, edge)
}

function opposite({ calls, tokens, money }: Moved): Moved {
  return { calls: -calls, tokens: negated(tokens), money: money === null ? null : -money }
}

/**
 * Calls of one model that bill and ledger put on two sides of a midnight: what one day has too many is what its
 * neighbour lacks, all of it on one of the two days, and no more than the ledger holds in the hour beside that
 * midnight. By day.
 */
export function findMoved(days: ReadonlyMap<string, DayCell>): Map<string, Moved> {
  const found = new Map<string, Moved>()
  for (const [day, cell] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const next = dayPlus(day, 1)
    const after = days.get(next)
    if (!after || found.has(day)) continue
    const forward = oneWay(cell, after, cell.last)
    const back = forward ? null : oneWay(after, cell, after.first)
    const here = forward ?? (back && opposite(back))
    if (!here) continue
    found.set(day, here)
    found.set(next, opposite(here))
  }
  return found
}
