import { setTimeout as sleep } from "node:timers/promises"
import { quantile } from "./figures"
import { type Bench, post } from "./ingest"
import { trafficOf } from "./traffic"

const DAY = 86_400_000

/** Spend that is attributed, as the overview asks for it. */
const KNOWN = ["user", "agent", "feature", "team"]
  .map((dimension) => `filter=${encodeURIComponent(`${dimension}!=`)}`)
  .join("&")

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
    "this month so far against the last, attributed": `limit=1&compare=previous&${KNOWN}`,
  }
}

export interface QueryTimes {
  name: string
  /** The very first time, before the worker knows that this is asked for. */
  firstMs: number
  p50Ms: number
  p95Ms: number
}

const ROUNDS = 20

/** How long the API took to answer a question by a reading key, with all of what it said. */
export async function msToAnswer(bench: Bench, name: string, address: string): Promise<number> {
  const start = performance.now()
  const response = await fetch(`${bench.url}/api/v1/${address}`, {
    headers: { authorization: `Bearer ${bench.keys.read}` },
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${name}: ${response.status} ${text.slice(0, 300)}`)
  return performance.now() - start
}

/** Until the worker has summed every day but today by what was asked for. */
async function untilFolded({ pool, orgId }: Bench): Promise<void> {
  const deadline = Date.now() + 120_000
  while (Date.now() < deadline) {
    const { rows } = await pool.query<{ stale: number }>(
      `select count(*)::integer as stale from cuboid c join cube_version v using (org_id)
       left join cuboid_stamp s on s.org_id = $1 and s.cuboid_id = c.id and s.day = v.day
       where c.org_id = $1 and v.org_id = $1 and v.day < now() - interval '1 day' and s.version is distinct from v.version`,
      [orgId],
    )
    if (rows[0]?.stale === 0) return
    await sleep(200)
  }
  throw new Error("The cuboids were not summed within two minutes.")
}

/**
 * Each question many times over HTTP, in turn, so that no one of them owns the caches, while one event a
 * second keeps today moving. A question returns how long its answer took.
 */
export async function timesInTurn(
  bench: Bench,
  questions: Readonly<Record<string, () => Promise<number>>>,
): Promise<QueryTimes[]> {
  const next = trafficOf({ seed: 5, run: `beside-${Date.now()}` })
  const body = () => Buffer.from(JSON.stringify(next(new Date())))
  await post(bench, body())
  const beside = setInterval(() => void post(bench, body()).catch(() => undefined), 1_000)
  const times = new Map<string, { firstMs: number; all: number[] }>()
  try {
    for (const [name, question] of Object.entries(questions)) {
      times.set(name, { firstMs: await question(), all: [] })
    }
    await untilFolded(bench)
    for (let round = -2; round < ROUNDS; round += 1) {
      for (const [name, question] of Object.entries(questions)) {
        const ms = await question()
        if (round >= 0) times.get(name)?.all.push(ms)
      }
    }
  } finally {
    clearInterval(beside)
  }
  return [...times].map(([name, { firstMs, all }]) => ({
    name,
    firstMs,
    p50Ms: quantile(all, 0.5),
    p95Ms: quantile(all, 0.95),
  }))
}

export function spendQueries(bench: Bench): Promise<QueryTimes[]> {
  return timesInTurn(
    bench,
    Object.fromEntries(
      Object.entries(asked()).map(([name, parameters]) => [
        name,
        () => msToAnswer(bench, name, `spend?${parameters}`),
      ]),
    ),
  )
}
