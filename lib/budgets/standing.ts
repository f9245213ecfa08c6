import { divideHalfEven, type Pico, picoToString } from "@/lib/money"
import type { Period } from "./periods"

/** Where spend stands against a limit. */
export interface Standing {
  spent: string
  /** Below zero beyond the limit. */
  remaining: string | null
  /** Percent of the limit with two decimals, cut off, so that 100 is not shown before it is there. */
  percent: string | null
  /** Thresholds that are reached, lowest first. */
  crossed: number[]
  state: "within" | "warning" | "over" | "unknown"
}

/** Whether `spent` has reached so many percent of the limit. */
export function reaches(spent: Pico, limit: Pico, percent: number): boolean {
  return spent * 100n >= limit * BigInt(percent)
}

export function standing(spent: Pico, limit: Pico | null, thresholds: readonly number[]): Standing {
  if (limit === null) {
    return { spent: picoToString(spent), remaining: null, percent: null, crossed: [], state: "unknown" }
  }
  const hundredths = (spent * 10_000n) / limit
  const size = hundredths < 0n ? -hundredths : hundredths
  const percent = `${hundredths < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`
  const crossed = thresholds.filter((threshold) => reaches(spent, limit, threshold))
  const state = spent >= limit ? "over" : crossed.length > 0 ? "warning" : "within"
  return { spent: picoToString(spent), remaining: picoToString(limit - spent), percent, crossed, state }
}

/** What spending evenly would have spent by now: the elapsed part of the period's time, times the amount. */
export function straightLine(amount: Pico, { from, to }: Period, now: Date): Pico {
  const total = BigInt(to.getTime() - from.getTime())
  const elapsed = BigInt(Math.min(Math.max(now.getTime(), from.getTime()), to.getTime()) - from.getTime())
  return divideHalfEven(amount * elapsed, total)
}
