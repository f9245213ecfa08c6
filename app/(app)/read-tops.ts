import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { toSpendTable } from "@/lib/spend/display"
import { spend } from "@/lib/spend/queries"
import { resolveRange, toSpendQuery } from "@/lib/spend/range"
import type { Dimension } from "@/lib/spend/schema"
import type { View } from "@/lib/spend/url"

const LISTS: readonly Dimension[] = ["feature", "model", "user", "agent", "team"]
const SHOWN = 7
const ROUTES = 200

/** Provider × route, and the three lists that the page is not grouped by, in one round. */
export async function readTops(view: View) {
  const scope = await requireScope()
  const { zone, currency } = await getOrganisation(scope)
  const now = new Date()
  const query = toSpendQuery(view, now, zone, SHOWN)
  const dimensions = LISTS.filter((dimension) => dimension !== view.groupBy[0]).slice(0, 3)
  const [routes, ...answers] = await Promise.all([
    spend(scope, { ...query, groupBy: ["provider", "route"], limit: ROUTES, comparison: null }),
    ...dimensions.map((dimension) => spend(scope, { ...query, groupBy: [dimension] })),
  ])
  return {
    routes,
    lists: dimensions.flatMap((dimension, i) => {
      const answer = answers[i]
      return answer ? [{ dimension, table: toSpendTable(answer, dimension) }] : []
    }),
    compares: query.comparison !== null,
    range: resolveRange(view.range, now, zone),
    zone,
    currency,
    now,
  }
}
export type Tops = Awaited<ReturnType<typeof readTops>>
