import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import { type ReadBill, toldBy } from "./bill"
import { settlesAt } from "./settled"
import type { SupersededDay } from "./summary"

const knownRow = z.object({ id: z.int(), counts: z.boolean(), imported_at: z.date() })

/** A file that is here already. */
export interface KnownBill {
  id: number
  /** Whether importing it again would change nothing. */
  stands: boolean
}

/**
 * The newest bill of this content; null where there is none. It stands where it counts for all it tells and no day of
 * it has settled since it was imported.
 */
export async function findKnown(
  on: Connection,
  orgId: number,
  { bill: { days, zone }, digest }: { bill: ReadBill; digest: string },
  now: Date,
): Promise<KnownBill | null> {
  const [found] = await query(
    Prisma.sql`
      select b.id, b.imported_at, not exists (
        select 1 from bill_day k
        join bill_day n on n.org_id = k.org_id and n.biller = k.biller and n.account = k.account and n.day = k.day
          and n.bill_id > k.bill_id
        where k.org_id = ${orgId} and n.org_id = ${orgId} and k.bill_id = b.id
          and ((k.has_cost and n.has_cost
              and ((k.tells_usage_cost and n.tells_usage_cost) or (k.tells_charges and n.tells_charges)))
            or (k.usage_rank > 0 and n.usage_rank = k.usage_rank))) as counts
      from bill b where b.org_id = ${orgId} and b.digest = ${digest} order by b.id desc limit 1`,
    knownRow,
    { on },
  )
  if (!found) return null
  const hasSettled = days.some(({ biller, day }) => {
    const settles = settlesAt(biller, day, zone)
    return settles > found.imported_at && settles <= now
  })
  return { id: found.id, stands: found.counts && !hasSettled }
}

const dayRow = z.object({ biller: z.string(), account: z.string() })

/**
 * Days for which bills of another content count in what a new one tells: costs, or usage that tells no more than its
 * own.
 */
export function standingBefore(
  on: Connection,
  orgId: number,
  bill: ReadBill,
  digest: string,
): Promise<SupersededDay[]> {
  const { days } = bill
  const told = toldBy(bill)
  return query(
    Prisma.sql`
      select d.biller, d.account
      from unnest(${days.map(({ biller }) => biller)}::text[], ${days.map(({ account }) => account)}::text[],
        ${days.map(({ day }) => day)}::date[], ${days.map(({ hasCost }) => hasCost)}::boolean[],
        ${days.map(({ usageRank }) => usageRank)}::smallint[], ${told.map(({ usageCost }) => usageCost)}::boolean[],
        ${told.map(({ charges }) => charges)}::boolean[])
        as d (biller, account, day, has_cost, usage_rank, usage_cost, charges)
      where exists (
        select 1 from bill_day b
        join bill o on o.org_id = b.org_id and o.id = b.bill_id and o.digest <> ${digest}
        where b.org_id = ${orgId} and o.org_id = ${orgId} and b.biller = d.biller and b.account = d.account and b.day = d.day
          and ((b.has_cost and d.has_cost and ((b.tells_usage_cost and d.usage_cost) or (b.tells_charges and d.charges)))
            or (b.usage_rank > 0 and b.usage_rank <= d.usage_rank)))`,
    dayRow,
    { on },
  )
}

/**
 * The bills that count on each day: for what usage cost the newest that tells of it, for fees, credits and taxes the
 * newest that tells of those, so that a file of fees alone takes no usage along (corrections count with what usage cost
 * where their bill tells it, else until a newer bill does); for usage the one that tells most and
 * of these the newest. It is asked with a condition on its org_id.
 */
export function standing(orgId: number): Prisma.Sql {
  return Prisma.sql`(
    select d.org_id, d.biller, d.account, d.day, d.zone, d.bill_id, d.has_cost, d.tells_usage_cost, d.usage_rank,
      d.has_cost and d.tells_usage_cost
        and d.bill_id = max(d.bill_id) filter (where d.has_cost and d.tells_usage_cost) over same as counts_usage_cost,
      d.has_cost and d.tells_charges
        and d.bill_id = max(d.bill_id) filter (where d.has_cost and d.tells_charges) over same as counts_charges,
      max(d.bill_id) filter (where d.has_cost and d.tells_usage_cost) over same as usage_cost_bill,
      bool_or(d.usage_rank > 0) over same as tells_usage,
      d.usage_rank > 0 and d.bill_id = first_value(d.bill_id) over best as counts_usage
    from bill_day d
    where d.org_id = ${orgId}
    window same as (partition by d.biller, d.account, d.day),
      best as (partition by d.biller, d.account, d.day order by d.usage_rank desc, d.bill_id desc)
  )`
}
