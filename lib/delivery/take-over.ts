import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import type { Job, PgBoss } from "pg-boss"
import { silentJobs } from "@/lib/db/jobs"
import { log } from "@/lib/log"
import { DELIVERIES } from "./queues"

const BEAT_MS = 1_000
/** A worker that gives no sign of life for so long is held for dead. */
const SILENT_MS = 3_500
/** Whoever was held up that long itself cannot tell whether others were. */
const HELD_UP_MS = 2_000

/** What this worker has under way, by the number of its job. */
export type Running = ReadonlyMap<string, { job: Job<unknown> }>

/** Gives what dead workers had under way back to the queue, once: a job that somebody took anew is another's. */
async function takeOver(boss: PgBoss, running: Running): Promise<void> {
  const silent = (await silentJobs(DELIVERIES.name, SILENT_MS)).filter(({ id }) => !running.has(id))
  if (silent.length === 0) return
  log.warn({ jobs: silent.length }, "A worker fell silent; what it was delivering is delivered by others.")
  await boss.fail(DELIVERIES.name, silent)
}

/** Gives signs of life of what is under way, and looks for workers that give none, until `signal`. */
export async function watchOver(
  bossOf: () => Promise<PgBoss>,
  running: Running,
  signal: AbortSignal,
): Promise<void> {
  let steadySince = 0
  let beaten = Date.now()
  while (!signal.aborted || running.size > 0) {
    try {
      const boss = await bossOf()
      const alive = [...running.values()].map(({ job }) => job)
      if (alive.length > 0) await boss.touch(DELIVERIES.name, alive)
      const now = Date.now()
      if (now - beaten > HELD_UP_MS) steadySince = now
      beaten = now
      if (now - steadySince >= SILENT_MS && !signal.aborted) await takeOver(boss, running)
    } catch (err) {
      log.error({ err }, "The queue of deliveries could not be told that this worker is alive.")
    }
    await sleep(BEAT_MS, undefined, { signal: signal.aborted ? undefined : signal }).catch(() => undefined)
  }
}
