import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { isAlive } from "@/lib/db/postmaster"
import { type Random, randomOf } from "../demo/random"
import { monitorReadiness, type ReadinessMonitor, untilReady } from "./ready"
import { underWay } from "./send"
import type { World } from "./world"

export type Victim = "web" | "worker" | "backend" | "postmaster"

export interface Blow {
  victim: Victim
  /** Whether the server must have come back from the blow before. */
  afterReady: boolean
  delayMs: number
}

export interface KillCounts {
  web: number
  worker: number
  backend: number
  postmaster: number
}

export interface KillFigures {
  struck: KillCounts
  /** Kills while requests were under way. */
  busy: number
  /** From a kill of the web server to ready. */
  restartsMs: number[]
  /** From a kill in PostgreSQL to ready. */
  recoveriesMs: number[]
  /** Kills before the server had returned from the one before, or after: proved, but not timed. */
  untimed: number
  /** Ready after the last blow without anybody's help. */
  returned: boolean
}

interface Struck {
  victim: Victim
  at: number
  busy: boolean
}

const READY_LIMIT_MS = 60_000
/** The supervisor takes the fifth death within ten seconds of a start for a program that cannot start. */
const OLD_EVERY = 4
const OLD_DELAY = { low: 10_500, high: 12_000 }
const DELAY = { low: 50, high: 6_000 }
/** Share of the web server's kills that do not wait for it to have come back from the one before. */
const HASTY = 0.25
const HASTY_DELAY = { low: 0, high: 2_500 }

/** Blows in an order and after delays that the seed decides. */
export function planBlows(random: Random, counts: KillCounts): Blow[] {
  const victims = Object.entries(counts).flatMap(([victim, n]) => Array<Victim>(n).fill(victim as Victim))
  for (let at = victims.length - 1; at > 0; at -= 1) {
    const other = random.between(0, at)
    const [a, b] = [victims[at], victims[other]]
    if (a && b) [victims[at], victims[other]] = [b, a]
  }
  let web = 0
  return victims.map((victim) => {
    if (victim === "web") web += 1
    if (victim === "web" && web % OLD_EVERY === 0) {
      return { victim, afterReady: true, delayMs: random.between(OLD_DELAY.low, OLD_DELAY.high) }
    }
    const hasty = victim === "web" && random.chance(HASTY)
    const { low, high } = hasty ? HASTY_DELAY : DELAY
    return { victim, afterReady: !hasty, delayMs: random.between(low, high) }
  })
}

/** A process that writes events for the web server, or null while there is none. */
async function writingBackend(world: World, random: Random): Promise<number | null> {
  const client = new pg.Client({ connectionString: world.server.databaseUrl })
  client.on("error", () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'tollgate ingest'
        order by state <> 'active', pid limit 4`,
    )
    return rows[random.between(0, Math.max(0, Math.min(1, rows.length - 1)))]?.pid ?? null
  } catch {
    return null
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function pidOf(world: World, victim: Victim, random: Random): Promise<number | null> {
  if (victim === "web") return world.server.webPid() ?? null
  if (victim === "worker") return world.server.workerPid() ?? null
  if (victim === "postmaster") return world.embedded.pid()
  return writingBackend(world, random)
}

/** SIGKILL to a living process of the server; waits for one where the last is still being replaced. The moment, or null. */
async function strike(world: World, victim: Victim, random: Random): Promise<number | null> {
  const deadline = Date.now() + READY_LIMIT_MS
  while (Date.now() < deadline) {
    const pid = await pidOf(world, victim, random)
    if (pid !== null && isAlive(pid)) {
      process.kill(pid, "SIGKILL")
      while (isAlive(pid)) await sleep(1)
      return Date.now()
    }
    await sleep(20)
  }
  return null
}

/** From each blow to ready, where no other blow came between and the server had returned from the one before. */
function timeReturns(struck: readonly Struck[], monitor: ReadinessMonitor) {
  const timed: { victim: Victim; tookMs: number }[] = []
  const felt = struck.filter(({ victim }) => victim !== "worker")
  felt.forEach(({ victim, at }, n) => {
    const ready = monitor.readySince(at)
    const before = n === 0 ? null : monitor.readySince(felt[n - 1]?.at ?? 0)
    const next = felt[n + 1]?.at ?? Number.POSITIVE_INFINITY
    const wasUp = n === 0 || (before !== null && before <= at)
    if (ready !== null && ready <= next && wasUp) timed.push({ victim, tookMs: ready - at })
  })
  const of = (...victims: Victim[]) =>
    timed.filter(({ victim }) => victims.includes(victim)).map(({ tookMs }) => tookMs)
  return {
    restartsMs: of("web"),
    recoveriesMs: of("backend", "postmaster"),
    untimed: felt.length - timed.length,
  }
}

/** Strikes as planned; resolves when the server is ready after the last blow, or is known to stay down. */
export async function runKills(world: World, blows: readonly Blow[]): Promise<KillFigures> {
  const random = randomOf(world.seed, "kill")
  const struck: Struck[] = []
  const monitor = monitorReadiness(world.base)
  for (const { victim, afterReady, delayMs } of blows) {
    if (afterReady && !(await untilReady(world.base, READY_LIMIT_MS))) break
    await sleep(delayMs)
    if (world.lost() !== null) break
    const busy = underWay() > 0
    const at = await strike(world, victim, random)
    if (at !== null) struck.push({ victim, at, busy })
  }
  const returned = world.lost() === null && (await untilReady(world.base, READY_LIMIT_MS))
  await monitor.stop()
  const count = (name: Victim) => struck.filter(({ victim }) => victim === name).length
  return {
    struck: {
      web: count("web"),
      worker: count("worker"),
      backend: count("backend"),
      postmaster: count("postmaster"),
    },
    busy: struck.filter(({ busy }) => busy).length,
    ...timeReturns(struck, monitor),
    returned,
  }
}
