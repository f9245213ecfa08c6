import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { beginBatch } from "@/lib/ledger/batch"
import { FLAG } from "@/lib/ledger/usage-event"
import type { CreditLine } from "./allocate"

/** Changes of what is paid that one statement writes. */
const AT_ONCE = 2_000

const lineRow = z.object({
  time: z.date(),
  key: z.bigint(),
  line: z.number(),
  context_id: z.number(),
  billed: z.string().transform(BigInt),
  tokens: z.string().transform(BigInt),
})

export interface Stretch {
  from: Date
  to: Date
}

/** What stands to be paid in a stretch, in order: lines with corrections and new prices, without credits. */
export async function linesOf(
  on: Connection,
  orgId: number,
  { from, to }: Stretch,
  contexts: readonly number[],
): Promise<CreditLine[]> {
  const rows = await query(
    Prisma.sql`
      select c.time, c.event_key as key, c.line, c.context_id, sum(c.billed_pico)::text as billed,
        sum(c.input_uncached::bigint + c.cache_read + c.output + coalesce(c.cache_write_5m, 0)
          + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0))::text as tokens
      from charge c
      where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} and c.flags & ${FLAG.credit} = 0
        and c.context_id = any (${contexts}::integer[])
      group by c.time, c.event_key, c.line, c.context_id
      having sum(c.billed_pico) > 0
      order by c.time, c.event_key, c.line`,
    lineRow,
    { on },
  )
  return rows.map(({ context_id, ...row }) => ({ ...row, contextId: context_id }))
}

const usedRow = z.object({
  grant_id: z.number(),
  time: z.date(),
  key: z.bigint(),
  line: z.number(),
  billed: z.bigint(),
  tokens: z.bigint(),
})
export type UsedRow = z.output<typeof usedRow>

export function usesIn(on: Connection, orgId: number, { from, to }: Stretch): Promise<UsedRow[]> {
  return query(
    Prisma.sql`select u.grant_id, u.time, u.event_key as key, u.line, u.billed_pico as billed, u.tokens
      from credit_use u where u.org_id = ${orgId} and u.time >= ${from} and u.time < ${to}`,
    usedRow,
    { on },
  )
}

const sumRow = z.object({
  grant_id: z.number(),
  billed: z.string().transform(BigInt),
  tokens: z.string().transform(BigInt),
})

/** What each grant has paid before an instant. */
export async function usedBefore(on: Connection, orgId: number, before: Date) {
  const rows = await query(
    Prisma.sql`select u.grant_id, sum(u.billed_pico)::text as billed, sum(u.tokens)::text as tokens
      from credit_use u where u.org_id = ${orgId} and u.time < ${before} group by 1`,
    sumRow,
    { on },
  )
  return new Map(rows.map(({ grant_id, ...sums }) => [grant_id, sums]))
}

/** A grant pays `billed` and `tokens` more of a line, or less where they are below zero. */
export interface UseChange {
  grantId: number
  time: Date
  key: bigint
  line: number
  billed: bigint
  tokens: bigint
}

/** The uses as they are from now on; those that pay nothing any more are gone. */
async function keepUses(on: Connection, orgId: number, changes: readonly UseChange[]): Promise<void> {
  const of = <T>(pick: (change: UseChange) => T) => changes.map(pick)
  await execute(
    Prisma.sql`
      insert into credit_use (org_id, grant_id, time, event_key, line, billed_pico, tokens)
      select ${orgId}::integer, d.grant_id, d.time, d.key, d.line, d.billed, d.tokens
      from unnest(${of((c) => c.grantId)}::integer[], ${of((c) => c.time)}::timestamptz[],
        ${of((c) => c.key)}::bigint[], ${of((c) => c.line)}::smallint[], ${of((c) => c.billed)}::bigint[],
        ${of((c) => c.tokens)}::bigint[]) as d (grant_id, time, key, line, billed, tokens)
      on conflict (org_id, grant_id, time, event_key, line) do update set
        billed_pico = credit_use.billed_pico + excluded.billed_pico, tokens = credit_use.tokens + excluded.tokens`,
    { on },
  )
  await execute(
    Prisma.sql`delete from credit_use u
      where u.org_id = ${orgId} and u.billed_pico = 0 and u.tokens = 0 and u.time = any (${of((c) => c.time)}::timestamptz[])`,
    { on },
  )
}

/**
 * The same in the ledger: a signed row per line at the time of its call, of its context, user and session, that
 * the rollup worker adds like any other. Its key is the event's turned round: a correction of the event
 * looks for rows of the event's own.
 */
async function appendRows(on: Connection, orgId: number, changes: readonly UseChange[]): Promise<void> {
  const byLine = new Map<string, UseChange>()
  for (const change of changes) {
    const id = `${change.time.getTime()} ${change.key} ${change.line}`
    const known = byLine.get(id)
    if (known) known.billed += change.billed
    else byLine.set(id, { ...change })
  }
  const lines = [...byLine.values()].filter(({ billed }) => billed !== 0n)
  if (lines.length === 0) return
  const times = lines.map(({ time }) => time)
  const batch = await beginBatch(on, orgId, { times, rows: lines.length })
  const written = await execute(
    Prisma.sql`
      insert into charge (time, event_key, batch_id, list_pico, billed_pico, request_key, org_id, context_id,
        user_id, session_id, input_uncached, cache_read, output, n, line, flags, extra)
      select c.time, ~c.event_key, ${batch.id}::bigint, 0, -d.billed, c.request_key, c.org_id, c.context_id,
        c.user_id, c.session_id, 0, 0, 0, 0, c.line, ${FLAG.credit}::smallint, '{"kind": "credit"}'
      from unnest(${lines.map(({ time }) => time)}::timestamptz[], ${lines.map(({ key }) => key)}::bigint[],
        ${lines.map(({ line }) => line)}::smallint[], ${lines.map(({ billed }) => billed)}::bigint[])
        as d (time, key, line, billed)
      join charge c on c.org_id = ${orgId} and c.time = d.time and c.event_key = d.key and c.line = d.line and c.n = 1
        and c.revision is null`,
    { on },
  )
  if (written !== lines.length) throw new Error("A credit names a line that the ledger does not hold.")
}

export async function writeChanges(
  on: Connection,
  orgId: number,
  changes: readonly UseChange[],
): Promise<void> {
  for (let at = 0; at < changes.length; at += AT_ONCE) {
    const some = changes.slice(at, at + AT_ONCE)
    await keepUses(on, orgId, some)
    await appendRows(on, orgId, some)
  }
}
