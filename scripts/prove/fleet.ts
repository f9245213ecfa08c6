import { join } from "node:path"
import { openAckLog } from "./ack-log"
import { runLoad, type Sender } from "./load"
import { createMix } from "./mix"
import { makeTenant, type SourceKey, type Tenant } from "./tenant"
import type { World } from "./world"

const ZONES = ["UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]
const SOURCES = ["app-1", "app-2"]
const CALM_LOAD_MS = 15_000

/** Organisations in four time zones, two senders each, which use the same ids. */
export interface Fleet {
  tenants: Tenant[]
  /** By the sender's number. */
  owners: { tenant: Tenant; source: SourceKey }[]
  senders: Sender[]
}

export async function makeFleet(world: World): Promise<Fleet> {
  const tenants: Tenant[] = []
  for (const zone of ZONES) tenants.push(await makeTenant(`Load in ${zone}`, zone, SOURCES))
  const owners = tenants.flatMap((tenant) => tenant.sources.map((source) => ({ tenant, source })))
  const now = new Date()
  const senders = owners.map(({ tenant, source }) => ({
    target: { base: world.base, key: source.key },
    mix: createMix({
      seed: world.seed,
      sender: `${tenant.orgId}-${source.name}`,
      now,
      days: 33,
      corrected: 0.03,
    }),
  }))
  return { tenants, owners, senders }
}

/** The organisations that the crash proof filled, or new ones filled calmly when it was left out. */
export async function filledTenants(world: World, loaded: Tenant[]): Promise<readonly Tenant[]> {
  if (loaded.length > 0) return loaded
  const { tenants, senders } = await makeFleet(world)
  const log = openAckLog(join(world.folder, "calm.jsonl"))
  const until = AbortSignal.timeout(CALM_LOAD_MS)
  await runLoad({ seed: world.seed, senders, log, batch: 50, eventsPerSecond: 2_000, abandoned: 0, until })
  log.close()
  loaded.push(...tenants)
  return loaded
}
