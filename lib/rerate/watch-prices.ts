import "server-only"
import * as z from "zod"
import { nextId } from "@/lib/auth/next-id"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { catalogueDigest } from "@/lib/pricing/default-book"
import { overridesVersion, priceBookVersion } from "@/lib/pricing/queries"
import { eachOrganisation } from "@/lib/rollups/each-organisation"

/** Every process has seen a change of prices by then, and has written what it priced before. */
const SETTLED = Prisma.sql`interval '3 seconds'`
const REASON = "Calls without a price, gone over again because the price list changed."

const changedRow = z.object({ org_id: z.number(), version: z.string() })

/** By organisation, the price book that this process last let unpriced calls be gone over with. */
const wentOver = new Map<number, string>()

/**
 * Begins a re-rate of the unpriced calls of each organisation whose price book is another than the one they were
 * last gone over with: a price was added, an exchange rate entered, or the catalogue grew. A process does so once
 * for a book: while an upgrade rolls out, workers of two builds do not take turns at putting theirs down.
 */
export async function watchPrices(seen = wentOver): Promise<void> {
  const version = Prisma.sql`${catalogueDigest()}::text || '/' || ${overridesVersion(Prisma.sql`o.id`)}`
  const changed = await query(
    Prisma.sql`
      select o.id as org_id, ${version} as version
      from organisation o
      left join rerate_watch w on w.org_id = o.id
      where w.book is distinct from ${version}
        and not exists (select 1 from price_override p
          where p.org_id = o.id and greatest(p.created_at, p.retired_at) > now() - ${SETTLED})
        and not exists (select 1 from exchange_rate e where e.org_id = o.id and e.created_at > now() - ${SETTLED})
        and not exists (select 1 from rerate r
          where r.org_id = o.id and (r.status = 'applying' or r.status = 'checking'))`,
    changedRow,
  )
  const news = changed.filter(({ org_id, version: book }) => seen.get(org_id) !== book)
  await eachOrganisation(news, "Unpriced calls could not be gone over", async ({ org_id, version: book }) => {
    await transaction((on) => begin(on, org_id, book), ingestPool())
    seen.set(org_id, book)
  })
}

const unpricedRow = z.object({
  from: z.date().nullable(),
  to: z.date().nullable(),
  calls: z.string().transform(Number),
})

/** The days that may hold unpriced calls: by the cubes, and by what is not in them yet. */
async function unpricedDays(on: Connection, orgId: number) {
  const [row] = await query(
    Prisma.sql`
      select least(min(d.first), min(b.first)) as "from", greatest(max(d.last), max(b.last)) as "to",
        coalesce(max(d.calls), 0)::text as calls
      from (
        select min(c.bucket) as first, max(c.bucket) + interval '26 hours' as last, sum(c.unpriced_calls) as calls
        from cube_day c where c.org_id = ${orgId} and (c.unpriced_calls > 0 or c.unpriced_tokens > 0)
      ) d cross join (
        select min(p.min_time) as first, max(p.max_time) + interval '1 second' as last
        from batch p where p.org_id = ${orgId} and not p.rolled
      ) b`,
    unpricedRow,
    { on },
  )
  return row
}

/** Where several workers saw the change, the first of them begins. */
async function begin(on: Connection, orgId: number, book: string): Promise<void> {
  const noted = await execute(
    Prisma.sql`insert into rerate_watch (org_id, book) values (${orgId}, ${book})
      on conflict (org_id) do update set book = excluded.book where rerate_watch.book <> excluded.book`,
    { on },
  )
  if (noted > 0) await priceUnpriced(on, orgId)
}

async function priceUnpriced(on: Connection, orgId: number): Promise<void> {
  const days = await unpricedDays(on, orgId)
  if (!days?.from || !days.to) return
  const id = await nextId(on, orgId, "rerate")
  const now = new Date()
  await execute(
    Prisma.sql`
      insert into rerate (org_id, id, status, automatic, from_time, to_time, reason, calls_done, calls_total,
        created_at, applied_at)
      values (${orgId}, ${id}, 'applying', true, ${days.from}, ${days.to}, ${REASON}, 0, ${days.calls}, ${now}, ${now})`,
    { on },
  )
}

const behindRow = z.object({ behind: z.boolean() })

/**
 * Lets unpriced calls have their price before a preview that was just asked for looks at them: what moves by itself
 * seconds later would make the preview stale.
 */
export async function priceBeforePreview(orgId: number): Promise<void> {
  const version = await priceBookVersion(orgId)
  await transaction(async (on) => {
    const [preview] = await query(
      Prisma.sql`
        update rerate r set book = ''
        where r.org_id = ${orgId} and r.status = 'previewing' and r.book is null
        returning not exists (
          select 1 from rerate_watch w where w.org_id = ${orgId} and w.book = ${version}) as behind`,
      behindRow,
      { on },
    )
    if (preview?.behind) await priceUnpriced(on, orgId)
  }, ingestPool())
}
