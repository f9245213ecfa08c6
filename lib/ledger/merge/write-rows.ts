import "server-only"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import { beginBatch } from "@/lib/ledger/batch"
import type { LineRow } from "./read-reports"

/** A signed row to write: of the row it is made from, what it is counted under, and its number. */
export interface SignedRow {
  from: LineRow
  sign: 1 | -1
  revision: number | null
  contextId: number
  userId: number | null
  sessionId: number | null
  requestKey: bigint | null
  latencyMs: number | null
  ttftMs: number | null
  flags: number
}

function copiesFrom(table: Prisma.Sql, orgId: number, batch: bigint, which: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select c.time, c.event_key, ${batch}::bigint, d.sign * c.list_pico, d.sign * c.billed_pico, d.sign * c.computed_pico,
      d.sign * c.reported_pico, d.request, c.org_id, d.context, d.end_user, d.session, c.price_id,
      d.sign * c.input_uncached, d.sign * c.cache_read, d.sign * c.output, d.sign * c.cache_write_5m,
      d.sign * c.cache_write_1h, d.sign * c.cache_write_other, d.sign * c.reasoning, d.latency, d.ttft,
      d.sign, c.line, d.flags, c.extra, d.revision
    from d join ${table} c on c.org_id = ${orgId} and c.time = d.time and c.event_key = d.key and c.line = d.line
      and ${which}`
}

/** Writes the rows as one batch, which the rollup worker adds like any other. */
export async function writeRows(on: Connection, orgId: number, rows: readonly SignedRow[]): Promise<void> {
  if (rows.length === 0) return
  const times = rows.map(({ from }) => from.time)
  const { id: batch, first, last } = await beginBatch(on, orgId, { times, rows: rows.length })
  const of = <T>(pick: (row: SignedRow) => T) => rows.map(pick)
  const inLedger = Prisma.sql`d.in_ledger and c.n = 1 and c.revision is not distinct from d.made_from
    and c.time >= ${first} and c.time <= ${last}`
  const written = await execute(
    Prisma.sql`with d as materialized (
        select * from unnest(${of(({ from }) => from.time)}::timestamptz[], ${of(({ from }) => from.key)}::bigint[],
          ${of(({ from }) => from.line)}::smallint[], ${of(({ from }) => from.revision)}::smallint[],
          ${of(({ from }) => from.in_ledger)}::boolean[], ${of(({ sign }) => sign)}::smallint[],
          ${of(({ revision }) => revision)}::smallint[], ${of(({ contextId }) => contextId)}::integer[],
          ${of(({ userId }) => userId)}::integer[], ${of(({ sessionId }) => sessionId)}::integer[],
          ${of(({ requestKey }) => requestKey)}::bigint[], ${of(({ latencyMs }) => latencyMs)}::integer[],
          ${of(({ ttftMs }) => ttftMs)}::integer[], ${of(({ flags }) => flags)}::smallint[])
          as d (time, key, line, made_from, in_ledger, sign, revision, context, end_user, session, request, latency,
            ttft, flags)
      )
      insert into charge (
        time, event_key, batch_id, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
        context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m,
        cache_write_1h, cache_write_other, reasoning, latency_ms, ttft_ms, n, line, flags, extra, revision
      )
      ${copiesFrom(Prisma.sql`charge`, orgId, batch, inLedger)}
      union all
      ${copiesFrom(Prisma.sql`report_charge`, orgId, batch, Prisma.sql`not d.in_ledger`)}`,
    { on },
  )
  if (written !== rows.length) throw new Error("A merged report names a line that the ledger does not hold.")
}
