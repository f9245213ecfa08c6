import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { randomOf } from "../demo/random"
import { openAckLog, readAckLog } from "./ack-log"
import { askSpend, wholeRange } from "./ask"
import { reportKills, reportLoad } from "./crash-report"
import { expectedOf } from "./expected"
import { makeFleet } from "./fleet"
import { type KillCounts, planBlows, runKills } from "./kill"
import { runLoad } from "./load"
import { count, type Findings } from "./report"
import { reportSettled, type Settled, settle } from "./settle"
import type { Tenant } from "./tenant"
import type { World } from "./world"

const BLOWS: KillCounts = { web: 20, worker: 5, backend: 3, postmaster: 1 }
const RATE = 2_000
const CALM_MS = 2_000

/** While the load runs: every answer's groups must sum to its total. */
async function watchSums(world: World, tenants: readonly Tenant[], until: AbortSignal) {
  const seen = { answers: 0, wrong: 0 }
  for (let turn = 0; !until.aborted; turn += 1) {
    await sleep(700, undefined, { signal: until }).catch(() => undefined)
    const tenant = tenants[turn % tenants.length]
    const asked = tenant && askSpend(world, tenant, { ...wholeRange(), group_by: "feature" })
    const answer = await asked?.catch(() => null)
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
  const { tenants, owners, senders } = await makeFleet(world)
  const path = join(world.folder, "acknowledged.jsonl")
  const log = openAckLog(path)
  const stop = new AbortController()
  const until = stop.signal
  const strike = async () => {
    const struck = await runKills(world, planBlows(randomOf(seed, "blows"), BLOWS))
    await sleep(CALM_MS)
    return struck
  }
  const [{ answers, wrong }, figures, kills] = await Promise.all([
    watchSums(world, tenants, until),
    runLoad({ seed, senders, log, batch: 50, eventsPerSecond: RATE, abandoned: 0.01, until }),
    strike().finally(() => stop.abort()),
  ])
  log.close()

  reportKills(findings, BLOWS, kills)
  reportLoad(findings, RATE, figures)
  findings.must(
    "answers under load whose groups miss their total",
    "0",
    `${wrong} of ${answers}`,
    wrong === 0,
  )
  const logged = readAckLog(path)
  const settled: Settled[] = []
  for (const tenant of tenants) {
    const own = logged.filter(({ sender }) => owners[sender]?.tenant === tenant)
    const expected = expectedOf(own, (sender) => owners[sender]?.source.sourceId ?? 0)
    settled.push(await settle(world, tenant, expected))
  }
  const unheard = settled.reduce((sum, { audit }) => sum + audit.unheard.length, 0)
  findings.note("cut off, of these there after all", `${count(figures.abandoned)}, ${count(unheard)}`)
  reportSettled(findings, settled)
  loaded.push(...tenants)
}
