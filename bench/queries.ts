import { quantile } from "./figures"
import type { Bench } from "./ingest"

const DAY = 86_400_000

function asked(): Record<string, string> {
  const day = (back: number) => new Date(Date.now() - back * DAY).toISOString().slice(0, 10)
  const instant = (back: number) => encodeURIComponent(new Date(Date.now() - back * DAY).toISOString())
  const tomorrow = day(-1)
  return {
    "30 days, day × team": `from=${day(30)}&to=${tomorrow}&group_by=team`,
    "30 days, day × model": `from=${day(30)}&to=${tomorrow}&group_by=model`,
    "30 days, feature × model, one environment": `from=${day(30)}&to=${tomorrow}&group_by=feature,model&filter=environment=production`,
    "90 days by feature, per week": `from=${day(89)}&to=${tomorrow}&group_by=feature&interval=week`,
    "90 days by provider and route, per month": `from=${day(89)}&to=${tomorrow}&group_by=provider,route&interval=month`,
    "30 days of one feature by agent": `from=${day(30)}&to=${tomorrow}&group_by=agent&filter=feature=feature-3`,
    "48 hours, hour × feature": `from=${instant(2)}&to=${tomorrow}&group_by=feature&interval=hour`,
    "30 days, largest users": `from=${day(30)}&to=${tomorrow}&group_by=user&limit=8`,
    "one user, 30 days by feature": `from=${day(30)}&to=${tomorrow}&group_by=feature&filter=user=user-77`,
    "this month so far against the last, by team": `group_by=team&compare=previous`,
  }
}

export interface QueryTimes {
  name: string
  p50Ms: number
  p95Ms: number
}

const ROUNDS = 20

/** Each question many times over HTTP, in turn, so that no one of them owns the caches. */
export async function spendQueries(bench: Bench): Promise<QueryTimes[]> {
  const times = new Map<string, number[]>()
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [name, parameters] of Object.entries(asked())) {
      const start = performance.now()
      const response = await fetch(`${bench.url}/api/v1/spend?${parameters}`, {
        headers: { authorization: `Bearer ${bench.keys.read}` },
      })
      const text = await response.text()
      if (response.status !== 200) throw new Error(`${name}: ${response.status} ${text.slice(0, 300)}`)
      if (round < 0) continue
      times.set(name, [...(times.get(name) ?? []), performance.now() - start])
    }
  }
  return [...times].map(([name, all]) => ({ name, p50Ms: quantile(all, 0.5), p95Ms: quantile(all, 0.95) }))
}
