import * as z from "zod"
import { picoToString } from "@/lib/money"
import { allocate, type MonthSpend } from "@/lib/spend/allocation"
import type { ShowbackAnswer, ShowbackTeam } from "./schema"
import type { StoredPools } from "./stored-rules"

/** What one team spent in one month: in a pool, numbered from 1, or in none (0). */
export const showbackRow = z.object({
  month: z.date(),
  pool: z.number(),
  team: z.string().nullable(),
  billed: z.string().transform(BigInt),
  unpriced_calls: z.bigint().transform(Number),
})
export type ShowbackRow = z.output<typeof showbackRow>

interface Sums {
  direct: bigint
  shares: bigint[]
  unpriced: number
}

function total({ direct, shares }: Sums): bigint {
  return shares.reduce((sum, share) => sum + share, direct)
}

function monthsOf(rows: readonly ShowbackRow[], pools: number): MonthSpend[] {
  const months = new Map<number, { direct: Map<string | null, bigint>; pools: bigint[] }>()
  for (const { month, pool, team, billed } of rows) {
    const own = months.get(month.getTime()) ?? {
      direct: new Map(),
      pools: Array.from({ length: pools }, () => 0n),
    }
    months.set(month.getTime(), own)
    if (pool === 0) own.direct.set(team, (own.direct.get(team) ?? 0n) + billed)
    else own.pools[pool - 1] = (own.pools[pool - 1] ?? 0n) + billed
  }
  return [...months.values()]
}

function toTeam([team, sums]: [string | null, Sums]): ShowbackTeam {
  return {
    team,
    direct: picoToString(sums.direct),
    shares: sums.shares.map(picoToString),
    total: picoToString(total(sums)),
    unpriced_calls: sums.unpriced,
  }
}

/**
 * Teams with what they spent and their parts of the pools, parted month by month, so that months add up to
 * their quarter. Largest total first; teams and what is unallocated sum to the total, to the last digit.
 */
export function toShowback(
  rows: readonly ShowbackRow[],
  pools: StoredPools,
): Pick<ShowbackAnswer, "pools" | "teams" | "unallocated" | "total"> {
  const teams = new Map<string | null, Sums>()
  const sumsOf = (team: string | null): Sums => {
    const known = teams.get(team)
    if (known) return known
    const made = { direct: 0n, shares: pools.map(() => 0n), unpriced: 0 }
    teams.set(team, made)
    return made
  }
  const held = pools.map(() => ({ billed: 0n, unallocated: 0n, unpriced: 0 }))
  for (const { pool, team, billed, unpriced_calls } of rows) {
    const inPool = held[pool - 1]
    if (inPool) {
      inPool.billed += billed
      inPool.unpriced += unpriced_calls
      continue
    }
    const sums = sumsOf(team)
    sums.direct += billed
    sums.unpriced += unpriced_calls
  }
  for (const month of monthsOf(rows, pools.length)) {
    const { shares, unallocated } = allocate(month, pools)
    for (const [team, parts] of shares) {
      const sums = sumsOf(team)
      sums.shares = sums.shares.map((share, at) => share + (parts[at] ?? 0n))
    }
    for (const [at, rest] of unallocated.entries()) if (held[at]) held[at].unallocated += rest
  }
  const ranked = [...teams].sort(([a, x], [b, y]) => {
    const [left, right] = [total(x), total(y)]
    if (left !== right) return left > right ? -1 : 1
    return (a ?? "") < (b ?? "") ? -1 : 1
  })
  const rest = held.reduce((sum, { unallocated }) => sum + unallocated, 0n)
  return {
    pools: pools.map(({ name, split }, at) => ({
      name,
      split,
      billed: picoToString(held[at]?.billed ?? 0n),
      unallocated: picoToString(held[at]?.unallocated ?? 0n),
      unpriced_calls: held[at]?.unpriced ?? 0,
    })),
    teams: ranked.map(toTeam),
    unallocated: picoToString(rest),
    total: picoToString(ranked.reduce((sum, [, sums]) => sum + total(sums), rest)),
  }
}
