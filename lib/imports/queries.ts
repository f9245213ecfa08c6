import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { BILL_TOKENS } from "./bill"
import { BILL_FORMATS, type Bill, type BillDetail } from "./schema"
import { standing } from "./standing"

const MOST_LINES = 2_000

const amountRow = z.object({ currency: z.string(), amount: z.string() })
const unreadRow = z.array(z.object({ row: z.int(), detail: z.string() }))
const billRow = z.object({
  id: z.int(),
  name: z.string(),
  format: z.enum(BILL_FORMATS),
  billers: z.array(z.string()),
  from: z.string(),
  to: z.string(),
  amounts: z.array(amountRow),
  rows: z.int(),
  unread: z.int(),
  unread_rows: unreadRow,
  days: z.int(),
  standing_days: z.int(),
  imported_at: z.date(),
  imported_by: z.string().nullable(),
  total: z.int(),
})

function billsStatement(orgId: number, limit: number, id: number | null): Prisma.Sql {
  return Prisma.sql`
    select b.id, b.name, b.format, b.rows, b.unread, b.unread_rows, b.imported_at, coalesce(a.name, k.name) as imported_by,
      d.billers, d."from", d."to", d.days, d.standing_days, (count(*) over ())::integer as total,
      coalesce((select jsonb_agg(jsonb_build_object('currency', s.currency, 'amount', s.amount) order by s.currency)
        from (select l.currency, trim_scale(sum(l.amount))::text as amount from bill_line l
          where l.org_id = ${orgId} and l.bill_id = b.id and l.amount is not null group by l.currency) s), '[]') as amounts
    from bill b
    join (
      select s.bill_id, array_agg(distinct s.biller order by s.biller) as billers, min(s.day)::text as "from",
        max(s.day)::text as "to", count(*)::integer as days,
        (count(*) filter (where s.counts_usage_cost or s.counts_charges or s.counts_usage or (not s.has_cost and s.usage_rank = 0)))::integer as standing_days
      from ${standing(orgId)} s where s.org_id = ${orgId} group by s.bill_id
    ) d on d.bill_id = b.id
    left join account a on a.id = b.imported_by
    left join api_key k on k.org_id = ${orgId} and k.id = b.imported_by_key
    where b.org_id = ${orgId} and (${id}::integer is null or b.id = ${id})
    order by b.id desc limit ${limit}`
}

function toBill({ unread_rows: _, total: __, imported_at, ...row }: z.output<typeof billRow>): Bill {
  return { ...row, imported_at: imported_at.toISOString() }
}

/** Bills that were imported, the newest first. They tell of everybody's spend. */
export async function listBills(scope: Scope, limit: number): Promise<{ imports: Bill[]; total: number }> {
  requireWholeSight(scope)
  const rows = await ownRows(scope.orgId, billsStatement(scope.orgId, limit, null), billRow)
  return { imports: rows.map(toBill), total: rows[0]?.total ?? 0 }
}

const count = z.bigint().nullable()
const lineRow = z.object({
  provider: z.string(),
  account: z.string(),
  day: z.string(),
  model: z.string().nullable(),
  tier: z.string().nullable(),
  kind: z.string(),
  item: z.string(),
  currency: z.string().nullable(),
  amount: z.string().nullable(),
  requests: count,
  ...{ input: count, input_uncached: count, cache_read: count, cache_write: count, output: count },
  total: z.int(),
})

/** One bill with its lines. Throws `not_found`. */
export async function getBill(scope: Scope, id: number): Promise<BillDetail> {
  requireWholeSight(scope)
  const { orgId } = scope
  const [[found], lines] = await Promise.all([
    ownRows(orgId, billsStatement(orgId, 1, id), billRow),
    ownRows(
      orgId,
      Prisma.sql`select l.biller as provider, l.account, l.day::text as day, l.model, l.tier, l.kind, l.item, l.currency,
          trim_scale(l.amount)::text as amount, l.requests, l.input, l.input_uncached, l.cache_read, l.cache_write,
          l.output, (count(*) over ())::integer as total
        from bill_line l where l.org_id = ${orgId} and l.bill_id = ${id} order by l.day, l.line limit ${MOST_LINES}`,
      lineRow,
    ),
  ])
  if (!found) throw new AppError("not_found", "There is no such bill.")
  return {
    ...toBill(found),
    unread_rows: found.unread_rows,
    lines: lines.map(toLine),
    total_lines: lines[0]?.total ?? 0,
  }
}

function toLine(row: z.output<typeof lineRow>): BillDetail["lines"][number] {
  const { provider, account, day, model, tier, kind, item, currency, amount, requests } = row
  const tokens = BILL_TOKENS.flatMap((name) =>
    row[name] === null ? [] : [[name, Number(row[name])] as const],
  )
  return {
    ...{ provider, account, day, model, tier, kind, item, currency, amount },
    requests: requests === null ? null : Number(requests),
    tokens: Object.fromEntries(tokens),
  }
}
