import { randomBytes } from "node:crypto"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type pg from "pg"
import { from as copyFrom, to as copyTo } from "pg-copy-streams"
import type { Bench } from "./ingest"

const COLUMNS = {
  charge: `time, event_key, batch_id, list_pico, billed_pico, computed_pico, reported_pico, request_key, org_id,
    context_id, user_id, session_id, price_id, input_uncached, cache_read, output, cache_write_5m, cache_write_1h,
    cache_write_other, reasoning, latency_ms, ttft_ms, n, line, flags, extra`,
  identity: "org_id, seconds, key, rest, payload, call_key",
  payload: "time, event_key, org_id, source_id, received_at, detail, body",
} as const
export type Table = keyof typeof COLUMNS

/** The rows that batches after `batch` wrote, their keys turned into others, as COPY text. */
async function copyOut({ pool, orgId }: Bench, table: Table, batch: bigint, turn: bigint): Promise<Buffer[]> {
  const columns = COLUMNS[table].replace(/\b(event_key|request_key|call_key|key)\b/g, `$1 # ${turn}`)
  const written = `select distinct event_key from charge where org_id = ${Number(orgId)} and batch_id > ${batch}`
  const where = {
    charge: `org_id = ${Number(orgId)} and batch_id > ${batch}`,
    identity: `org_id = ${Number(orgId)} and coalesce(call_key, key) in (${written})`,
    payload: `org_id = ${Number(orgId)} and event_key in (${written})`,
  }[table]
  const client = await pool.connect()
  try {
    const chunks: Buffer[] = []
    for await (const chunk of client.query(
      copyTo(`copy (select ${columns} from ${table} where ${where}) to stdout`),
    )) {
      chunks.push(chunk as Buffer)
    }
    return chunks
  } finally {
    client.release()
  }
}

export async function copyIn(
  pool: pg.Pool,
  table: Table,
  rows: Iterable<Buffer | string> | AsyncIterable<Buffer | string>,
): Promise<void> {
  const client = await pool.connect()
  try {
    await pipeline(
      Readable.from(rows),
      client.query(copyFrom(`copy ${table} (${COLUMNS[table]}) from stdin`)),
    )
  } finally {
    client.release()
  }
}

export async function lastBatch({ pool, orgId }: Bench): Promise<bigint> {
  const { rows } = await pool.query<{ id: string }>(
    "select coalesce(max(id), 0)::text as id from batch where org_id = $1",
    [orgId],
  )
  return BigInt(rows[0]?.id ?? "0")
}

/**
 * What batches after `batch` wrote, once more and finished: read back, held in memory, and streamed with
 * COPY on two connections into the same tables and indexes, under the same organisation, so that the rows
 * fall on as many pages as those of HTTP did. Milliseconds until both have committed. The copies are in no
 * cube.
 */
export async function copySame(bench: Bench, batch: bigint): Promise<number> {
  const turn = randomBytes(8).readBigInt64BE(0)
  const charge = await copyOut(bench, "charge", batch, turn)
  const identity = await copyOut(bench, "identity", batch, turn)
  const payload = await copyOut(bench, "payload", batch, turn)
  const start = performance.now()
  await Promise.all([
    copyIn(bench.pool, "charge", charge),
    copyIn(bench.pool, "identity", identity).then(() => copyIn(bench.pool, "payload", payload)),
  ])
  return performance.now() - start
}
