import autocannon from "autocannon"
import { median } from "./figures"
import type { Bench } from "./ingest"
import { trafficOf } from "./traffic"

const CONNECTIONS = 32
const SECONDS = 5
const ROUNDS = 3

interface Rate {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

async function measure(url: string, headers: Record<string, string>, body: () => string): Promise<Rate> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    requests: [{ setupRequest: (request) => ({ ...request, body: body() }) }],
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers were no 2xx and ${result.errors} failed.`)
  }
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}

/** One event a request, every id new, against an empty Next route under the same load, in turn. */
export async function singlePosts(bench: Bench, emptyUrl: string): Promise<{ events: Rate; empty: Rate }> {
  const next = trafficOf({ seed: 7, run: `single-${Date.now()}` })
  const body = () => JSON.stringify(next(new Date()))
  const authorization = `Bearer ${bench.keys.ingest}`
  const rounds: { events: Rate; empty: Rate }[] = []
  for (let i = 0; i < ROUNDS; i += 1) {
    rounds.push({
      empty: await measure(emptyUrl, { authorization }, body),
      events: await measure(`${bench.url}/api/v1/events`, { authorization }, body),
    })
  }
  const middle = (of: "events" | "empty"): Rate => ({
    perSecond: median(rounds.map((round) => round[of].perSecond)),
    p50Ms: median(rounds.map((round) => round[of].p50Ms)),
    p99Ms: median(rounds.map((round) => round[of].p99Ms)),
  })
  return { events: middle("events"), empty: middle("empty") }
}
