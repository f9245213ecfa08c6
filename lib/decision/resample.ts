import { divideHalfEven, type Pico } from "@/lib/money"
import { type Candidate, type Situation, type Unit, WHOLE } from "./model"
import { monthly } from "./total"

export const RESAMPLES = 2_000

/** The interval that 9 of 10 resampled months lie in, ends included. */
export interface Interval {
  low: Pico
  high: Pico
}

/** A small generator of the same numbers in every run (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Drawn months: places of days with replacement, as many as the window has. The same for the same number of days. */
export function drawMonths(days: number, resamples = RESAMPLES): Uint16Array[] {
  const next = numbersFrom(days * 7_919 + resamples)
  return Array.from({ length: resamples }, () =>
    Uint16Array.from({ length: days }, () => Math.floor(next() * days)),
  )
}

/** What a candidate costs on each day, fees by their share alone. */
export function dailyCost(unit: Unit, candidate: Candidate, { contracts, days }: Situation): Pico[] {
  const lost = (WHOLE - candidate.availability.share) * (WHOLE - candidate.rescued.share)
  return Array.from({ length: days }, (_, day) => {
    let cost = (candidate.tokens[day] ?? 0n) + (candidate.failed[day] ?? 0n)
    cost += divideHalfEven((unit.valued[day] ?? 0n) * lost, WHOLE * WHOLE)
    for (const [id, amounts] of candidate.feeBase) {
      const fee = contracts.get(id)?.fee
      if (fee && fee.free === 0n) cost += divideHalfEven((amounts[day] ?? 0n) * fee.share, WHOLE)
    }
    return cost
  })
}

const byValue = (a: Pico, b: Pico) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * The 90 % interval of a month's difference: its days are drawn anew, and what does not depend on days, such as
 * upkeep, stays, so that the whole of the drawn days stands where `exact` does.
 */
export function intervalOf(daily: readonly Pico[], exact: Pico, months: readonly Uint16Array[]): Interval {
  const days = daily.length
  const constant =
    exact -
    monthly(
      daily.reduce((sum, amount) => sum + amount, 0n),
      days,
    )
  const drawn = months.map((month) => {
    let sum = 0n
    for (const place of month) sum += daily[place] ?? 0n
    return monthly(sum, days) + constant
  })
  drawn.sort(byValue)
  const at = (tenths: number) =>
    drawn[Math.min(drawn.length - 1, Math.floor((drawn.length * tenths) / 20))] ?? exact
  return { low: at(1), high: at(19) }
}
