import { randomBytes } from "node:crypto"
import { copyIn } from "./copy"
import type { Bench } from "./ingest"
import { seeded, weightedDraw, workloads } from "./traffic"

const DAY = 86_400_000
const DAYS = 90

interface Known {
  contexts: { id: number; weight: number; failed: boolean }[]
  users: number[]
  priceId: number
}

/** The numbers that the ledger gave to the bench's traffic when it came in over HTTP. */
async function learn({ pool, orgId }: Bench): Promise<Known> {
  const weights = new Map(
    workloads().map((w) => [
      [w.feature, w.agent, w.environment, w.provider, w.model, w.route].join("|"),
      w.weight,
    ]),
  )
  const contexts = await pool.query<{ id: number; failed: boolean; key: string }>(
    `select id, status = 'error' as failed, concat_ws('|', feature, agent, environment, provider, model, route) as key from context where org_id = $1`,
    [orgId],
  )
  const users = await pool.query<{ id: number }>("select id from end_user where org_id = $1 order by id", [
    orgId,
  ])
  const prices = await pool.query<{ id: number }>("select min(id) as id from price_used where org_id = $1", [
    orgId,
  ])
  return {
    // As in the traffic, one call in a hundred fails.
    contexts: contexts.rows.map(({ id, failed, key }) => ({
      ...{ id, failed, weight: (weights.get(key) ?? 1e-4) * (failed ? 0.01 : 1) },
    })),
    users: users.rows.map(({ id }) => id),
    priceId: prices.rows[0]?.id ?? 0,
  }
}

interface Row {
  charge: string
  identity: string
}

function* rowsOf(bench: Bench, known: Known, count: number, batch: bigint): Generator<Row> {
  const random = seeded(count)
  const pick = weightedDraw(
    known.contexts.map(({ weight }) => weight),
    random,
  )
  const pickUser = weightedDraw(
    known.users.map((_, i) => 1 / (i + 10)),
    random,
  )
  const start = Date.now() - DAYS * DAY
  for (let i = 0; i < count; i += 1) {
    const time = new Date(start + ((DAYS * DAY - 3_600_000) * i) / count)
    const bytes = randomBytes(24)
    const key = bytes.readBigInt64BE(0)
    const { id: context = 0, failed = false } = known.contexts[pick()] ?? {}
    const user = known.users[pickUser()] ?? 0
    const input = Math.floor(200 + 6_000 * random() ** 2)
    const output = Math.floor(20 + 900 * random() ** 2)
    const pico = BigInt(input * 2 + output * 12) * 1_000_000n
    const instant = time.toISOString()
    const seconds = Math.floor(time.getTime() / 1_000)
    const charge = `${instant}\t${key}\t${batch}\t${pico}\t${pico}\t\\N\t\\N\t${failed ? key : "\\N"}\t${bench.orgId}\t${context}\t${user}\t\\N\t${known.priceId}\t${input}\t${Math.floor(input * 0.3)}\t${output}\t\\N\t\\N\t\\N\t\\N\t${Math.floor(300 + 8_000 * random())}\t${Math.floor(150 + 900 * random())}\t1\t0\t${failed ? 3 : 1}\t\\N\n`
    const own = `${bench.orgId}\t${seconds}\t${key}\t${bytes.readBigInt64BE(8)}\t${bytes.readBigInt64BE(16)}\t\\N\n`
    // Three in four calls came with a response id: a second key that names the call.
    const response =
      i % 4 === 0
        ? ""
        : `${bench.orgId}\t${seconds}\t${randomBytes(8).readBigInt64BE(0)}\t${bytes.readBigInt64BE(8)}\t0\t${key}\n`
    yield { charge, identity: own + response }
  }
}

const CHUNK = 50_000

/**
 * Puts `count` finished events of the last 90 days into the ledger, as many as HTTP would take long to
 * send, under one rolled batch; the cubes are derived afterwards. Raw payloads are past their retention.
 */
export async function fill(bench: Bench, count: number): Promise<void> {
  const { pool, orgId } = bench
  const known = await learn(bench)
  const months = new Set(
    Array.from(
      { length: DAYS + 2 },
      (_, i) => `${new Date(Date.now() - i * DAY).toISOString().slice(0, 7)}-01`,
    ),
  )
  for (const month of months) await pool.query("select ledger_ensure_month($1::date)", [month])
  const made = await pool.query<{ id: string }>(
    "insert into batch (org_id, min_time, max_time, charges, rolled) values ($1, now() - interval '91 days', now(), $2, true) returning id::text",
    [orgId, count],
  )
  const rows = rowsOf(bench, known, count, BigInt(made.rows[0]?.id ?? "0"))
  for (let done = 0; done < count; done += CHUNK) {
    const charge: string[] = []
    const identity: string[] = []
    for (let i = 0; i < Math.min(CHUNK, count - done); i += 1) {
      const { value } = rows.next()
      if (!value) break
      charge.push(value.charge)
      identity.push(value.identity)
    }
    await Promise.all([
      copyIn(pool, "charge", [charge.join("")]),
      copyIn(pool, "identity", [identity.join("")]),
    ])
  }
  await pool.query("set statement_timeout = 0")
  await pool.query("select rollup_rebuild($1, (select zone from organisation where id = $1))", [orgId])
  await pool.query("vacuum analyze")
}
