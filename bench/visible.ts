import { setTimeout as sleep } from "node:timers/promises"
import { quantile } from "./figures"
import type { Bench } from "./ingest"
import { trafficOf } from "./traffic"

const PER_SECOND = 1_000
const SECONDS = 10
const PROBE_EVERY_MS = 250

/** Under a steady load, how long after its answer an event stands in a spend answer. Milliseconds. */
export async function ackToVisible(bench: Bench): Promise<{ p50Ms: number; p95Ms: number }> {
  const run = `visible-${Date.now()}`
  const next = trafficOf({ seed: 11, run })
  const headers = { authorization: `Bearer ${bench.keys.ingest}`, "content-type": "application/json" }
  const post = (events: unknown) =>
    fetch(`${bench.url}/api/v1/events`, { method: "POST", headers, body: JSON.stringify(events) })
  const until = performance.now() + SECONDS * 1_000
  const load = (async () => {
    while (performance.now() < until) {
      const tick = performance.now()
      await post(Array.from({ length: PER_SECOND / 10 }, () => next(new Date())))
      await sleep(Math.max(0, 100 - (performance.now() - tick)))
    }
  })()
  const delays: number[] = []
  for (let n = 0; performance.now() < until; n += 1) {
    const feature = `probe-${run}-${n}`
    await (
      await post({ id: feature, provider: "openai", model: "gpt-5.6-sol", feature, usage: { output: 1 } })
    ).json()
    const answered = performance.now()
    for (;;) {
      const response = await fetch(`${bench.url}/api/v1/spend?group_by=feature&filter=feature=${feature}`, {
        headers: { authorization: `Bearer ${bench.keys.read}` },
      })
      const { total } = (await response.json()) as { total: { calls: number } }
      if (total.calls === 1) break
      if (performance.now() - answered > 30_000)
        throw new Error("An event did not become visible within 30 seconds.")
    }
    delays.push(performance.now() - answered)
    await sleep(PROBE_EVERY_MS)
  }
  await load
  return { p50Ms: quantile(delays, 0.5), p95Ms: quantile(delays, 0.95) }
}
