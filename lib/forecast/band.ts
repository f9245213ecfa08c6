import type { BackTest, Trial } from "./back-test"
import { quantile } from "./day-model"

/** The share of outcomes that the interval is meant to hold. */
export const COVERAGE = 0.8

/** How far below and above what is expected the interval reaches, as shares of it. */
export interface Spread {
  below: number
  above: number
}

/** How the spread grows with the days ahead beyond those that could be tried, as a power of their ratio. */
const BEYOND = 0.25
/** An outcome of a twentieth, or a band of four times what is expected, says no more than "anything". */
const LEAST_RATIO = 0.05
const WIDEST = Math.log(4)

/** The spread of sums by days ahead, from how sums of the past were missed. */
export function spreadOfSums({ sums, daysAhead }: BackTest): Spread[] {
  let width = WIDEST
  return sums.map((trials, index) => {
    if (index >= daysAhead) return spreadOf(width * ((index + 1) / daysAhead) ** BEYOND)
    width = widthOf(trials, index + 1) ?? width
    return spreadOf(width)
  })
}

/** The spread of single days. */
export function spreadOfDays({ days }: BackTest): Spread {
  return spreadOf(widthOf(days, 7) ?? WIDEST)
}

/**
 * The logarithm of the ratio that held the meant share of the trials. Trials of `shared` days that begin a day
 * apart have most days in common: the fewer of them stand apart, the less they tell and the wider it is made.
 */
function widthOf(trials: readonly Trial[], shared: number): number | null {
  const misses = trials.flatMap(({ expected, came }) =>
    expected > 0 ? [Math.abs(Math.log(Math.max(came / expected, LEAST_RATIO)))] : [],
  )
  if (misses.length === 0) return null
  return quantile(misses, COVERAGE) * (1 + 1 / Math.max(1, misses.length / shared))
}

/** Costs vary by factors: what may double may as well halve. */
function spreadOf(width: number): Spread {
  const ratio = Math.exp(Math.min(width, WIDEST))
  return { below: 1 - 1 / ratio, above: ratio - 1 }
}
