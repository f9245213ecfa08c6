import { divideHalfEven, formatDecimal, PICO_DIGITS, parseDecimal, toPico } from "@/lib/money"
import { formatAxisMoney, formatCount, formatMoney, formatRough, UNKNOWN } from "@/lib/money-format"
import type { Measures } from "./schema"

export const METRICS = [
  "billed",
  "list",
  "tokens",
  "requests",
  "input_uncached",
  "cache_read",
  "cache_write",
  "output",
  "per_request",
  "per_thousand_tokens",
  "per_user",
] as const
export type Metric = (typeof METRICS)[number]

interface Shape {
  /** On a control. */
  label: string
  /** In a sentence. */
  words: string
  kind: "money" | "count"
  /** A quotient of two sums: parts do not add up to the whole. */
  isRatio: boolean
}

const money = (label: string, words: string): Shape => ({ label, words, kind: "money", isRatio: false })
const count = (label: string, words: string): Shape => ({ label, words, kind: "count", isRatio: false })
const ratio = (label: string, words: string): Shape => ({ label, words, kind: "money", isRatio: true })

export const METRIC: Record<Metric, Shape> = {
  billed: money("Billed", "billed cost"),
  list: money("List", "list cost"),
  tokens: count("Tokens", "tokens"),
  requests: count("Requests", "requests"),
  input_uncached: count("Uncached input", "uncached input tokens"),
  cache_read: count("Cache reads", "tokens read from cache"),
  cache_write: count("Cache writes", "tokens written to cache"),
  output: count("Output", "output tokens"),
  per_request: ratio("Per request", "cost per request"),
  per_thousand_tokens: ratio("Per 1,000 tokens", "cost per 1,000 tokens"),
  per_user: ratio("Per user", "cost per known user"),
}

type Sums = Pick<Measures, "billed" | "list" | "requests" | "calls" | "tokens" | "unpriced" | "users">

/** All six classes as the answer groups them; `reasoning` is part of `output`. */
export function tokenTotal({ input_uncached, cache_read, cache_write, output }: Sums["tokens"]): number {
  return input_uncached + cache_read + cache_write + output
}

/** `amount` × `times` ÷ `divisor`, half to even at 1e-12; null when there is nothing to divide by. */
function quotient(amount: string, times: bigint, divisor: bigint): string | null {
  if (divisor === 0n) return null
  const pico = divideHalfEven(toPico(parseDecimal(amount)) * times, divisor)
  return formatDecimal({ digits: pico, scale: PICO_DIGITS })
}

/**
 * Cost of `times` requests that have a price; null without any. Sums know of how many calls the price is unknown,
 * not which of them were first attempts: requests are left out in the same proportion, which is exact where
 * every call is a request.
 */
export function perRequests(
  { billed, requests, calls, unpriced }: Pick<Sums, "billed" | "requests" | "calls" | "unpriced">,
  times: bigint,
): string | null {
  if (unpriced.calls === 0) return quotient(billed, times, BigInt(requests))
  const priced = BigInt(calls - unpriced.calls)
  return priced > 0n ? quotient(billed, times * BigInt(calls), BigInt(requests) * priced) : null
}

/** Cost of a call that has a price; null without any. */
export function perPricedCall({ billed, calls, unpriced }: Pick<Sums, "billed" | "calls" | "unpriced">) {
  return quotient(billed, 1n, BigInt(calls - unpriced.calls))
}

/** A metric of some sums as a decimal string: money in the reporting currency, or a count. */
export function amountOf(metric: Metric, sums: Sums): string | null {
  switch (metric) {
    case "billed":
    case "list":
      return sums[metric]
    case "requests":
      return String(sums.requests)
    case "tokens":
      return String(tokenTotal(sums.tokens))
    case "per_request":
      return perRequests(sums, 1n)
    case "per_thousand_tokens":
      return quotient(sums.billed, 1_000n, BigInt(tokenTotal(sums.tokens) - sums.unpriced.tokens))
    case "per_user":
      return sums.users ? quotient(sums.users.billed, 1n, BigInt(sums.users.priced)) : null
    default:
      return String(sums.tokens[metric])
  }
}

/** The currency of a metric's amounts; null for counts. */
export function currencyOf(metric: Metric, currency: string): string | null {
  return METRIC[metric].kind === "money" ? currency : null
}

/** `$1,204.33`, or `2,546,120` where `currency` is null; an unknown is a dash. */
export function formatAmount(amount: string | null, currency: string | null): string {
  if (amount === null) return UNKNOWN
  return currency === null ? formatCount(BigInt(amount)) : formatMoney(amount, currency)
}

/** A tick of plotting numbers. */
export function formatAxisAmount(value: number, currency: string | null): string {
  if (currency !== null) return formatAxisMoney(value, currency)
  return Number.isInteger(value) ? formatRough(value) : String(value)
}
