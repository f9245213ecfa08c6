import { divideHalfEven, type Pico, splitLargestRemainder } from "@/lib/money"
import type { Weights } from "@/lib/spend/change"
import { USUAL_WEIGHTS } from "@/lib/spend/token-weights"
import { CLASSES, inputOf, isNone, minus, noTokens, plus, type Tokens, totalOf, worthOf } from "./tokens"

/** What a difference between bill and ledger is made of; they sum to it to the last digit. */
export const PARTS = ["events", "tokens", "price", "charges", "timing", "rounding", "unknown"] as const
export type Part = (typeof PARTS)[number]
export type Parts = Record<Part, Pico>

export function noParts(): Parts {
  return { events: 0n, tokens: 0n, price: 0n, charges: 0n, timing: 0n, rounding: 0n, unknown: 0n }
}

/** Adds `more` to `parts` in place. */
export function addParts(parts: Parts, more: Parts): void {
  for (const part of PARTS) parts[part] += more[part]
}

export function partsSum(parts: Parts): Pico {
  return PARTS.reduce((sum, part) => sum + parts[part], 0n)
}

/** What is billed beside usage. */
export interface Charged {
  /** Of usage that was billed before. */
  correction: Pico
  fee: Pico
  credit: Pico
  tax: Pico
  adjustment: Pico
}

/** What a bill says of one model on one day. Amounts of the reporting currency. */
export interface BillSide {
  usage: Pico
  charged: Charged
  /** What rounding the amounts of its usage can come to at most. */
  allowance: Pico
  /** Null: not told. */
  calls: bigint | null
  /** Null: not told. `input` holds what is not parted into classes. */
  tokens: (Tokens & { input: bigint }) | null
}

/** What the ledger holds of the same. */
export interface LedgerSide {
  /** Of the organisation's own day, as every other screen shows it. */
  local: Pico
  /** Of the bill's day. */
  billed: Pico
  /** The part of it that grants paid, zero or below. */
  credits: Pico
  /** The part of it that is for tools and no usage of a model, where the bill names these apart. */
  fees: Pico
  /** Without those that failed, which nobody bills. */
  calls: bigint
  tokens: Tokens
  unpricedCalls: bigint
  unpricedTokens: bigint
}

/** What its usage of models cost, before grants. */
function grossOf({ billed, credits, fees }: LedgerSide): Pico {
  return billed - credits - fees
}

/** It holds tokens without a price: what it comes to is not known, and no amount ties out with it. */
export function isWorthUnknown({ unpricedTokens }: LedgerSide): boolean {
  return unpricedTokens > 0n
}

/** Tokens and calls, or money alone, that stand on the neighbouring day of the other side. */
export interface Moved {
  calls: bigint
  tokens: Tokens
  money: Pico | null
}

export interface Cell {
  bill: BillSide
  ledger: LedgerSide
  weights: Weights | null
  moved: Moved | null
}

/** Less than this part of what other tokens are worth is no price: their rates are those of the day on average. */
const FUZZ = 100n
/** A missing call is taken to hold at most this many times the tokens of a usual one; more is another count. */
const MOST_TIMES = 8n

const abs = (value: bigint) => (value < 0n ? -value : value)
const least = (a: bigint, b: bigint) => (a < b ? a : b)

/** The bill's tokens in classes: input that it does not part is parted as the ledger's is. */
export function billTokens({ tokens }: BillSide, ledger: Tokens): Tokens | null {
  if (!tokens) return null
  const { input, ...parted } = tokens
  if (input === 0n) return parted
  const known = [ledger.input_uncached, ledger.cache_read, ledger.cache_write]
  const weights = known.some((count) => count > 0n)
    ? known.map((count) => (count > 0n ? count : 0n))
    : [1n, 0n, 0n]
  const [plain = 0n, read = 0n, write = 0n] = splitLargestRemainder(input, weights)
  return plus(parted, { input_uncached: plain, cache_read: read, cache_write: write, output: 0n })
}

/** How many tokens of a difference `calls` more calls explain, class by class. */
function ofCalls(difference: Tokens, calls: bigint, usual: { calls: bigint; tokens: Tokens }): Tokens {
  const explained = noTokens()
  if (calls === 0n) return explained
  for (const name of CLASSES) {
    const count = difference[name]
    if (count === 0n || count > 0n !== calls > 0n) continue
    const most = usual.calls > 0n ? (usual.tokens[name] * abs(calls) * MOST_TIMES) / usual.calls : 0n
    const size = least(abs(count), most)
    explained[name] = count > 0n ? size : -size
  }
  return explained
}

/** Without a number of calls: whole calls have input and output, so both must differ, and in one direction. */
function ofWholeCalls(difference: Tokens, hasOutput: boolean): Tokens {
  const signs = CLASSES.map((name) => difference[name]).filter((count) => count !== 0n)
  const oneWay = signs.every((count) => count > 0n) || signs.every((count) => count < 0n)
  const isWhole = inputOf(difference) !== 0n && (!hasOutput || difference.output !== 0n)
  return oneWay && isWhole ? difference : noTokens()
}

interface Counted {
  /** What the bill has more, in all. */
  difference: Tokens
  timing: Tokens
  events: Tokens
}

function count({ bill, ledger, moved }: Cell, tokens: Tokens): Counted {
  const difference = minus(tokens, ledger.tokens)
  const timing = moved?.tokens ?? noTokens()
  const rest = minus(difference, timing)
  if (bill.calls === null) {
    return { difference, timing, events: ofWholeCalls(rest, tokens.output > 0n || ledger.tokens.output > 0n) }
  }
  const calls = bill.calls - ledger.calls - (moved?.calls ?? 0n)
  const usual = calls > 0n ? { calls: bill.calls, tokens } : { calls: ledger.calls, tokens: ledger.tokens }
  return { difference, timing, events: ofCalls(rest, calls, usual) }
}

/**
 * What tokens cost, at the ledger's own rates of that day where it has any, else at the bill's. The weights of the price
 * book only tell how an amount is spread over the classes.
 */
function valuer({ bill, ledger, weights }: Cell, tokens: Tokens): (some: Tokens) => Pico {
  const by = weights ?? USUAL_WEIGHTS
  const gross = grossOf(ledger)
  const total = totalOf(ledger.tokens)
  const priced = total - ledger.unpricedTokens
  const worth = worthOf(ledger.tokens, by) * priced
  if (gross > 0n && worth > 0n) return (some) => divideHalfEven(gross * worthOf(some, by) * total, worth)
  const billWorth = worthOf(tokens, by)
  if (bill.usage > 0n && billWorth > 0n)
    return (some) => divideHalfEven(bill.usage * worthOf(some, by), billWorth)
  return () => 0n
}

/** Usage of which the bill tells tokens: the ledger is turned into the bill step by step. */
function byTokens(cell: Cell, tokens: Tokens, parts: Parts): void {
  const { bill, ledger } = cell
  const { difference, timing, events } = count(cell, tokens)
  const value = valuer(cell, tokens)
  const gross = grossOf(ledger)
  const levels = [timing, plus(timing, events), difference].map((some) => gross + value(some))
  const [moved = gross, called = gross, counted = gross] = levels
  parts.timing += moved - gross
  parts.events += called - moved
  parts.tokens += counted - called
  const rest = bill.usage - counted
  if (abs(rest) <= bill.allowance + ledger.calls) parts.rounding += rest
  else if (isWorthUnknown(ledger)) parts.unknown += rest
  else if (abs(rest) * FUZZ < abs(counted - moved)) {
    parts[abs(parts.events) > abs(parts.tokens) ? "events" : "tokens"] += rest
  } else parts.price += rest
}

/** Usage of which the bill tells an amount alone. */
function byAmount({ bill, ledger, moved }: Cell, parts: Parts): void {
  const gross = grossOf(ledger)
  const timing = moved?.money ?? 0n
  parts.timing += timing
  const rest = bill.usage - gross - timing
  if (abs(rest) <= bill.allowance + ledger.calls) parts.rounding += rest
  else if (ledger.calls === 0n && gross === 0n) parts.events += rest
  else if (bill.usage === 0n) parts.events += rest
  else parts.unknown += rest
}

export function chargedSum({ correction, fee, credit, tax, adjustment }: Charged): Pico {
  return correction + fee + credit + tax + adjustment
}

/**
 * Splits what a bill says more than the ledger of the organisation's own day into parts that sum to it to the last
 * digit. In order:
 *
 *     L of the organisation's day
 *     L of the bill's day                     timing   the two days begin at other hours
 *     + what the neighbouring day holds       timing   calls over midnight
 *     + whole calls, at the ledger's rates    events   missing here, or here without being billed
 *     + the rest of the tokens                tokens   counted otherwise
 *     + the bill's amount for them            price    or rounding, where the bill's decimals allow it, or what is
 *                                                      left of the average rates of the tokens above
 *     + fees, credits and tax                 charges  less the credits and tools that the ledger holds
 *
 * Where the bill tells no tokens, what is left after timing and rounding is unknown, unless one side has nothing; so is it
 * where calls here have no price, which is no price that differs.
 */
export function splitCell(cell: Cell): Parts {
  const { bill, ledger } = cell
  const parts = noParts()
  parts.timing = ledger.billed - ledger.local
  parts.charges = chargedSum(bill.charged) - ledger.credits - ledger.fees
  const tokens = billTokens(bill, ledger.tokens)
  const hasCounts = tokens !== null && (!isNone(tokens) || bill.usage === 0n)
  if (hasCounts) byTokens(cell, tokens, parts)
  else byAmount(cell, parts)
  return parts
}

/** What the bill says more than the ledger of the organisation's own day. */
export function differenceOf({ bill, ledger }: Cell): Pico {
  return bill.usage + chargedSum(bill.charged) - ledger.local
}
