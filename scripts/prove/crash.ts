import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { randomOf } from "../demo/random"
import { openAckLog, readAckLog } from "./ack-log"
import { askSpend, wholeRange } from "./ask"
import { reportKills, reportLoad } from "./crash-report"
import { expectedOf } from "./expected"
import { type KillCounts, planBlows, runKills } from "./kill"
import { runLoad } from "./load"
import { createMix } from "./mix"
import { untilReady } from "./ready"
import { count, type Findings } from "./report"
import { reportSettled, type Settled, settle } from "./settle"
import { makeTenant, type Tenant } from "./tenant"
import type { World } from "./world"

const ZONES = ["UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]
const SENDERS_EACH = 2
const BLOWS: KillCounts = { web: 20, worker: 5, backend: 3, postmaster: 1 }
const RATE = 2_000
const CALM_MS = 2_000

/** While the load runs: every answer's groups must sum to its total. */
async function watchSums(world: World, tenants: readonly Tenant[], until: AbortSignal) {
  const seen = { answers: 0, wrong: 0 }
  for (let turn = 0; !until.aborted; turn += 1) {
    await sleep(700, undefined, { signal: until }).catch(() => undefined)
    const tenant = tenants[turn % tenants.length]
    const answer =
      tenant && (await askSpend(world, tenant, { ...wholeRange(), group_by: "feature" }).catch(() => null))
    if (!answer) continue
    seen.answers += 1
    const calls = answer.groups.reduce((sum, group) => sum + group.calls, 0)
    if (calls !== answer.total.calls) seen.wrong += 1
  }
  return seen
}

/** R1: the server is killed again and again under load, and afterwards nothing is missing or doubled. */
export async function proveCrashes(world: World, findings: Findings, loaded: Tenant[]): Promise<void> {
  const { seed } = world
  const tenants: Tenant[] = []
  for (const [n, zone] of ZONES.entries()) {
    tenants.push(
      await makeTenant(
        `Load ${n + 1}`,
        zone,
        Array.from({ length: SENDERS_EACH }, (_, i) => `app-${i + 1}`),
      ),
    )
  }
  const sources = tenants.flatMap((tenant) => tenant.sources.map((source) => ({ tenant, source })))
  const now = new Date()
  const senders = sources.map(({ tenant, source }) => ({
    target: { base: world.base, key: source.key },
    mix: createMix({ seed, sender: `${tenant.orgId}-${source.name}`, now, days: 33, corrected: 0.03 }),
  }))
  const path = join(world.folder, "acknowledged.jsonl")
  const log = openAckLog(path)
  const stop = new AbortController()
  const sums = watchSums(world, tenants, stop.signal)
  const load = runLoad({
    seed,
    senders,
    log,
    batch: 50,
    eventsPerSecond: RATE,
    abandoned: 0.01,
    until: stop.signal,
  })
  const kills = await runKills(world, planBlows(randomOf(seed, "blows"), BLOWS))
  await sleep(CALM_MS)
  stop.abort()
  const figures = await load
  log.close()
  await untilReady(world.base, 30_000)

  reportKills(findings, BLOWS, kills)
  reportLoad(findings, RATE, figures)
  const { answers, wrong } = await sums
  findings.must(
    "answers under load whose groups miss their total",
    "0",
    `${wrong} of ${answers}`,
    wrong === 0,
  )
  const logged = readAckLog(path)
  const settled: Settled[] = []
  for (const tenant of tenants) {
    const own = logged.filter(({ sender }) => sources[sender]?.tenant === tenant)
    const expected = expectedOf(own, (sender) => sources[sender]?.source.sourceId ?? 0)
    settled.push(await settle(world, tenant, expected))
  }
  findings.note(
    "cut off and there after all, once each",
    count(settled.reduce((sum, { audit }) => sum + audit.unheard.length, 0)),
  )
  reportSettled(findings, settled)
  loaded.push(...tenants)
}
