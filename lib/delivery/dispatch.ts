import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import type { Job } from "pg-boss"
import * as z from "zod"
import { jobsOf, within } from "@/lib/db/jobs"
import { log } from "@/lib/log"
import { attemptDelivery, deliveryJob } from "./attempt"
import { mailNotices } from "./mail-notices"
import { DELIVERIES } from "./queues"

/** So many attempts are under way at once; one endpoint has two of them, so that who hangs keeps up nobody else. */
const SLOTS = 128
const PER_ENDPOINT = 2
const IDLE_MS = 250
const AFTER_FAULT_MS = 2_000
const BEAT_MS = 3_000

/** What the queue answers and its types leave out. */
const completed = z.object({ affected: z.number() })

type Boss = Awaited<ReturnType<typeof jobsOf>>
type Attempts = Map<string, { job: Job<unknown>; work: Promise<void> }>

async function attempt(boss: Boss, job: Job<unknown>): Promise<void> {
  try {
    await attemptDelivery(deliveryJob.parse(job.data), job.id, async (on) => {
      const answer = await boss.complete(DELIVERIES.name, job, null, { db: within(on) })
      return completed.parse(answer).affected === 1
    })
  } catch (err) {
    log.error({ err, job: job.id }, "An alert could not be delivered and is tried again.")
    await boss.fail(DELIVERIES.name, job)
  }
}

function begin(boss: Boss, running: Attempts, job: Job<unknown>): void {
  const work = attempt(boss, job)
    .catch((err: unknown) => log.error({ err, job: job.id }, "A job could not be given back."))
    .finally(() => running.delete(job.id))
  running.set(job.id, { job, work })
}

/**
 * One question looks at no more jobs than there are places: where they are the backlog of one endpoint, two of them
 * are taken. So it is asked again without the endpoints that were taken from, until there is nothing else.
 */
async function takeDeliveries(boss: Boss, running: Attempts): Promise<void> {
  const seen = new Set<string>()
  for (let free = SLOTS - running.size; free > 0; free = SLOTS - running.size) {
    const taken = await boss.fetch<unknown>(DELIVERIES.name, {
      batchSize: free,
      groupConcurrency: PER_ENDPOINT,
      ignoreGroups: [...seen],
    })
    if (taken.length === 0) return
    for (const job of taken) {
      if (job.groupId) seen.add(job.groupId)
      begin(boss, running, job)
    }
  }
}

async function round(boss: Boss, running: Attempts, beaten: number): Promise<number> {
  await takeDeliveries(boss, running)
  if (Date.now() - beaten < BEAT_MS) return beaten
  const alive = [...running.values()].map(({ job }) => job)
  if (alive.length > 0) await boss.touch(DELIVERIES.name, alive)
  return Date.now()
}

async function deliver(signal: AbortSignal): Promise<void> {
  const running: Attempts = new Map()
  let beaten = 0
  while (!signal.aborted) {
    let pause = IDLE_MS
    try {
      beaten = await round(await jobsOf(DELIVERIES, { supervise: true }), running, beaten)
    } catch (err) {
      log.error({ err }, "The queue of deliveries met a fault and is asked again.")
      pause = AFTER_FAULT_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
  await Promise.all([...running.values()].map(({ work }) => work))
}

/**
 * Delivers what is enqueued, and mails notices of endpoints that went off, until `signal`; then finishes what is
 * under way. Any number of workers may run at once.
 */
export async function dispatchDeliveries(signal: AbortSignal): Promise<void> {
  await Promise.all([deliver(signal), mailNotices(signal)])
}
