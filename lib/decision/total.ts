import { divideHalfEven, type Pico } from "@/lib/money"
import {
  type Assignment,
  type Candidate,
  type Contract,
  type Fee,
  type Parts,
  type Situation,
  type Unit,
  WHOLE,
} from "./model"

/** Amounts are told for a month of so many days. */
export const MONTH_DAYS = 30

/** An amount of the window as a month's, rounded once, half to even. */
export function monthly(pico: Pico, days: number): Pico {
  return days === MONTH_DAYS ? pico : divideHalfEven(pico * BigInt(MONTH_DAYS), BigInt(Math.max(1, days)))
}

/** Sums by day over the days at these places; over all of them without. */
export type Places = readonly number[] | null

export function sumOf(amounts: readonly Pico[], places: Places): Pico {
  let sum = 0n
  if (places === null) for (const amount of amounts) sum += amount
  else for (const place of places) sum += amounts[place] ?? 0n
  return sum
}

/** A contract's fee for what is bought through it in a month; nothing for nothing. */
export function feeOf(fee: Fee | null, bought: Pico): Pico {
  if (!fee || bought <= 0n) return 0n
  const charged = bought > fee.free ? divideHalfEven((bought - fee.free) * fee.share, WHOLE) : 0n
  return charged > fee.minimum ? charged : fee.minimum
}

/**
 * What failed requests cost by the month: the share of requests that fail and are not rescued times what a failed request
 * is worth, and the tokens of failed attempts.
 */
export function failuresOf(unit: Unit, candidate: Candidate, days: number, places: Places = null): Pico {
  const { availability, rescued, failed } = candidate
  const lost = (WHOLE - availability.share) * (WHOLE - rescued.share)
  const valued = divideHalfEven(sumOf(unit.valued, places) * lost, WHOLE * WHOLE)
  return monthly(valued, days) + monthly(sumOf(failed, places), days)
}

/** What a unit costs on a route besides what routes share: tokens and failures. */
export function ownCost(unit: Unit, candidate: Candidate, days: number): Pico {
  return monthly(sumOf(candidate.tokens, null), days) + failuresOf(unit, candidate, days)
}

/** What is bought through each contract by the month. */
export function boughtThrough(
  assignment: Assignment,
  days: number,
  places: Places = null,
): Map<string, Pico> {
  const bought = new Map<string, Pico>()
  for (const { feeBase } of assignment) {
    for (const [contract, amounts] of feeBase) {
      bought.set(contract, (bought.get(contract) ?? 0n) + monthly(sumOf(amounts, places), days))
    }
  }
  return bought
}

export function contractsOf(assignment: Assignment): Set<string> {
  return new Set(assignment.flatMap(({ contracts }) => contracts))
}

function known(contracts: Situation["contracts"], id: string): Contract {
  return contracts.get(id) ?? { id, upkeep: 0n, subscription: 0n, fee: null }
}

/** A mix's cost by the month, part by part. Contracts that several units use are paid once. */
export function partsOf(situation: Situation, assignment: Assignment, places: Places = null): Parts {
  const { days, contracts, units } = situation
  let tokens = 0n
  let failures = 0n
  units.forEach((unit, at) => {
    const candidate = assignment[at]
    if (!candidate) return
    tokens += monthly(sumOf(candidate.tokens, places), days)
    failures += failuresOf(unit, candidate, days, places)
  })
  const bought = boughtThrough(assignment, days, places)
  let fees = 0n
  let engineering = 0n
  for (const id of contractsOf(assignment)) {
    const contract = known(contracts, id)
    fees += feeOf(contract.fee, bought.get(id) ?? 0n) + contract.subscription
    engineering += contract.upkeep
  }
  return { tokens, fees, failures, engineering, total: tokens + fees + failures + engineering }
}
