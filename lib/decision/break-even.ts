import { divideHalfEven, type Pico } from "@/lib/money"
import type { Assignment, Situation } from "./model"
import { boughtThrough, contractsOf, failuresOf, feeOf, monthly, sumOf } from "./total"

/** What a mix costs by the month on top of `scale` millionths of the traffic's tokens at direct prices. */
export interface CostLine {
  /** Tokens and failures of the whole traffic. */
  variable: Pico
  fixed: Pico
  bought: ReadonlyMap<string, Pico>
}

export function costLine(situation: Situation, assignment: Assignment): CostLine {
  const { units, days, contracts } = situation
  let variable = 0n
  units.forEach((unit, at) => {
    const candidate = assignment[at]
    if (candidate)
      variable += monthly(sumOf(candidate.tokens, null), days) + failuresOf(unit, candidate, days)
  })
  let fixed = 0n
  for (const id of contractsOf(assignment)) {
    const contract = contracts.get(id)
    fixed += (contract?.upkeep ?? 0n) + (contract?.subscription ?? 0n)
  }
  return { variable, fixed, bought: boughtThrough(assignment, days) }
}

const MILLION = 1_000_000n

/** The cost at so many millionths of the traffic, fees as they would be then. */
export function costAt(situation: Situation, line: CostLine, scale: bigint): Pico {
  let cost = line.fixed + divideHalfEven(line.variable * scale, MILLION)
  for (const [id, amount] of line.bought) {
    cost += feeOf(situation.contracts.get(id)?.fee ?? null, divideHalfEven(amount * scale, MILLION))
  }
  return cost
}

export interface BreakEven {
  /** Millionths of the traffic at which both cost the same; null where one is always cheaper. */
  scale: bigint | null
  /** Which of the two is cheaper below it, or always. */
  below: "first" | "second"
}

/** As far as is looked: a thousand times the traffic. */
export const MOST = 1_000n * MILLION

/**
 * The volume at which two mixes cost the same, by halving: the cheaper of the two at no traffic is the one with less
 * upkeep, and from there on the difference turns at most once within what is looked at.
 */
export function breakEven(situation: Situation, first: Assignment, second: Assignment): BreakEven {
  const [a, b] = [costLine(situation, first), costLine(situation, second)]
  const firstLeads = (scale: bigint) => costAt(situation, a, scale) <= costAt(situation, b, scale)
  const atNothing = firstLeads(1n)
  const below = atNothing ? "first" : "second"
  if (firstLeads(MOST) === atNothing) return { scale: null, below }
  let [low, high] = [1n, MOST]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (firstLeads(middle) === atNothing) low = middle
    else high = middle
  }
  return { scale: high, below }
}

/**
 * The month's tokens at direct prices at which a unit's route and the next best one cost the same, the rest of the mix
 * as it is: what goes with the volume against what does not. Null where volume changes nothing.
 */
export function unitBreakEven(tokens: Pico, { ahead, varying }: { ahead: Pico; varying: Pico }): Pico | null {
  const fixed = ahead - varying
  if (varying === 0n || fixed === 0n || fixed > 0n === varying > 0n) return null
  return divideHalfEven(tokens * (fixed < 0n ? -fixed : fixed), varying < 0n ? -varying : varying)
}
