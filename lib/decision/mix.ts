import { AppError } from "@/lib/errors"
import type { Pico } from "@/lib/money"
import { type Assignment, type Candidate, type Contract, type Situation, WHOLE } from "./model"
import { boughtThrough, contractsOf, feeOf, monthly, ownCost, sumOf } from "./total"

/** More contracts that units share than this are not enumerated: 2^18 subsets take about a second. */
const MOST_SHARED = 18
/** Mixes are weighed in about a second at most, however little their bound rules out. */
const MOST_STEPS = 1_000_000

/** What searches may still take together. */
export interface Effort {
  left: number
}

export const newEffort = (): Effort => ({ left: MOST_STEPS })

/** There are more mixes than can be told apart in time. */
export class TooManyMixes extends AppError {
  constructor() {
    const advice = "Decide over fewer scopes or routes, or set the amounts without a fee to 0."
    super("invalid", `There are too many mixes to find the cheapest among them. ${advice}`)
  }
}

interface Option {
  candidate: Candidate
  /** Bits of the shared contracts it needs. */
  needs: number
  own: Pico
  /** What is bought through each contract by the month. */
  bought: readonly (readonly [string, Pico])[]
  /** Never more than it adds to any mix that holds its contracts. */
  least: Pico
}

export interface Mix {
  assignment: Assignment
  total: Pico
  /** Units that every route is ruled out for: they stay as they are. */
  stuck: readonly string[]
  /** Assignments there are. */
  combinations: bigint
}

function sharedContracts(
  options: readonly (readonly Candidate[])[],
  contracts: Situation["contracts"],
): string[] {
  const users = new Map<string, Set<number>>()
  options.forEach((candidates, unit) => {
    for (const { contracts: ids } of candidates) {
      for (const id of ids) users.set(id, (users.get(id) ?? new Set()).add(unit))
    }
  })
  return [...users].flatMap(([id, units]) => (units.size > 1 || contracts.get(id)?.fee ? [id] : []))
}

const fixed = (contract: Contract | undefined) => (contract ? contract.upkeep + contract.subscription : 0n)

/** The fee that a purchase adds at least, whatever else is bought through the contract. */
function leastFee(candidate: Candidate, situation: Situation): Pico {
  let fee = 0n
  for (const [id, amounts] of candidate.feeBase) {
    const terms = situation.contracts.get(id)?.fee
    const base = monthly(sumOf(amounts, null), situation.days)
    if (terms && terms.free === 0n && base > 0n) fee += (base * terms.share) / WHOLE
  }
  return fee
}

/** Each unit's routes, the cheapest first. */
function optionsOf(situation: Situation, shared: readonly string[]): Option[][] {
  const { units, contracts, days } = situation
  return units.map((unit) => {
    const allowed = unit.candidates.filter(({ excludedBy }) => excludedBy === null)
    const options = (allowed.length > 0 ? allowed : [unit.today]).map((candidate): Option => {
      const alone = candidate.contracts.filter((id) => !shared.includes(id))
      const own = ownCost(unit, candidate, days)
      return {
        candidate,
        own,
        bought: [...candidate.feeBase].map(([id, amounts]) => [id, monthly(sumOf(amounts, null), days)]),
        needs: candidate.contracts.reduce(
          (bits, id) => bits | ((1 << shared.indexOf(id)) * +shared.includes(id)),
          0,
        ),
        least:
          alone.reduce((sum, id) => sum + fixed(contracts.get(id)), own) + leastFee(candidate, situation),
      }
    })
    return options.sort((a, b) => (a.least < b.least ? -1 : a.least > b.least ? 1 : 0))
  })
}

/** A mix's whole cost, as `partsOf` tells it. */
export function costOf(situation: Situation, assignment: Assignment): Pico {
  const { units, days, contracts } = situation
  let cost = 0n
  units.forEach((unit, at) => {
    const candidate = assignment[at]
    if (candidate) cost += ownCost(unit, candidate, days)
  })
  const bought = boughtThrough(assignment, days)
  for (const id of contractsOf(assignment)) {
    const contract = contracts.get(id)
    cost += fixed(contract) + feeOf(contract?.fee ?? null, bought.get(id) ?? 0n)
  }
  return cost
}

class Search {
  best: { cost: Pico; chosen: readonly Candidate[] } | null = null

  /** What the units cost at least, whatever is open. */
  private readonly least: Pico

  constructor(
    private readonly situation: Situation,
    private readonly options: readonly (readonly Option[])[],
    private readonly effort: Effort,
  ) {
    this.least = options.reduce((sum, [cheapest]) => sum + (cheapest?.least ?? 0n), 0n)
  }

  /** Every mix within these contracts, whose upkeep is `standing`, that could be cheaper than the best so far. */
  within(open: number, standing: Pico): void {
    if (this.best && standing + this.least >= this.best.cost) return
    let bound = standing
    for (const unit of this.options) {
      const cheapest = unit.find(({ needs }) => (needs & ~open) === 0)
      if (!cheapest) return
      bound += cheapest.least
    }
    if (this.best && bound >= this.best.cost) return
    const within = this.options.map((unit) => unit.filter(({ needs }) => (needs & ~open) === 0))
    const rest: Pico[] = [0n]
    for (const unit of within.toReversed()) rest.unshift((rest[0] ?? 0n) + (unit[0]?.least ?? 0n))
    this.choose(within, rest, [], standing)
  }

  /** As `costOf`, of what was summed once. */
  private costOf(chosen: readonly Option[]): Pico {
    const { contracts } = this.situation
    const bought = new Map<string, Pico>()
    const used = new Set<string>()
    let cost = 0n
    for (const option of chosen) {
      cost += option.own
      for (const id of option.candidate.contracts) used.add(id)
      for (const [id, amount] of option.bought) bought.set(id, (bought.get(id) ?? 0n) + amount)
    }
    for (const id of used) {
      const contract = contracts.get(id)
      cost += fixed(contract) + feeOf(contract?.fee ?? null, bought.get(id) ?? 0n)
    }
    return cost
  }

  private spend(steps: number): void {
    this.effort.left -= steps
    if (this.effort.left < 0) throw new TooManyMixes()
  }

  private choose(
    within: readonly (readonly Option[])[],
    rest: readonly Pico[],
    chosen: readonly Option[],
    bound: Pico,
  ): void {
    const place = chosen.length
    this.spend(1)
    if (this.best && bound + (rest[place] ?? 0n) >= this.best.cost) return
    const unit = within[place]
    if (!unit) {
      this.spend(place)
      const cost = this.costOf(chosen)
      if (!this.best || cost < this.best.cost)
        this.best = { cost, chosen: chosen.map(({ candidate }) => candidate) }
      return
    }
    for (const option of unit) this.choose(within, rest, [...chosen, option], bound + option.least)
  }
}

/** All subsets of so many contracts, those of fewer first. */
function subsetsOf(size: number): number[][] {
  const byCount: number[][] = Array.from({ length: size + 1 }, () => [])
  const counts = new Uint8Array(1 << size)
  for (let bits = 0; bits < counts.length; bits += 1) {
    const count = bits === 0 ? 0 : (counts[bits & (bits - 1)] ?? 0) + 1
    counts[bits] = count
    byCount[count]?.push(bits)
  }
  return byCount
}

/** The upkeep of every subset, each from one with a contract less. */
function upkeepOfSubsets(shared: readonly string[], contracts: Situation["contracts"]): Pico[] {
  const upkeep: Pico[] = [0n]
  for (let bits = 1; bits < 1 << shared.length; bits += 1) {
    const lowest = 31 - Math.clz32(bits & -bits)
    upkeep[bits] = (upkeep[bits & (bits - 1)] ?? 0n) + fixed(contracts.get(shared[lowest] ?? ""))
  }
  return upkeep
}

function allowedOf({ units }: Situation): (readonly Candidate[])[] {
  return units.map(({ candidates, today }) => {
    const some = candidates.filter(({ excludedBy }) => excludedBy === null)
    return some.length > 0 ? some : [today]
  })
}

/** Contracts that the search has to try with and without: it takes twice as long for each. */
export function sharedBy(situation: Situation): string[] {
  return sharedContracts(allowedOf(situation), situation.contracts)
}

/**
 * The cheapest of all assignments of routes to units, contracts that units share paid once. Every subset of these
 * contracts is gone through, and within it every mix that a proven lower bound does not rule out, so the answer is
 * exact. Of mixes that cost the same, the one with fewer contracts and the earlier candidates. Throws `invalid` where
 * units share too many contracts to be weighed, and `TooManyMixes` where the effort does not suffice.
 */
export function cheapestMix(situation: Situation, effort = newEffort()): Mix {
  const allowed = allowedOf(situation)
  const shared = sharedContracts(allowed, situation.contracts)
  if (shared.length > MOST_SHARED) {
    throw new AppError(
      "invalid",
      `${shared.length} contracts would have to be weighed, ${MOST_SHARED} at most can be. Decide by model family, or filter.`,
    )
  }
  const search = new Search(situation, optionsOf(situation, shared), effort)
  const upkeep = upkeepOfSubsets(shared, situation.contracts)
  for (const subsets of subsetsOf(shared.length)) {
    for (const open of subsets) search.within(open, upkeep[open] ?? 0n)
  }
  const assignment = search.best?.chosen ?? []
  return {
    assignment,
    total: search.best?.cost ?? 0n,
    stuck: situation.units.flatMap(({ id, candidates }) =>
      candidates.every(({ excludedBy }) => excludedBy !== null) ? [id] : [],
    ),
    combinations: allowed.reduce((product, some) => product * BigInt(some.length), 1n),
  }
}
