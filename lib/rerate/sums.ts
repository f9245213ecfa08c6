import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { picoToString } from "@/lib/money"
import type { Difference } from "./differences"
import type { Pass } from "./job"

/** Adds what a step found to what its pass has found so far. */
export async function addSums(
  on: Connection,
  orgId: number,
  rerateId: number,
  pass: Pass,
  sums: readonly Difference[],
): Promise<void> {
  if (sums.length === 0) return
  const of = <T>(pick: (sum: Difference) => T) => sums.map(pick)
  const amounts = (pick: (sum: Difference) => bigint) => sums.map((sum) => String(pick(sum)))
  await execute(
    Prisma.sql`
      insert into rerate_sum (org_id, rerate_id, pass, month, context_id, calls, changed, list_before, list_after,
        billed_before, billed_after, unpriced_calls_before, unpriced_calls_after, unpriced_tokens_before,
        unpriced_tokens_after)
      select ${orgId}::integer, ${rerateId}::integer, ${pass}::text, d.*
      from unnest(${of((s) => s.month)}::timestamptz[], ${of((s) => s.contextId)}::integer[],
        ${of((s) => s.calls)}::bigint[], ${of((s) => s.changed)}::bigint[],
        ${amounts((s) => s.listBefore)}::numeric[], ${amounts((s) => s.listAfter)}::numeric[],
        ${amounts((s) => s.billedBefore)}::numeric[], ${amounts((s) => s.billedAfter)}::numeric[],
        ${of((s) => s.unpricedCallsBefore)}::bigint[], ${of((s) => s.unpricedCallsAfter)}::bigint[],
        ${of((s) => s.unpricedTokensBefore)}::bigint[], ${of((s) => s.unpricedTokensAfter)}::bigint[]) as d
      on conflict (org_id, rerate_id, pass, month, context_id) do update set
        calls = rerate_sum.calls + excluded.calls, changed = rerate_sum.changed + excluded.changed,
        list_before = rerate_sum.list_before + excluded.list_before,
        list_after = rerate_sum.list_after + excluded.list_after,
        billed_before = rerate_sum.billed_before + excluded.billed_before,
        billed_after = rerate_sum.billed_after + excluded.billed_after,
        unpriced_calls_before = rerate_sum.unpriced_calls_before + excluded.unpriced_calls_before,
        unpriced_calls_after = rerate_sum.unpriced_calls_after + excluded.unpriced_calls_after,
        unpriced_tokens_before = rerate_sum.unpriced_tokens_before + excluded.unpriced_tokens_before,
        unpriced_tokens_after = rerate_sum.unpriced_tokens_after + excluded.unpriced_tokens_after`,
    { on },
  )
}

const sameRow = z.object({ same: z.boolean() })

/**
 * Whether the check moves the same sums by the same amounts as the preview did. Calls that came meanwhile at the
 * price in force change nothing, and so do not count.
 */
export async function isAsPreviewed(on: Connection, orgId: number, rerateId: number): Promise<boolean> {
  const moves = (pass: Pass) => Prisma.sql`
    select s.month, s.context_id, s.changed, s.list_after - s.list_before as list,
      s.billed_after - s.billed_before as billed, s.unpriced_calls_after - s.unpriced_calls_before as calls,
      s.unpriced_tokens_after - s.unpriced_tokens_before as tokens
    from rerate_sum s
    where s.org_id = ${orgId} and s.rerate_id = ${rerateId} and s.pass = ${pass}
      and (s.changed > 0 or s.list_after <> s.list_before or s.billed_after <> s.billed_before
        or s.unpriced_tokens_after <> s.unpriced_tokens_before)`
  const [row] = await query(
    Prisma.sql`select not exists ((${moves("preview")}) except (${moves("check")}))
      and not exists ((${moves("check")}) except (${moves("preview")})) as same`,
    sameRow,
    { on },
  )
  return row?.same === true
}

const totalRow = z.object({
  calls: z.string().transform(Number),
  changed: z.string().transform(Number),
  before: z.string().transform(BigInt),
  after: z.string().transform(BigInt),
})

/** The totals of a pass, for the audit trail. */
export async function totalsOf(on: Connection, orgId: number, rerateId: number, pass: Pass) {
  const [row] = await query(
    Prisma.sql`select coalesce(sum(s.calls), 0)::text as calls, coalesce(sum(s.changed), 0)::text as changed,
        coalesce(sum(s.billed_before), 0)::text as before, coalesce(sum(s.billed_after), 0)::text as after
      from rerate_sum s where s.org_id = ${orgId} and s.rerate_id = ${rerateId} and s.pass = ${pass}`,
    totalRow,
    { on },
  )
  const { calls, changed, before, after } = row ?? { calls: 0, changed: 0, before: 0n, after: 0n }
  return {
    calls,
    changed,
    before: picoToString(before),
    after: picoToString(after),
    difference: picoToString(after - before),
  }
}
