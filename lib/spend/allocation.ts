import { type Pico, parseDecimal, splitLargestRemainder } from "@/lib/money"

/** How a pool of cost is parted among teams. */
export const SPLITS = ["even", "proportional", "fixed"] as const
export type Split = (typeof SPLITS)[number]

export interface PoolSplit {
  split: Split
  /** Who shares it. None: every team that spent something itself. Percent of the pool for `fixed`, else null. */
  teams: readonly { team: string; percent: string | null }[]
}

/** What was spent in one month: by team outside the pools (null: Unattributed), and in each pool. */
export interface MonthSpend {
  direct: ReadonlyMap<string | null, Pico>
  pools: readonly Pico[]
}

export interface Allocation {
  /** Each team's part of each pool, in the pools' order. */
  shares: Map<string, Pico[]>
  /** What of each pool nobody is charged for. */
  unallocated: Pico[]
}

const PERCENT_DIGITS = 10

/** Weights of a fixed split and of its rest, which together are the whole. */
function fixedWeights(teams: PoolSplit["teams"]): { weights: bigint[]; rest: bigint } {
  const weights = teams.map(({ percent }) => {
    const { digits, scale } = parseDecimal(percent ?? "0")
    return digits * 10n ** BigInt(PERCENT_DIGITS - scale)
  })
  const whole = 100n * 10n ** BigInt(PERCENT_DIGITS)
  return { weights, rest: whole - weights.reduce((sum, weight) => sum + weight, 0n) }
}

function weightsOf(
  { split, teams }: PoolSplit,
  direct: MonthSpend["direct"],
): { names: string[]; weights: bigint[]; rest: bigint } {
  if (split === "fixed") return { names: teams.map(({ team }) => team), ...fixedWeights(teams) }
  const spent = [...direct].flatMap(([team, billed]) => (team === null || billed <= 0n ? [] : [team])).sort()
  const names = teams.length > 0 ? [...new Set(teams.map(({ team }) => team))] : spent
  const weights = names.map((team) => {
    const billed = direct.get(team) ?? 0n
    return split === "even" ? 1n : billed > 0n ? billed : 0n
  })
  const isNobody = weights.every((weight) => weight === 0n)
  return { names, weights, rest: isNobody ? 1n : 0n }
}

/**
 * Parts the pools of one month by largest remainder, in whole picos: what teams bear and what stays
 * unallocated is each pool to the last digit. Where no team spent anything, a proportional pool stays.
 */
export function allocate(month: MonthSpend, pools: readonly PoolSplit[]): Allocation {
  const shares = new Map<string, Pico[]>()
  const unallocated = pools.map((pool, at) => {
    const { names, weights, rest } = weightsOf(pool, month.direct)
    const parts = splitLargestRemainder(month.pools[at] ?? 0n, [...weights, rest])
    for (const [place, team] of names.entries()) {
      const own = shares.get(team) ?? pools.map(() => 0n)
      own[at] = (own[at] ?? 0n) + (parts[place] ?? 0n)
      shares.set(team, own)
    }
    return parts.at(-1) ?? 0n
  })
  return { shares, unallocated }
}
