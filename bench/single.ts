import autocannon from "autocannon"
import { median } from "./figures"
import type { Bench } from "./ingest"
import { trafficOf } from "./traffic"

const CONNECTIONS = 32
const SECONDS = 5
const ROUNDS = 3
/** Of each route, so that V8 has compiled what both run: that takes some ten thousand requests. */
const WARM_UP_SECONDS = 15

interface Rate {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

interface Load {
  url: string
  authorization: string
  body: () => string
}

async function measure({ url, authorization, body }: Load, seconds: number): Promise<Rate> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    method: "POST",
    headers: { "content-type": "application/json", authorization },
    requests: [{ setupRequest: (request) => ({ ...request, body: body() }) }],
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers were no 2xx and ${result.errors} failed.`)
  }
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}

/**
 * One event a request, every id new, against an empty Next route under the same load, in turn, after the
 * same unmeasured load of both: a server is warm for all but its first minute.
 */
export async function singlePosts(bench: Bench, emptyUrl: string): Promise<{ events: Rate; empty: Rate }> {
  const next = trafficOf({ seed: 7, run: `single-${Date.now()}` })
  const body = () => JSON.stringify(next(new Date()))
  const authorization = `Bearer ${bench.keys.ingest}`
  const empty: Load = { url: emptyUrl, authorization, body }
  const events: Load = { url: `${bench.url}/api/v1/events`, authorization, body }
  for (const load of [empty, events]) await measure(load, WARM_UP_SECONDS)
  const rounds: { events: Rate; empty: Rate }[] = []
  for (let i = 0; i < ROUNDS; i += 1) {
    rounds.push({
      empty: await measure(empty, SECONDS),
      events: await measure(events, SECONDS),
    })
  }
  const middle = (of: "events" | "empty"): Rate => ({
    perSecond: median(rounds.map((round) => round[of].perSecond)),
    p50Ms: median(rounds.map((round) => round[of].p50Ms)),
    p99Ms: median(rounds.map((round) => round[of].p99Ms)),
  })
  return { events: middle("events"), empty: middle("empty") }
}
