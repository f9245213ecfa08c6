import type { Pico } from "@/lib/money"

/** Shares are whole numbers of billionths, so that a rate of 99.95 % is exact. */
export const WHOLE = 1_000_000_000n

/** What a contract adds to the bill for what is bought through it. */
export interface Fee {
  /** Billionths of the amount above `free`. */
  share: bigint
  /** A month's fee is at least this where anything is bought. */
  minimum: Pico
  /** Bought each month without a fee. */
  free: Pico
}

/** What keeping a route open costs, however many scopes use it. */
export interface Contract {
  id: string
  /** Hours of engineering by the month, in money. */
  upkeep: Pico
  /** Subscription and hosting by the month. */
  subscription: Pico
  fee: Fee | null
}

/** Measured on the route itself where `n` is enough, else assumed. */
export interface Measured {
  /** Billionths. */
  share: bigint
  n: number
  isAssumed: boolean
}

/** A result of a smoke run: its run, the place of its route in it, and what was checked. */
export interface FoundIn {
  run: number
  position: number
  check: string
}

/** What one scope would cost on one route: sums by day of the window, oldest first. */
export interface Candidate {
  route: string
  /** Tokens of calls that succeeded, at the route's prices. */
  tokens: readonly Pico[]
  /** Tokens of attempts that failed, at the same prices. */
  failed: readonly Pico[]
  /** What a contract's fee is taken of, by contract. */
  feeBase: ReadonlyMap<string, readonly Pico[]>
  /** Every contract it needs. */
  contracts: readonly string[]
  availability: Measured
  rescued: Measured
  /** Calls of the window that took it. */
  taken: number
  /** Calls whose tokens the route has no price for. They are in no amount. */
  unpriced: number
  /** Calls priced as the provider prices them, for want of the gateway's own price. */
  assumedPrices: number
  /** The oldest day that a price in it was said. */
  asOf: string | null
  /** Why the scope may not go this way. */
  excludedBy: string | null
  /** The result of a smoke run that says so, where it was one. */
  foundIn?: FoundIn
}

/** A part of the traffic that takes one route. */
export interface Unit {
  id: string
  calls: number
  /** What it would cost if every request failed, by day: requests × the value of a failed one. */
  valued: readonly Pico[]
  /** Requests of features whose failures have no value set. */
  unvalued: number
  candidates: readonly Candidate[]
  /** As it went; a candidate that no mix but today's may choose. */
  today: Candidate
}

export interface Situation {
  /** Of the window; amounts are told by a month of 30 days. */
  days: number
  contracts: ReadonlyMap<string, Contract>
  units: readonly Unit[]
}

/** The parts of a total, each by the month. */
export interface Parts {
  tokens: Pico
  fees: Pico
  failures: Pico
  engineering: Pico
  total: Pico
}

/** One route for each unit, in the order of the units. */
export type Assignment = readonly Candidate[]
