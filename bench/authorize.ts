import { once } from "node:events"
import { readFileSync } from "node:fs"
import { Agent, type IncomingMessage, request } from "node:http"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"
import { mintScope } from "@/lib/auth/scope"
import { putBudget } from "@/lib/budgets/mutations"
import { type BudgetInput, budgetInput } from "@/lib/budgets/schema"
import { type Figure, quantile } from "./figures"
import { type Bench, bodiesOf, post } from "./ingest"
import { MOST_OPEN, sendSteadily } from "./steady"

const PER_SECOND = 500
const WARM_UP_SECONDS = 3
const SECONDS = 20
/** Events a second that are sent meanwhile, in bodies of a thousand. */
const EVENTS_PER_SECOND = 1_000
/** A call that gets no answer in this time has none. */
const PATIENCE_MS = 5_000
const SOCKETS = 64
const TICK_MS = 10
const ALONE = 1_500
/** Until V8 has compiled what a call runs. */
const WARM_UP_CALLS = 8_000

const BUDGETS: Record<string, Partial<BudgetInput> | object> = {
  all: { amount: "100000000" },
  "each-user": { each: "user", amount: "100000", on_exceed: "deny" },
  "each-team-day": { each: "team", amount: "100000", period: "day" },
  production: { scope: { environment: "production" }, amount: "100000000", on_exceed: "deny" },
  ...Object.fromEntries(
    Array.from({ length: 16 }, (_, n) => [
      `feature-${n}`,
      { scope: { feature: `feature-${n}` }, amount: "1000000", on_exceed: "deny" },
    ]),
  ),
}

async function setBudgets(orgId: number): Promise<void> {
  const scope = mintScope(orgId, { kind: "system", job: "bench" })
  for (const [slug, more] of Object.entries(BUDGETS)) {
    await putBudget(scope, slug, budgetInput.parse({ name: slug, period: "month", ...more }))
  }
}

interface Asked {
  /** Calls that were made; fewer than were meant where the machine did not carry them. */
  made: number
  times: number[]
  decisions: Map<string, number>
  /** Connections refused or reset, answers other than 200, and calls without an answer in time. */
  failures: string[]
}

const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS })

async function ask(bench: Bench, n: number): Promise<string> {
  const body = Buffer.from(
    JSON.stringify({
      ...{ feature: `feature-${n % 24}`, user: `user-${n % 200}`, team: `team-${n % 8}` },
      environment: "production",
      expires_in: 30,
      estimate: { provider: "openai", model: "gpt-5.4-mini", input_tokens: 1_200, output_tokens: 400 },
    }),
  )
  const sending = request(`${bench.url}/api/v1/budgets/authorize`, {
    agent,
    method: "POST",
    timeout: PATIENCE_MS,
    headers: {
      authorization: `Bearer ${bench.keys.ingest}`,
      "content-type": "application/json",
      "content-length": body.length,
    },
  })
  sending.on("timeout", () => sending.destroy(new Error("no answer in time")))
  sending.end(body)
  const [response] = (await once(sending, "response")) as [IncomingMessage]
  const answer = await text(response)
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${answer.slice(0, 120)}`)
  return (JSON.parse(answer) as { decision: string }).decision
}

async function askSteadily(bench: Bench, seconds: number, asked: Asked | null): Promise<void> {
  const noted = asked && {
    answered: (decision: string, ms: number) => {
      asked.times.push(ms)
      asked.decisions.set(decision, (asked.decisions.get(decision) ?? 0) + 1)
    },
    failed: (error: Error & { code?: string }) => void asked.failures.push(error.code ?? error.message),
  }
  const made = await sendSteadily({ perSecond: PER_SECOND, seconds, send: (n) => ask(bench, n) }, noted)
  if (asked) asked.made = made
}

/** What the web server has computed so far, on Linux. */
function cpuMs(pid: number | undefined): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number)
    return (user + system) * TICK_MS
  } catch {
    return null
  }
}

/** How much of a core a call takes: other programs on the machine do not change it much. Null where nobody tells. */
async function serverTime(bench: Bench): Promise<number | null> {
  const round = async (count: number) => {
    let next = 0
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (next < count) await ask(bench, next++)
      }),
    )
  }
  await round(WARM_UP_CALLS)
  const before = cpuMs(bench.webPid)
  await round(ALONE)
  const after = cpuMs(bench.webPid)
  return before === null || after === null ? null : (after - before) / ALONE
}

async function ingestMeanwhile(bench: Bench, stop: AbortSignal): Promise<number> {
  const bodies = bodiesOf(EVENTS_PER_SECOND * (WARM_UP_SECONDS + SECONDS + 5), `authorize-${Date.now()}`, 23)
  let sent = 0
  for (const body of bodies) {
    if (stop.aborted) break
    const began = performance.now()
    await post(bench, body)
    sent += 1_000
    await sleep(Math.max(0, (1_000 / EVENTS_PER_SECOND) * 1_000 - (performance.now() - began)))
  }
  return sent
}

async function serverP95(bench: Bench): Promise<number | null> {
  // Counts are written every five seconds.
  await sleep(6_000)
  const headers = { authorization: `Bearer ${bench.keys.read}` }
  const answer = await fetch(`${bench.url}/api/v1/budgets/authorize`, { headers })
  const { p95_ms } = (await answer.json()) as { p95_ms: number | null }
  return p95_ms
}

/** "May I spend?" at a steady rate beside ingest, from the sender's side, on the machine that also sends. */
export async function authorizeFigures(bench: Bench, ledger: string): Promise<Figure[]> {
  await setBudgets(bench.orgId)
  const eachMs = await serverTime(bench)
  const stop = new AbortController()
  const ingest = ingestMeanwhile(bench, stop.signal)
  await askSteadily(bench, WARM_UP_SECONDS, null)
  const asked: Asked = { made: 0, times: [], decisions: new Map(), failures: [] }
  await askSteadily(bench, SECONDS, asked)
  stop.abort()
  await ingest
  agent.destroy()
  const { made, times, failures } = asked
  for (const failure of new Set(failures)) console.error(`  no answer: ${failure}`)
  const inside = await serverP95(bench)
  const name = `${ledger}: may I spend? at ${PER_SECOND} a second beside ${EVENTS_PER_SECOND} events a second`
  const p95: Figure = {
    name: `${name}, p95`,
    value: quantile(times, 0.95),
    unit: "ms",
    limit: { of: "value", most: 10 },
  }
  if (inside !== null) p95.baseline = { name: "within the server, at most, since its start", value: inside }
  const figures: Figure[] = [
    p95,
    { name: `${name}, p50`, value: quantile(times, 0.5), unit: "ms" },
    {
      name: `${name}, calls before the machine fell ${MOST_OPEN} behind`,
      value: made,
      unit: "calls",
      limit: { of: "value", least: SECONDS * PER_SECOND },
    },
    {
      name: `${name}, without an answer`,
      value: failures.length,
      unit: "calls",
      limit: { of: "value", most: 0 },
    },
  ]
  return eachMs === null
    ? figures
    : [
        ...figures,
        {
          name: `${ledger}: may I spend?, of the web server's time for each call`,
          value: eachMs,
          unit: "ms",
        },
      ]
}
