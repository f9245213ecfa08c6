import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { spend } from "./queries"
import { comparedBuckets, comparedWords } from "./range"
import type { SpendQuery } from "./schema"

/** The buckets under a chart's: the same weekdays or the same place of the compared period, over all groups. */
export async function comparedSpend(scope: Scope, query: SpendQuery, zone: string, now: Date) {
  if (!query.comparison) return null
  const under = comparedBuckets(query, query.comparison, query.interval, zone)
  const { from, to } = under
  const answer = await spend(scope, { ...query, from, to, groupBy: [], limit: 1, comparison: null })
  return {
    starts: under.starts,
    words: comparedWords(under, query.comparison, zone, now),
    points: answer.series,
  }
}
