import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { turnstile } from "@/lib/auth/turnstile"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { jobsOf, within } from "@/lib/db/jobs"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall, ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { recordAttempt } from "./attempt"
import { noteSuccess } from "./endpoint-health"
import { newDeliveryId, startAttempts } from "./enqueue"
import type { AlertMessage } from "./message"
import { KEEPERS } from "./mutations"
import { DELIVERIES } from "./queues"
import type { DeliverySummary } from "./schema"
import { send } from "./send"

const TESTS_AT_ONCE = 2
const TESTS_WAITING = 2
const passes = new Map<number, ReturnType<typeof turnstile>>()

function passOf(orgId: number) {
  const pass = passes.get(orgId) ?? turnstile(TESTS_AT_ONCE, TESTS_WAITING, "too_many_requests")
  passes.set(orgId, pass)
  return pass
}

const sealedRow = z.object({ name: z.string(), sealed: z.string() })

function testMessage(name: string, endpoint: number, id: string, now: Date): AlertMessage {
  return {
    title: `Test of ${name}`,
    sentence: "Somebody pressed the test button in Tollgate. Alerts will arrive here.",
    facts: [{ name: "Endpoint", value: name }],
    path: `/settings/endpoints?endpoint=${endpoint}`,
    severity: "info",
    dedup_key: `test-${id}`,
    state: "triggered",
    at: now.toISOString(),
  }
}

/**
 * Sends a test to an endpoint, on or off, and tells at once what became of it. It is tried this once. Throws
 * `too_many_requests` where the organisation has several under way.
 */
export function testEndpoint(scope: Scope, endpointId: number): Promise<DeliverySummary> {
  requireRole(scope, KEEPERS)
  return passOf(scope.orgId)(() => sendTest(scope, endpointId))
}

async function sendTest(scope: Scope, endpointId: number): Promise<DeliverySummary> {
  const { orgId } = scope
  const [found] = await ownRows(
    orgId,
    Prisma.sql`select e.name, e.sealed from endpoint e where e.org_id = ${orgId} and e.id = ${endpointId}`,
    sealedRow,
    { pool: accountPool() },
  )
  if (!found) throw new AppError("not_found", "There is no such endpoint.")
  const id = newDeliveryId()
  const at = new Date()
  const message = testMessage(found.name, endpointId, id, at)
  const outcome = await send({ id, message, endpoint: { orgId, id: endpointId, ...found } })
  const made = { attempt: 1, at, ms: Date.now() - at.getTime() }
  const { fault, status, answer } = outcome
  const state = fault === null ? "delivered" : "failed"
  await behindWall(orgId, async (on) => {
    const told = await execute(
      Prisma.sql`insert into delivery (org_id, id, endpoint_id, key, message, state, attempts, created_at, due_since)
        select ${orgId}, ${id}, e.id, ${message.dedup_key}, ${JSON.stringify(message)}::jsonb, ${state}, 1, ${at},
          ${at}
        from endpoint e where e.org_id = ${orgId} and e.id = ${endpointId}`,
      { on },
    )
    if (told === 0) throw new AppError("not_found", "The endpoint was deleted meanwhile.")
    await recordAttempt(on, { orgId, deliveryId: id }, made, outcome)
    if (fault === null) await noteSuccess(on, { orgId, endpointId }, at)
  })
  const attempt = { attempt: 1, at: at.toISOString(), ms: made.ms, status, fault, answer }
  return { id, message, state, created_at: at.toISOString(), next_try_at: null, attempts: [attempt] }
}

const againRow = z.object({
  endpoint_id: z.number(),
  name: z.string(),
  off_because: z.string().nullable(),
  job_id: z.string().nullable(),
})

async function lockDelivery(on: Connection, orgId: number, id: string) {
  const [found] = await query(
    Prisma.sql`select d.endpoint_id, d.job_id, e.name, e.off_because
      from delivery d join endpoint e on e.org_id = d.org_id and e.id = d.endpoint_id
      where d.org_id = ${orgId} and d.id = ${id} for update of d`,
    againRow,
    { on },
  )
  if (!found) throw new AppError("not_found", "There is no such delivery.")
  if (found.off_because !== null) {
    throw new AppError("conflict", `${found.name} is off: ${found.off_because} Switch it on first.`)
  }
  return found
}

/** Sends a message again, now and for as long as a new one, under the id that it had. */
export async function redeliver(scope: Scope, id: string): Promise<void> {
  requireRole(scope, KEEPERS)
  const { orgId } = scope
  const boss = await jobsOf(DELIVERIES)
  await changeInTurn(orgId, async (on) => {
    const { endpoint_id: endpointId, job_id: jobId, name } = await lockDelivery(on, orgId, id)
    if (jobId !== null) await boss.cancel(DELIVERIES.name, jobId, { db: within(on) })
    await execute(
      Prisma.sql`update delivery d set state = 'due', due_since = ${new Date()}
        where d.org_id = ${orgId} and d.id = ${id}`,
      { on },
    )
    await startAttempts(on, { orgId, endpointId, deliveryId: id })
    await recordAudit(on, scope, { action: "delivery.send", subject: `delivery ${id} to ${name}` })
  })
}
