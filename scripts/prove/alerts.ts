import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { putBudget } from "@/lib/budgets/mutations"
import { budgetInput } from "@/lib/budgets/schema"
import { isAlive } from "@/lib/db/postmaster"
import { createEndpoint } from "@/lib/delivery/mutations"
import { type Random, randomOf } from "../demo/random"
import { supervise } from "../supervised"
import { auditAlerts } from "./alerts-audit"
import { type Hook, startHook } from "./hook"
import { count, type Findings, quantile, seconds } from "./report"
import { post } from "./send"
import { makeTenant, type Tenant } from "./tenant"
import type { World } from "./world"

const BUDGETS = 200
const KILLS = 50
/** Budgets that cross at once, in each of so many rounds. */
const AT_ONCE = BUDGETS / KILLS
const THRESHOLDS = [80, 100]
const CALM_MS = 700
const SETTLED_MS = 60_000
const AT_WORK_MS = 6_000

interface Scene {
  tenant: Tenant
  world: World
  hook: Hook
  /** When each feature's event was acknowledged that crosses a threshold. */
  acked: Map<string, number>
}

const name = (n: number) => `prove-${String(n).padStart(3, "0")}`

/** Two hundred budgets, one for each feature, that tell one endpoint. */
async function setScene(world: World): Promise<Scene> {
  const tenant = await makeTenant("Alerts", "Asia/Kathmandu", ["app"])
  const hook = await startHook()
  await createEndpoint(tenant.scope, { name: "Hook", target: { kind: "webhook", url: hook.url } })
  for (let n = 0; n < BUDGETS; n += 1) {
    const body = { name: name(n), scope: { feature: name(n) }, period: "quarter", amount: "10" }
    const input = budgetInput.parse({ ...body, thresholds: THRESHOLDS, notify: ["Hook"] })
    await putBudget(tenant.scope, name(n), input)
  }
  return { tenant, world, hook, acked: new Map() }
}

/** Reports a call of these features that brings each to `percent` of its limit, and notes when that was acknowledged. */
async function cross({ world, tenant, acked }: Scene, features: readonly string[], percent: number) {
  const [source] = tenant.sources
  if (!source) throw new Error("The proof has a source.")
  const events = features.map((feature) => ({
    ...{
      id: `${feature}-${percent}`,
      provider: "openai",
      model: "gpt-4o-mini",
      route: "openrouter",
      feature,
    },
    usage: { input_uncached: 100, output: 10 },
    cost: { amount: percent === 100 ? "2" : "8", currency: "USD" },
  }))
  for (;;) {
    const sent = await post({ base: world.base, key: source.key }, JSON.stringify(events))
    if (sent.kind === "answered") break
    await sleep(100)
  }
  for (const feature of features) acked.set(`${feature} ${percent}`, Date.now())
}

function round(n: number): string[] {
  return Array.from({ length: AT_ONCE }, (_, i) => name(n * AT_ONCE + i))
}

async function untilHeard({ hook: { sightings } }: Scene, wanted: number): Promise<void> {
  const deadline = Date.now() + SETTLED_MS
  const heard = () => new Set(sightings.map(({ title }) => title)).size
  while (heard() < wanted && Date.now() < deadline) await sleep(100)
}

type Pid = () => number | undefined

/** Resolves once a worker has been alive for long enough to be at work; with its number. */
async function atWork(pid: Pid, since: Map<number, number>): Promise<number> {
  for (;;) {
    const now = pid()
    if (now !== undefined && isAlive(now)) {
      const begun = since.get(now) ?? Date.now()
      since.set(now, begun)
      if (Date.now() - begun >= AT_WORK_MS) return now
    }
    await sleep(50)
  }
}

/** Kills one of two workers that are at work, one and the other in turn, at a drawn moment around a crossing. */
async function strikeAround(scene: Scene, n: number, [victim, other]: [number, number], random: Random) {
  const strike = async () => {
    await sleep(random.between(0, 900))
    const struck = n % 2 === 0 ? victim : other
    process.kill(struck, "SIGKILL")
    while (isAlive(struck)) await sleep(1)
  }
  await Promise.all([strike(), cross(scene, round(n), 100)])
}

function waits({ acked, hook: { sightings } }: Scene, percent: number): number[] {
  return [...acked].flatMap(([key, at]) => {
    const [feature, of] = key.split(" ")
    const first = sightings.find(({ title }) => title === `${feature}: ${of}% spent`)
    return Number(of) === percent && first ? [first.at - at] : []
  })
}

/** R11: workers are killed while budgets are crossed, and every crossing is recorded once and told. */
export async function proveAlerts(world: World, findings: Findings): Promise<void> {
  const scene = await setScene(world)
  const random = randomOf(world.seed, "alerts")
  const args = ["--conditions=react-server", "--import", "tsx", "scripts/worker.ts"]
  const watch = { env: world.server.env, onNotice: () => undefined, onGivenUp: () => undefined }
  const second = supervise({ ...watch, name: "The second worker", args })
  try {
    await sleep(AT_WORK_MS)
    for (let n = 0; n < KILLS; n += 1) {
      await cross(scene, round(n), 80)
      await sleep(CALM_MS)
    }
    await untilHeard(scene, BUDGETS)
    const since = new Map<number, number>()
    for (let n = 0; n < KILLS; n += 1) {
      const both: [number, number] = [
        await atWork(world.server.workerPid, since),
        await atWork(second.pid, since),
      ]
      await strikeAround(scene, n, both, random)
    }
    await untilHeard(scene, 2 * BUDGETS)
    findings.note("kills of two workers around crossings", KILLS)
    await report(scene, findings)
  } finally {
    await second.stop()
    await scene.hook.close()
  }
}

async function report(scene: Scene, findings: Findings): Promise<void> {
  const { missing, twice, unheard, ids, repeats } = await auditAlerts(
    scene.tenant.orgId,
    [...scene.acked.keys()].map((key) => key.replace(/ (\d+)$/, ": $1% spent")),
    scene.hook.sightings,
  )
  const crossings = count(scene.acked.size)
  findings.must("crossings not recorded", "0", `${missing} of ${crossings}`, missing === 0)
  findings.must("crossings recorded more than once", "0", `${twice} of ${crossings}`, twice === 0)
  findings.must("crossings not delivered", "0", `${unheard} of ${crossings}`, unheard === 0)
  findings.must("crossings delivered under several ids", "0", ids, ids === 0)
  findings.note("deliveries repeated, under the same id", repeats)
  const calm = quantile(waits(scene, 80), 0.95)
  findings.pace("acknowledged to delivered, p95", "5 s", seconds(calm), calm <= 5_000)
  const struck = waits(scene, 100)
  const [half, most] = [quantile(struck, 0.5), quantile(struck, 0.95)]
  findings.note("the same under the kills, p50 and p95", `${seconds(half)}, ${seconds(most)}`)
}
