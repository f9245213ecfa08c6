import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { bookDate } from "@/lib/pricing/book-date"
import { getPriceBook } from "@/lib/pricing/queries"
import { comparedSpend } from "@/lib/spend/compared"
import type { EntityDimension } from "@/lib/spend/drill"
import { entityView, FAILED, usesOf } from "@/lib/spend/entity"
import { spend } from "@/lib/spend/queries"
import { resolveRange, toSpendQuery } from "@/lib/spend/range"
import type { Dimension } from "@/lib/spend/schema"
import { parseView, type SearchParams } from "@/lib/spend/url"
import { formatRange } from "@/lib/time-format"

export interface EntityAddress {
  params: Promise<{ dimension: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** Values asked for by name; the rest of them arrives as one sum. */
const ASKED = 100

/** The value that the address names; null is Unattributed. */
export function entityValue(params: Record<string, string | string[] | undefined>): string | null {
  const { value } = params
  return (Array.isArray(value) ? value[0] : value) || null
}

/** One answer feeds the headline figures, the chart and the unit costs. */
export async function readEntity(dimension: EntityDimension, value: string | null, params: SearchParams) {
  const scope = await requireScope()
  const { zone, fiscalStart } = await getOrganisation(scope)
  const { ignored, ...parsed } = parseView(params)
  const uses = usesOf(dimension)
  const view = entityView(parsed, dimension, value, uses.chart)
  const now = new Date()
  const range = resolveRange(view.range, now, zone, fiscalStart)
  const query = toSpendQuery(view, now, zone, ASKED, fiscalStart)
  const [answer, compared, book] = await Promise.all([
    spend(scope, query),
    comparedSpend(scope, query, zone, now),
    getPriceBook(scope),
  ])
  return {
    scope,
    dimension,
    value,
    /** Narrowed to the value, for what the figures lead to. */
    view,
    /** As the address has it. */
    own: parsed,
    uses,
    now,
    query,
    range,
    rangeText: formatRange(range.from, range.to, zone),
    answer,
    // A period without any call was before the first event: no line lies at zero.
    compared: answer.compare?.total.calls === 0 ? null : compared,
    priceDate: bookDate(book),
    ignored,
  }
}

export type Entity = Awaited<ReturnType<typeof readEntity>>

export function readUse({ scope, query }: Entity, by: Dimension) {
  return spend(scope, { ...query, groupBy: [by] })
}

export function readFailures({ scope, query }: Entity) {
  const filters = [...query.filters, FAILED]
  return spend(scope, { ...query, groupBy: ["error_class"], filters, comparison: null })
}
