import { once } from "node:events"
import { Agent, type IncomingMessage, request } from "node:http"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import type pg from "pg"
import { trafficOf } from "./traffic"

export interface Bench {
  url: string
  orgId: number
  keys: { ingest: string; read: string }
  pool: pg.Pool
  /** The web server's process. */
  webPid?: number | undefined
}

const PER_REQUEST = 1_000
const IN_FLIGHT = 4

/** Bodies are made before the clock starts; times are spread over the last ten minutes. */
export function bodiesOf(count: number, run: string, seed: number): Buffer[] {
  const next = trafficOf({ seed, run })
  const start = Date.now() - 600_000
  const bodies: Buffer[] = []
  for (let sent = 0; sent < count; sent += PER_REQUEST) {
    const size = Math.min(PER_REQUEST, count - sent)
    const events = Array.from({ length: size }, (_, i) =>
      next(new Date(start + ((sent + i) * 590_000) / count)),
    )
    bodies.push(Buffer.from(JSON.stringify(events)))
  }
  return bodies
}

const agent = new Agent({ keepAlive: true })

/** A way in and the form of its bodies. */
export interface Way {
  path: string
  type: string
  encoding?: "gzip"
}

const EVENTS: Way = { path: "/api/v1/events", type: "application/json" }

/** By Node's own client: `fetch` spends ten times as much on a large body, on the server's own cores. */
export async function answerTo(
  bench: Bench,
  body: Buffer,
  { path, type, encoding }: Way,
  by: Agent = agent,
): Promise<{ status: number | undefined; text: string }> {
  const sending = request(`${bench.url}${path}`, {
    agent: by,
    method: "POST",
    headers: {
      authorization: `Bearer ${bench.keys.ingest}`,
      "content-type": type,
      "content-length": body.length,
      ...(encoding && { "content-encoding": encoding }),
    },
  })
  sending.end(body)
  const [response] = (await once(sending, "response")) as [IncomingMessage]
  return { status: response.statusCode, text: await text(response) }
}

export async function post(bench: Bench, body: Buffer, way: Way = EVENTS): Promise<void> {
  const answer = await answerTo(bench, body, way)
  if (answer.status !== 200)
    throw new Error(`The server answered ${answer.status}: ${answer.text.slice(0, 400)}`)
}

export async function pendingBatches({ pool, orgId }: Bench): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "select count(*)::integer as n from batch where org_id = $1 and not rolled",
    [orgId],
  )
  return rows[0]?.n ?? 0
}

/** Waits until the cubes hold every committed charge. */
export async function untilLevel(bench: Bench): Promise<void> {
  const deadline = Date.now() + 600_000
  while ((await pendingBatches(bench)) > 0) {
    if (Date.now() > deadline) throw new Error("The cubes did not catch up within ten minutes.")
    await sleep(20)
  }
}

export interface IngestTimes {
  events: number
  /** Until the last answer. */
  acknowledgedMs: number
  /** Until the cubes were level too. */
  rolledMs: number
}

/** Sends the bodies, four requests at a time, and waits for the rollups. */
export async function sendAll(
  bench: Bench,
  bodies: readonly Buffer[],
  events: number,
  way: Way = EVENTS,
): Promise<IngestTimes> {
  const start = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let body = bodies[next++]; body; body = bodies[next++]) await post(bench, body, way)
    }),
  )
  const acknowledgedMs = performance.now() - start
  await untilLevel(bench)
  return { events, acknowledgedMs, rolledMs: performance.now() - start }
}
