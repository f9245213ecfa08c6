import { formatTenths, UNKNOWN } from "@/lib/money-format"
import { knownTenths } from "@/lib/spend/headline"
import type { SpendAnswer } from "@/lib/spend/schema"
import { begunBuckets } from "@/lib/spend/spend-lines"
import { addUnits } from "@/lib/time"
import { bucketLabel } from "@/lib/time-format"

/** Whose being known is what attribution means. */
export const COVERED = ["team", "feature", "agent", "user"] as const
export type Covered = (typeof COVERED)[number]

export interface CoverageLine {
  /** The bucket's start, RFC 3339. */
  start: string
  label: string
  /** `97.3%` of the spend whose dimension is known, and of that with all known; `–` without any spend. */
  shares: Record<Covered | "all", string>
}

function billedAt(answer: SpendAnswer): Map<number, string> {
  return new Map(answer.series.map(({ bucket, billed }) => [Date.parse(bucket), billed]))
}

/** How the attributed share went, one line per bucket that has begun, oldest first. */
export function toCoverageLines(
  { whole, all, each }: { whole: SpendAnswer; all: SpendAnswer; each: Record<Covered, SpendAnswer> },
  now: Date,
): CoverageLine[] {
  const { zone, interval } = whole
  const total = billedAt(whole)
  const known = new Map(Object.entries({ ...each, all }).map(([name, answer]) => [name, billedAt(answer)]))
  return begunBuckets(whole, now).map((start) => {
    const at = start.getTime()
    const share = (name: Covered | "all") => {
      const tenths = knownTenths(total.get(at) ?? "0", known.get(name)?.get(at) ?? "0")
      return tenths === null ? UNKNOWN : formatTenths(tenths)
    }
    return {
      start: start.toISOString(),
      label: bucketLabel(start, addUnits(start, interval, 1, zone), interval, zone),
      shares: {
        team: share("team"),
        feature: share("feature"),
        agent: share("agent"),
        user: share("user"),
        all: share("all"),
      },
    }
  })
}
