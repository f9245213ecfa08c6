import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { LINE_KINDS } from "@/lib/imports/bill"
import { standing } from "@/lib/imports/standing"

/** Days by their dates, the last one part of it. */
export interface Days {
  orgId: number
  from: string
  to: string
}

const dayRow = z.object({
  day: z.string(),
  biller: z.string(),
  /** What a day is to the bills that tell usage or its cost; to all of them where none does. */
  zones: z.array(z.string()),
  bills: z.array(z.int()),
  has_cost: z.boolean(),
  has_usage: z.boolean(),
  has_charges: z.boolean(),
  /** When the first of them was imported. */
  imported_at: z.date(),
})
export type BilledDay = z.output<typeof dayRow>

/** The days that bills speak for, and which bills count on them. */
export function readBilledDays({ orgId, from, to }: Days): Promise<BilledDay[]> {
  return ownRows(
    orgId,
    Prisma.sql`
      select s.day::text as day, s.biller,
        coalesce(array_agg(distinct s.zone order by s.zone) filter (where s.counts_usage_cost or s.counts_usage),
          array_agg(distinct s.zone order by s.zone)) as zones,
        array_agg(distinct s.bill_id order by s.bill_id) filter (where s.counts_usage_cost or s.counts_charges or s.counts_usage) as bills,
        bool_or(s.counts_usage_cost) as has_cost, bool_or(s.counts_usage) as has_usage,
        bool_or(s.counts_charges) as has_charges, min(b.imported_at) as imported_at
      from ${standing(orgId)} s join bill b on b.org_id = s.org_id and b.id = s.bill_id
      where b.org_id = ${orgId} and s.org_id = ${orgId} and s.day >= ${from}::date and s.day <= ${to}::date and (s.counts_usage_cost or s.counts_charges or s.counts_usage)
      group by 1, 2 order by 1, 2`,
    dayRow,
  )
}

const costRow = z.object({
  day: z.string(),
  biller: z.string(),
  model: z.string().nullable(),
  kind: z.enum(LINE_KINDS),
  currency: z.string(),
  scale: z.int(),
  amount: z.string(),
  rows: z.bigint(),
  items: z.array(z.string()),
  /** Service tiers that its lines name. */
  tiers: z.array(z.string()),
  /** Part of it is of an account whose tokens no bill of the day tells. */
  lacks_usage: z.boolean(),
})
export type CostRow = z.output<typeof costRow>

/**
 * What the bills that count say was charged. `scale` is that of the most exact amount of the whole bill: a bill that
 * rounds does so everywhere, and to cents at most.
 */
export function readCosts({ orgId, from, to }: Days): Promise<CostRow[]> {
  return ownRows(
    orgId,
    Prisma.sql`
      select l.day::text as day, l.biller, l.model, l.kind, l.currency, p.scale, sum(l.amount)::text as amount,
        sum(l.rows) as rows, bool_or(not s.tells_usage) as lacks_usage, (array_agg(distinct l.item order by l.item) filter (where l.item <> ''))[1:3] as items,
        coalesce(array_agg(distinct l.tier order by l.tier) filter (where l.tier is not null), '{}') as tiers
      from bill_line l
      join ${standing(orgId)} s
        on s.org_id = l.org_id and s.bill_id = l.bill_id and s.biller = l.biller and s.account = l.account and s.day = l.day
      join (
        select e.bill_id, e.currency, greatest(max(e.scale), 2)::integer as scale from bill_line e
        where e.org_id = ${orgId} and e.amount is not null
          and e.bill_id in (select b.bill_id from bill_day b
            where b.org_id = ${orgId} and b.day >= ${from}::date and b.day <= ${to}::date)
        group by 1, 2
      ) p on p.bill_id = l.bill_id and p.currency = l.currency
      where l.org_id = ${orgId} and s.org_id = ${orgId} and l.day >= ${from}::date and l.day <= ${to}::date
        and case when l.kind = 'usage' or (l.kind = 'correction' and s.tells_usage_cost) then s.counts_usage_cost
          else s.counts_charges and (l.kind <> 'correction' or s.bill_id > coalesce(s.usage_cost_bill, 0)) end
        and l.amount is not null
      group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
    costRow.extend({ items: costRow.shape.items.nullable().transform((items) => items ?? []) }),
  )
}

const sum = z
  .string()
  .nullable()
  .transform((digits) => (digits === null ? null : BigInt(digits)))
const usageRow = z.object({
  day: z.string(),
  biller: z.string(),
  model: z.string().nullable(),
  requests: sum,
  ...{ input: sum, input_uncached: sum, cache_read: sum, cache_write: sum, output: sum },
})
export type UsageRow = z.output<typeof usageRow>

/** What they say was used; calls only where every line tells them. */
export function readUsage({ orgId, from, to }: Days): Promise<UsageRow[]> {
  return ownRows(
    orgId,
    Prisma.sql`
      select l.day::text as day, l.biller, l.model,
        case when bool_and(l.requests is not null) then sum(l.requests)::text end as requests,
        sum(l.input)::text as input, sum(l.input_uncached)::text as input_uncached,
        sum(l.cache_read)::text as cache_read, sum(l.cache_write)::text as cache_write, sum(l.output)::text as output
      from bill_line l
      join ${standing(orgId)} s
        on s.org_id = l.org_id and s.bill_id = l.bill_id and s.biller = l.biller and s.account = l.account and s.day = l.day
      where l.org_id = ${orgId} and s.org_id = ${orgId} and l.day >= ${from}::date and l.day <= ${to}::date and s.counts_usage
        and l.kind = 'usage'
      group by 1, 2, 3 order by 1, 2, 3`,
    usageRow,
  )
}

const noteRow = z.object({
  id: z.int(),
  day: z.string(),
  biller: z.string(),
  model: z.string(),
  note: z.string(),
  amount: z
    .string()
    .nullable()
    .transform((pico) => (pico === null ? null : BigInt(pico))),
  created_at: z.date(),
  created_by: z.string().nullable(),
})
export type NoteRow = z.output<typeof noteRow>

/** What people said of the days' differences. */
export function readNotes({ orgId, from, to }: Days): Promise<NoteRow[]> {
  return ownRows(
    orgId,
    Prisma.sql`
      select n.id, n.day::text as day, n.biller, n.model, n.note, n.amount_pico::text as amount, n.created_at,
        coalesce(a.name, k.name) as created_by
      from bill_note n
      left join account a on a.id = n.created_by
      left join api_key k on k.org_id = ${orgId} and k.id = n.created_by_key
      where n.org_id = ${orgId} and n.day >= ${from}::date and n.day <= ${to}::date
      order by n.day, n.id`,
    noteRow,
  )
}
