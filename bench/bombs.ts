import { Agent } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import { type Figure, quantile } from "./figures"
import { answerTo, type Bench, post, type Way } from "./ingest"
import { sendSteadily } from "./steady"
import { trafficOf } from "./traffic"

/** Batches a second of honest clients, and events in each. */
const PER_SECOND = 50
const PER_BATCH = 10
const WARM_UP_SECONDS = 10
/** Of each, alone and beside bombs in turn: what else the machine does falls on both alike. */
const ROUNDS = 4
const SECONDS = 5
/**
 * Clients that send nothing but bombs, each the next as soon as the last is answered, ten a second at most: more would
 * measure what any flood of requests does, whatever they hold.
 */
const BOMBERS = 4
const BOMB_EVERY_MS = 100
const INFLATED = 64 * 1024 * 1024

const EVENTS: Way = { path: "/api/v1/events", type: "application/json", encoding: "gzip" }
const TRACES: Way = { path: "/api/v1/otlp/v1/traces", type: "application/x-protobuf", encoding: "gzip" }

/** One that says how large it is, and one whose last bytes promise a small body, so that it has to be inflated. */
function bombs(): Buffer[] {
  const open = gzipSync(Buffer.alloc(INFLATED, " "))
  const hidden = Buffer.from(open)
  hidden.writeUInt32LE(1_000, hidden.length - 4)
  return [open, hidden]
}

const agent = new Agent({ keepAlive: true, maxSockets: BOMBERS })

/** Milliseconds until each bomb was refused. */
async function bombUntil(bench: Bench, stop: AbortSignal): Promise<number[]> {
  const kinds = bombs().flatMap((body) => [EVENTS, TRACES].map((way) => ({ body, way })))
  const times: number[] = []
  await Promise.all(
    Array.from({ length: BOMBERS }, async (_, client) => {
      for (let n = client; !stop.aborted; n += 1) {
        const kind = kinds[n % kinds.length]
        if (!kind) return
        const began = performance.now()
        const { status } = await answerTo(bench, kind.body, kind.way, agent)
        if (status !== 413) throw new Error(`A gzip bomb was answered ${status} rather than 413.`)
        const took = performance.now() - began
        times.push(took)
        await sleep(Math.max(0, BOMB_EVERY_MS - took))
      }
    }),
  )
  return times
}

/** Milliseconds until each honest batch was acknowledged. */
async function honestTimes(bench: Bench, seconds: number): Promise<number[]> {
  const next = trafficOf({ seed: 31, run: `bombs-${Date.now()}` })
  const times: number[] = []
  const send = () => {
    const events = Array.from({ length: PER_BATCH }, () => next(new Date()))
    return post(bench, Buffer.from(JSON.stringify(events)))
  }
  const failures: Error[] = []
  const noted = {
    answered: (_: unknown, ms: number) => void times.push(ms),
    failed: (error: Error) => void failures.push(error),
  }
  await sendSteadily({ perSecond: PER_SECOND, seconds, send }, noted)
  if (failures[0]) throw failures[0]
  return times
}

/** Honest clients at a steady rate, first alone and then beside clients that send gzip bombs. */
export async function bombFigures(bench: Bench, ledger: string): Promise<Figure[]> {
  await honestTimes(bench, WARM_UP_SECONDS)
  const quiet: number[] = []
  const beside: number[] = []
  const refused: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    quiet.push(...(await honestTimes(bench, SECONDS)))
    const stop = new AbortController()
    const bombing = bombUntil(bench, stop.signal)
    beside.push(...(await honestTimes(bench, SECONDS).finally(() => stop.abort())))
    refused.push(...(await bombing))
  }
  agent.destroy()
  const name = `${ledger}: batches of ${PER_BATCH} beside gzip bombs`
  const [alone, value] = [quantile(quiet, 0.99), quantile(beside, 0.99)]
  return [
    {
      name: `${name}, p99`,
      value,
      unit: "ms",
      baseline: { name: "without bombs", value: alone },
      ratio: value / alone,
      limit: { of: "ratio", most: 2 },
    },
    {
      name: `${name}, p50`,
      value: quantile(beside, 0.5),
      unit: "ms",
      baseline: { name: "without bombs", value: quantile(quiet, 0.5) },
    },
    {
      name: `${ledger}: gzip bombs until they are refused, p95`,
      value: quantile(refused, 0.95),
      unit: "ms",
      limit: { of: "value", most: 500 },
    },
    { name: `${ledger}: gzip bombs refused`, value: refused.length / (ROUNDS * SECONDS), unit: "a second" },
  ]
}
