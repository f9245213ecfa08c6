import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { beginBatch } from "@/lib/ledger/batch"
import type { NewPrice } from "./reprice"

export interface PriceChange {
  time: Date
  key: bigint
  line: number
  price: NewPrice
  priceId: number | null
}

const lockedRow = z.object({ locked: z.bigint() })

/**
 * Keeps corrections of these events out until the caller's commit, and says whether it could. It never waits: a
 * correction that holds one of them may be about to ask for another, in the order of its chain, and two that wait
 * for each other would cost a sender its batch. Where it could not, the caller lets go and comes again.
 */
export async function lockEvents(on: Connection, orgId: number, keys: readonly bigint[]): Promise<boolean> {
  const [row] = await query(
    Prisma.sql`with held as (
        select from identity i where i.org_id = ${orgId} and i.key = any (${keys}::bigint[]) for update skip locked
      ) select count(*) as locked from held`,
    lockedRow,
    { on },
  )
  return row?.locked === BigInt(new Set(keys).size)
}

/**
 * Takes each line back as it stands and puts it down at its new price: two rows of the call's own time and
 * context, which the rollup worker adds like any other. Lines are locked by `lockEvents`, and stand.
 */
export async function writePrices(
  on: Connection,
  orgId: number,
  rerateId: number,
  changes: readonly PriceChange[],
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.length * 2
  const times = changes.map(({ time }) => time)
  const { id: batch, first, last } = await beginBatch(on, orgId, { times, rows })
  const of = <T>(pick: (change: PriceChange) => T) => changes.map(pick)
  const written = await execute(
    Prisma.sql`
      with was as materialized (
        select distinct on (c.time, c.event_key, c.line) c.*, d.list as new_list, d.computed as new_computed,
          d.billed as new_billed, d.price_id as new_price_id, d.flags as new_flags,
          coalesce(c.revision, 0) + 1 as next_revision
        from unnest(${of(({ time }) => time)}::timestamptz[], ${of(({ key }) => key)}::bigint[],
          ${of(({ line }) => line)}::smallint[], ${of(({ price }) => price.list)}::bigint[],
          ${of(({ price }) => (price.computed === price.list ? null : price.computed))}::bigint[],
          ${of(({ price }) => price.billed)}::bigint[], ${of(({ priceId }) => priceId)}::integer[],
          ${of(({ price }) => price.flags)}::smallint[])
          as d (time, key, line, list, computed, billed, price_id, flags)
        join charge c on c.org_id = ${orgId} and c.time = d.time and c.event_key = d.key and c.line = d.line and c.n = 1
          and c.time >= ${first} and c.time <= ${last}
        order by c.time, c.event_key, c.line, c.revision desc nulls last
      )
      insert into charge (
        time, event_key, batch_id, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
        context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m,
        cache_write_1h, cache_write_other, reasoning, latency_ms, ttft_ms, n, line, flags, extra, rerate_id, revision
      )
      select w.time, w.event_key, ${batch}::bigint, -w.list_pico, -w.billed_pico, -w.computed_pico, -w.reported_pico,
        w.request_key, w.org_id, w.context_id, w.user_id, w.session_id, w.price_id, -w.input_uncached, -w.cache_read,
        -w.output, -w.cache_write_5m, -w.cache_write_1h, -w.cache_write_other, -w.reasoning, w.latency_ms, w.ttft_ms,
        -1, w.line, w.flags, w.extra, ${rerateId}::integer, w.next_revision
      from was w
      union all
      select w.time, w.event_key, ${batch}::bigint, w.new_list, w.new_billed, w.new_computed, w.reported_pico,
        w.request_key, w.org_id, w.context_id, w.user_id, w.session_id, w.new_price_id,
        w.input_uncached, w.cache_read, w.output, w.cache_write_5m, w.cache_write_1h, w.cache_write_other, w.reasoning,
        w.latency_ms, w.ttft_ms, 1, w.line, w.new_flags, w.extra, ${rerateId}::integer, w.next_revision
      from was w`,
    { on },
  )
  if (written !== rows) throw new Error("A new price names a line that the ledger does not hold.")
}
