import "server-only"
import * as z from "zod"
import { requireRole } from "@/lib/auth/require-role"
import type { Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import type { Connection } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { canMail } from "@/lib/mail/send"
import { alertMessage } from "./message"
import {
  DELIVERY_STATES,
  type DeliveryAttempt,
  type DeliverySummary,
  type EndpointSummary,
  type EndpointsAnswer,
  KINDS,
} from "./schema"

const SHOWN_DELIVERIES = 100
/** Those who see where alerts go. */
export const SEERS = ["owner", "admin", "finance"] as const

const endpointRow = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.enum(KINDS),
  shown: z.string(),
  off_because: z.string().nullable(),
  failing_since: z.date().nullable(),
  delivered_at: z.date().nullable(),
  waiting: z.bigint(),
})

function summaryOf(row: z.output<typeof endpointRow>): EndpointSummary {
  const { failing_since, delivered_at, waiting, off_because } = row
  return {
    ...row,
    on: off_because === null,
    failing_since: failing_since?.toISOString() ?? null,
    delivered_at: delivered_at?.toISOString() ?? null,
    waiting: Number(waiting),
  }
}

async function readEndpoints(
  { orgId }: Scope,
  id: number | null,
  on?: Connection,
): Promise<EndpointSummary[]> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`select e.id, e.name, e.kind, e.shown, e.off_because, e.failing_since, e.delivered_at,
        (select count(*) from delivery d
          where d.org_id = ${orgId} and d.endpoint_id = e.id and d.state = 'due') as waiting
      from endpoint e where e.org_id = ${orgId} and (${id}::integer is null or e.id = ${id}::integer)
      order by e.name, e.id`,
    endpointRow,
    { on, pool: accountPool() },
  )
  return rows.map(summaryOf)
}

/** Where alerts can go, without what is secret of it. */
export async function listEndpoints(scope: Scope): Promise<EndpointsAnswer> {
  requireRole(scope, SEERS)
  return { endpoints: await readEndpoints(scope, null), can_mail: canMail() }
}

/** Throws `not_found` for one that is not the organisation's. */
export async function getEndpoint(scope: Scope, id: number, on?: Connection): Promise<EndpointSummary> {
  requireRole(scope, SEERS)
  const [found] = await readEndpoints(scope, id, on)
  if (found) return found
  throw new AppError("not_found", "There is no such endpoint.")
}

const deliveryRow = z.object({
  id: z.string(),
  message: alertMessage,
  state: z.enum(DELIVERY_STATES),
  created_at: z.date(),
  next_try_at: z.date().nullable(),
})

const attemptRow = z.object({
  delivery_id: z.string(),
  attempt: z.number(),
  at: z.date(),
  ms: z.number(),
  status: z.number().nullable(),
  fault: z.string().nullable(),
  answer: z.string().nullable(),
})

async function readAttempts(
  { orgId }: Scope,
  ids: readonly string[],
): Promise<Map<string, DeliveryAttempt[]>> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`select a.delivery_id, a.attempt, a.at, a.ms, a.status, a.fault, a.answer from delivery_attempt a
      where a.org_id = ${orgId} and a.delivery_id = any (${ids}::text[]) order by a.delivery_id, a.attempt desc`,
    attemptRow,
    { pool: accountPool() },
  )
  const found = new Map<string, DeliveryAttempt[]>()
  for (const { delivery_id, at, ...attempt } of rows) {
    const of = found.get(delivery_id) ?? []
    of.push({ ...attempt, at: at.toISOString() })
    found.set(delivery_id, of)
  }
  return found
}

/** What was last sent to an endpoint, newest first, each with every attempt. */
export async function listDeliveries(scope: Scope, endpointId: number): Promise<DeliverySummary[]> {
  await getEndpoint(scope, endpointId)
  const { orgId } = scope
  const rows = await ownRows(
    orgId,
    Prisma.sql`select d.id, d.message, d.state, d.created_at, d.next_try_at from delivery d
      where d.org_id = ${orgId} and d.endpoint_id = ${endpointId}
      order by d.created_at desc, d.id limit ${SHOWN_DELIVERIES}`,
    deliveryRow,
    { pool: accountPool() },
  )
  const attempts = await readAttempts(
    scope,
    rows.map(({ id }) => id),
  )
  return rows.map(({ created_at, next_try_at, ...row }) => ({
    ...row,
    created_at: created_at.toISOString(),
    next_try_at: next_try_at?.toISOString() ?? null,
    attempts: attempts.get(row.id) ?? [],
  }))
}
