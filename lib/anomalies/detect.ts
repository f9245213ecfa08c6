import type { Pico } from "@/lib/money"
import { type Episode, findEpisodes } from "./episodes"
import type { Series } from "./read-series"

export interface Found extends Episode {
  series: Series
  unpricedCalls: bigint
  folded: boolean
}

/** Less than this share of an average day is nobody's concern, nor is less than one unit of the currency. */
const LEAST_SHARE = 20n
const LEAST: Pico = 1_000_000_000_000n
const AVERAGE_HOURS = 28 * 24

/**
 * What is out of the ordinary from `from` on. What the whole shows already is folded where a value of a dimension
 * shows it again: the culprits of the whole name it.
 */
export function detect(series: readonly Series[], from: Date): Found[] {
  const least = leastImpact(series)
  const found: Found[] = []
  for (const one of series) {
    for (const episode of findEpisodes(one.hours, { from, least })) {
      const folded = found.some((wider) => !wider.folded && covers(wider, episode))
      found.push({ ...episode, series: one, unpricedCalls: unpricedIn(one, episode), folded })
    }
  }
  return found
}

function leastImpact(series: readonly Series[]): Pico {
  const whole = series.find(({ dimension }) => dimension === "total")?.hours.slice(-AVERAGE_HOURS) ?? []
  const known = whole.flatMap(({ pico }) => (pico === null ? [] : [pico]))
  const sum = known.reduce((a, b) => a + b, 0n)
  const share = known.length === 0 ? 0n : (sum * 24n) / BigInt(known.length) / LEAST_SHARE
  return share > LEAST ? share : LEAST
}

/** The same thing from nearer: at the same time, and no more than twice what the wider one shows. */
function covers(wider: Episode, nearer: Episode): boolean {
  const [mine, its] = [nearer.actual - nearer.expected, wider.actual - wider.expected]
  return wider.from < nearer.until && nearer.from < wider.until && its * 2n >= mine
}

function unpricedIn({ unpriced }: Series, { from, until }: Episode): bigint {
  let calls = 0n
  for (const [at, count] of unpriced) if (at >= from.getTime() && at < until.getTime()) calls += count
  return calls
}
