import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import type { Job, PgBoss } from "pg-boss"
import * as z from "zod"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { jobsOf, within } from "@/lib/db/jobs"
import { query } from "@/lib/db/query"
import { log } from "@/lib/log"
import { attemptDelivery, deliveryJob } from "./attempt"
import { groupOf } from "./enqueue"
import { mailNotices } from "./mail-notices"
import { DELIVERIES } from "./queues"
import { watchOver } from "./take-over"

/** So many attempts are under way at once; one endpoint has two of them, so that who hangs keeps up nobody else. */
const SLOTS = 128
const PER_ENDPOINT = 2
const IDLE_MS = 250
const AFTER_FAULT_MS = 2_000
/** One organisation takes at most this part of the places that are free, and so many in any case. */
const SHARE = 4
const LEAST_EACH = 2

/** What the queue answers and its types leave out. */
const completed = z.object({ affected: z.number() })

type Attempts = Map<string, { job: Job<unknown>; work: Promise<void> }>

async function attempt(boss: PgBoss, job: Job<unknown>): Promise<void> {
  try {
    await attemptDelivery(deliveryJob.parse(job.data), job.id, async (on) => {
      const answer = await boss.complete(DELIVERIES.name, job, null, { db: within(on) })
      return completed.parse(answer).affected === 1
    })
  } catch (err) {
    log.error({ err, job: job.id }, "An alert could not be delivered and is tried again.")
    await sleep(AFTER_FAULT_MS)
    await boss.fail(DELIVERIES.name, job)
  }
}

function begin(boss: PgBoss, running: Attempts, job: Job<unknown>): void {
  const work = attempt(boss, job)
    .catch((err: unknown) => log.error({ err, job: job.id }, "A job could not be given back."))
    .finally(() => running.delete(job.id))
  running.set(job.id, { job, work })
}

const endpointRow = z.object({ org_id: z.number(), id: z.number() })

/** The groups of the organisations that have so many places or more. */
async function groupsOfBusy(running: Attempts, share: number): Promise<string[]> {
  const places = new Map<number, number>()
  for (const { job } of running.values()) {
    const { orgId } = deliveryJob.parse(job.data)
    places.set(orgId, (places.get(orgId) ?? 0) + 1)
  }
  const busy = [...places].filter(([, taken]) => taken >= share).map(([orgId]) => orgId)
  if (busy.length === 0) return []
  const endpoints = await query(
    Prisma.sql`select e.org_id, e.id from endpoint e where e.org_id = any (${busy}::integer[])`,
    endpointRow,
    { on: accountPool() },
  )
  return endpoints.map(({ org_id, id }) => groupOf(org_id, id))
}

/**
 * One question looks at no more jobs than it may take: where they are the backlog of one endpoint, two of them
 * are taken. So it is asked again without the endpoints that were taken from, until there is nothing else. The fewer
 * places are free the fewer an organisation may have, so that those of many that hang are not all.
 */
async function takeDeliveries(boss: PgBoss, running: Attempts): Promise<void> {
  const seen = new Set<string>()
  for (let free = SLOTS - running.size; free > 0; free = SLOTS - running.size) {
    const share = Math.max(LEAST_EACH, Math.floor(free / SHARE))
    const taken = await boss.fetch<unknown>(DELIVERIES.name, {
      batchSize: Math.min(free, share),
      groupConcurrency: PER_ENDPOINT,
      ignoreGroups: [...seen, ...(await groupsOfBusy(running, share))],
    })
    if (taken.length === 0) return
    for (const job of taken) {
      if (job.groupId) seen.add(job.groupId)
      begin(boss, running, job)
    }
  }
}

const bossOf = () => jobsOf(DELIVERIES, { supervise: true })

async function deliver(signal: AbortSignal): Promise<void> {
  const running: Attempts = new Map()
  const watch = watchOver(bossOf, running, signal)
  while (!signal.aborted) {
    let pause = IDLE_MS
    try {
      await takeDeliveries(await bossOf(), running)
    } catch (err) {
      log.error({ err }, "The queue of deliveries met a fault and is asked again.")
      pause = AFTER_FAULT_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
  await Promise.all([...running.values()].map(({ work }) => work))
  await watch
}

/**
 * Delivers what is enqueued, and mails notices of endpoints that went off, until `signal`; then finishes what is
 * under way. Any number of workers may run at once.
 */
export async function dispatchDeliveries(signal: AbortSignal): Promise<void> {
  await Promise.all([deliver(signal), mailNotices(signal)])
}
