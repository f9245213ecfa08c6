import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { spend } from "@/lib/spend/queries"
import type { Dimension, Filter, SpendAnswer, SpendQuery } from "@/lib/spend/schema"
import { COVERED, type Covered } from "./coverage-lines"

function known(dimension: Dimension): Filter {
  return { dimension, operator: "!=", values: [null] }
}

/** All spend of a question, what of it is attributed to a value of each dimension, and to all of them. */
export async function coverage(
  scope: Scope,
  query: SpendQuery,
): Promise<{ whole: SpendAnswer; all: SpendAnswer; each: Record<Covered, SpendAnswer> }> {
  const narrowed = (dimensions: readonly Dimension[]) =>
    spend(scope, {
      ...query,
      groupBy: [],
      limit: 1,
      filters: [...query.filters, ...dimensions.map(known)],
    })
  const [whole, all, ...each] = await Promise.all([
    narrowed([]),
    narrowed(COVERED),
    ...COVERED.map((dimension) => narrowed([dimension])),
  ])
  const [team = whole, feature = whole, agent = whole, user = whole] = each
  return { whole, all, each: { team, feature, agent, user } }
}
