import "server-only"
import * as z from "zod"
import { getOrganisation } from "@/lib/auth/organisation"
import { mintScope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { itemOf, queryOf } from "@/lib/ledger/stored-line"
import type { Pico } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { chargeCosts } from "@/lib/pricing/charge"
import { priceItem } from "@/lib/pricing/cost"
import { getPriceBook } from "@/lib/pricing/queries"
import { linesNow } from "@/lib/rerate/read-calls"
import type { LineNow } from "@/lib/rerate/reprice"
import { eachOrganisation } from "@/lib/rollups/each-organisation"

const AT_ONCE = 500
const dueRow = z.object({ org_id: z.number() })

/** Reckons what the answers of rescued requests cost beyond the path that failed, of those not reckoned yet. */
export async function priceFallbacks(bookOf = getPriceBook): Promise<void> {
  const due = await query(
    Prisma.sql`select distinct f.org_id from failed_request f
      where f.outcome = 'rescued' and f.extra_state = 'pending'`,
    dueRow,
  )
  await eachOrganisation(due, "Fallbacks could not be priced", async ({ org_id }) => {
    const scope = mintScope(org_id, { kind: "system", job: "health" })
    const [book, { currency }] = await Promise.all([bookOf(scope), getOrganisation(scope)])
    for (;;) {
      const done = await transaction((on) => priceSome(on, org_id, { book, currency }), ingestPool())
      if (done < AT_ONCE) return
    }
  })
}

const rescuedRow = z.object({
  request_key: z.bigint(),
  time: z.date(),
  key: z.bigint(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  service_tier: z.string().nullable(),
})
type Rescued = z.output<typeof rescuedRow>

interface Pricing {
  book: PriceBook
  currency: string
}

/** Prices some that wait, holding their rows; how many they were. */
async function priceSome(on: Connection, orgId: number, pricing: Pricing): Promise<number> {
  const rescued = await query(
    Prisma.sql`
      select f.request_key, f.answer_time as time, f.answer_key as key, x.provider, x.model, x.route, x.service_tier
      from failed_request f
      join context x on x.org_id = f.org_id and x.id = f.context_id
      where f.org_id = ${orgId} and f.outcome = 'rescued' and f.extra_state = 'pending'
      order by f.answer_time, f.answer_key limit ${AT_ONCE} for update of f`,
    rescuedRow,
    { on },
  )
  const [first, last] = [rescued[0], rescued.at(-1)]
  if (!first || !last) return 0
  const wanted = { orgId, from: first.time, to: last.time, provider: null, model: null, onlyUnpriced: false }
  const calls = await linesNow(on, wanted, rescued)
  const byKey = new Map(calls.map((lines) => [lines[0]?.key, lines]))
  const extras = rescued.map((each) => extraOf(byKey.get(each.key) ?? [], each, pricing))
  await execute(
    Prisma.sql`
      update failed_request set extra_pico = d.extra, extra_state = case when d.extra is null then 'unknown' else 'known' end
      from unnest(${rescued.map((each) => each.request_key)}::bigint[],
        ${extras.map((extra) => (extra === null ? null : String(extra)))}::numeric[]) as d (key, extra)
      where org_id = ${orgId} and request_key = d.key`,
    { on },
  )
  return rescued.length
}

/** What the lines cost beyond the same tokens on the path that failed; null where either is not known. */
function extraOf(lines: readonly LineNow[], failed: Rescued, { book, currency }: Pricing): Pico | null {
  if (lines.length === 0) return null
  let extra = 0n
  for (const line of lines) {
    if (line.billed_pico === null) return null
    const { provider, model, route, service_tier } = failed
    const asked = {
      ...line,
      provider,
      model,
      route,
      service_tier,
      extra: line.extra && { ...line.extra, model },
    }
    const item = itemOf(asked)
    const asking = queryOf(asked, item)
    const costs = chargeCosts({
      ...{
        query: asking,
        priced: priceItem(book, asking),
        reported: null,
        reportingCurrency: currency,
        book,
      },
    })
    if (costs.billedPico === null) return null
    extra += line.billed_pico - costs.billedPico
  }
  return extra
}
