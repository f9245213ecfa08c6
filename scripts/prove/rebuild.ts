import { join } from "node:path"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import { openAckLog } from "./ack-log"
import { cubeLines, differences, isOneTruth } from "./cubes"
import { filledTenants } from "./fleet"
import { untilLevel } from "./level"
import { runLoad } from "./load"
import { createMix } from "./mix"
import { count, type Findings } from "./report"
import type { Tenant } from "./tenant"
import type { World } from "./world"

const REBUILDS = 4
const RATE = 500

/** Cells that are other ones after a rebuild. */
async function cellsChanged(world: World, { orgId, scope }: Tenant) {
  await untilLevel(world, orgId)
  const before = await cubeLines(world, orgId)
  await rebuildCubes(scope)
  return { cells: before.length, changed: differences(before, await cubeLines(world, orgId)) }
}

/** Reads in single statements, over and over, while everything else goes on. */
async function watchTruth(world: World, orgId: number, until: AbortSignal) {
  const seen = { reads: 0, wrong: 0 }
  const client = await world.database.connect()
  try {
    while (!until.aborted) {
      seen.reads += 1
      if (!(await isOneTruth(client, orgId))) seen.wrong += 1
    }
  } finally {
    client.release()
  }
  return seen
}

async function rebuildUnderLoad(world: World, findings: Findings, tenant: Tenant): Promise<void> {
  const { seed, base, folder } = world
  const stop = new AbortController()
  const log = openAckLog(join(folder, "rebuild.jsonl"))
  const senders = tenant.sources.map(({ name, key }) => ({
    target: { base, key },
    mix: createMix({
      seed,
      sender: `rebuild-${name}`,
      prefix: "late-",
      now: new Date(),
      days: 33,
      corrected: 0.05,
    }),
  }))
  const until = stop.signal
  const rebuilds = async () => {
    for (let n = 0; n < REBUILDS; n += 1) await rebuildCubes(tenant.scope)
  }
  const [{ acked, unanswered }, { reads, wrong }] = await Promise.all([
    runLoad({ seed, senders, log, batch: 20, eventsPerSecond: RATE, abandoned: 0, until }),
    watchTruth(world, tenant.orgId, until),
    rebuilds().finally(() => stop.abort()),
  ])
  log.close()
  findings.note("rebuilds while events came in", `${REBUILDS}, ${count(acked)} events`)
  findings.exactly("batches never answered meanwhile", 0, unanswered)
  findings.must(
    "reads meanwhile in which cubes and charges differ",
    0,
    `${wrong} of ${count(reads)}`,
    wrong === 0,
  )
  const { cells, changed } = await cellsChanged(world, tenant)
  findings.must(
    "cells that differ after it all and one more rebuild",
    0,
    `${changed} of ${count(cells)}`,
    changed === 0,
  )
}

/** Cubes derived anew from the charges are the cubes that grew, byte for byte. */
export async function proveRebuild(world: World, findings: Findings, loaded: Tenant[]): Promise<void> {
  const tenants = await filledTenants(world, loaded)
  let cells = 0
  let changed = 0
  for (const tenant of tenants) {
    const compared = await cellsChanged(world, tenant)
    cells += compared.cells
    changed += compared.changed
  }
  findings.must(
    `cells of ${tenants.length} organisations that a rebuild changes`,
    0,
    `${changed} of ${count(cells)}`,
    cells > 0 && changed === 0,
  )
  const [first] = tenants
  if (first) await rebuildUnderLoad(world, findings, first)
}
