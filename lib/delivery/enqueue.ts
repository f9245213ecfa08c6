import "server-only"
import { randomUUID } from "node:crypto"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { randomBase62 } from "@/lib/auth/token"
import { Prisma } from "@/lib/db/generated/client"
import { jobsOf, within } from "@/lib/db/jobs"
import { type Connection, execute, query } from "@/lib/db/query"
import type { AlertMessage } from "./message"
import { DELIVERIES } from "./queues"

export interface Enqueued {
  /** Numbers of endpoints; one that is gone is left out. */
  endpoints: readonly number[]
  message: AlertMessage
  /** Says what is told: the same key reaches an endpoint once, however often it is enqueued. */
  key: string
}

export function newDeliveryId(): string {
  return `msg_${randomBase62(22)}`
}

export interface NextAttempt {
  orgId: number
  endpointId: number
  deliveryId: string
  at: Date
}

/** Attempts at one endpoint are one group of the queue. */
export function groupOf(orgId: number, endpointId: number): string {
  return `${orgId}.${endpointId}`
}

/** Has the next attempt made at `at`, if the caller's transaction commits. Returns the job's number. */
export async function scheduleAttempt(on: Connection, next: NextAttempt): Promise<string> {
  const { orgId, endpointId, deliveryId, at } = next
  const boss = await jobsOf(DELIVERIES)
  const id = randomUUID()
  const group = { id: groupOf(orgId, endpointId) }
  const data = { orgId, deliveryId, endpointId }
  const { retryDelay } = DELIVERIES
  await boss.send(DELIVERIES.name, data, { id, group, retryDelay, startAfter: at, db: within(on) })
  return id
}

const addedRow = z.object({ id: z.string(), endpoint_id: z.number(), state: z.enum(["due", "dropped"]) })

async function addDelivery(on: Connection, orgId: number, endpointId: number, { message, key }: Enqueued) {
  const now = new Date()
  const [added] = await query(
    Prisma.sql`insert into delivery (org_id, id, endpoint_id, key, message, state, attempts, created_at, due_since)
      select ${orgId}, ${newDeliveryId()}, e.id, ${key}, ${JSON.stringify(message)}::jsonb,
        case when e.off_because is null then 'due' else 'dropped' end, 0, ${now}, ${now}
      from endpoint e where e.org_id = ${orgId} and e.id = ${endpointId}
      on conflict (org_id, endpoint_id, key) do nothing
      returning id, endpoint_id, state`,
    addedRow,
    { on },
  )
  return added
}

/**
 * Delivers a message to endpoints if the caller's transaction commits: at least once to each, and under one id
 * however often it is tried. Call it in the transaction that records what the message tells of; behind the wall or
 * not. Returns how many endpoints are told that were not before; those that are switched off only note it.
 */
export async function enqueue(on: Connection, { orgId }: Scope, enqueued: Enqueued): Promise<number> {
  // Before the first statement, so that a queue that must be made first holds no lock of the caller's any longer.
  await jobsOf(DELIVERIES)
  let told = 0
  for (const endpointId of new Set(enqueued.endpoints)) {
    const added = await addDelivery(on, orgId, endpointId, enqueued)
    if (added?.state !== "due") continue
    await startAttempts(on, { orgId, endpointId, deliveryId: added.id })
    told += 1
  }
  return told
}

/** Schedules the first attempt, or the first after somebody asked for it, at once. */
export async function startAttempts(on: Connection, next: Omit<NextAttempt, "at">): Promise<void> {
  const at = new Date()
  const jobId = await scheduleAttempt(on, { ...next, at })
  await execute(
    Prisma.sql`update delivery d set job_id = ${jobId}::uuid, next_try_at = ${at}
      where d.org_id = ${next.orgId} and d.id = ${next.deliveryId}`,
    { on },
  )
}
