import "server-only"
import * as z from "zod"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { noteFailure, noteSuccess } from "./endpoint-health"
import { scheduleAttempt } from "./enqueue"
import { alertMessage } from "./message"
import type { Outcome } from "./outcome"
import { nextTry } from "./retry"
import { send } from "./send"

/** What a job of the queue says. */
export const deliveryJob = z.object({ orgId: z.int(), deliveryId: z.string(), endpointId: z.int() })
export type DeliveryJob = z.output<typeof deliveryJob>

const dueRow = z.object({
  message: alertMessage,
  attempts: z.number(),
  due_since: z.date(),
  tried: z.bigint(),
  name: z.string(),
  sealed: z.string(),
  off_because: z.string().nullable(),
})
type Due = z.output<typeof dueRow>

async function readDue({ orgId, deliveryId }: DeliveryJob, jobId: string): Promise<Due | undefined> {
  const [due] = await query(
    Prisma.sql`select d.message, d.attempts, d.due_since, e.name, e.sealed, e.off_because,
        (select count(*) from delivery_attempt a
          where a.org_id = ${orgId} and a.delivery_id = d.id and a.at >= d.due_since) as tried
      from delivery d join endpoint e on e.org_id = d.org_id and e.id = d.endpoint_id
      where d.org_id = ${orgId} and d.id = ${deliveryId} and d.state = 'due' and d.job_id = ${jobId}::uuid`,
    dueRow,
    { on: accountPool() },
  )
  return due
}

interface Settled {
  state: "due" | "delivered" | "failed" | "dropped"
  nextTryAt: Date | null
  jobId: string | null
}

async function settle(
  on: Connection,
  { orgId, deliveryId }: DeliveryJob,
  settled: Settled,
  attempts: number,
) {
  await execute(
    Prisma.sql`update delivery d set state = ${settled.state}, attempts = ${attempts},
        next_try_at = ${settled.nextTryAt}::timestamptz, job_id = ${settled.jobId}::uuid
      where d.org_id = ${orgId} and d.id = ${deliveryId}`,
    { on },
  )
}

export interface Attempt {
  attempt: number
  at: Date
  ms: number
}

/** Writes down what became of an attempt. */
export async function recordAttempt(
  on: Connection,
  { orgId, deliveryId }: Pick<DeliveryJob, "orgId" | "deliveryId">,
  { attempt, at, ms }: Attempt,
  { status, fault, answer }: Outcome,
): Promise<void> {
  await execute(
    Prisma.sql`insert into delivery_attempt (org_id, delivery_id, attempt, at, ms, status, fault, answer)
      values (${orgId}, ${deliveryId}, ${attempt}, ${at}, ${ms}, ${status}::smallint, ${fault}, ${answer})`,
    { on },
  )
}

async function recordOutcome(
  on: Connection,
  job: DeliveryJob,
  due: Due,
  made: Attempt,
  outcome: Outcome,
): Promise<void> {
  const { orgId, endpointId, deliveryId } = job
  const now = new Date(made.at.getTime() + made.ms)
  await recordAttempt(on, job, made, outcome)
  if (outcome.fault === null) {
    await settle(on, job, { state: "delivered", nextTryAt: null, jobId: null }, made.attempt)
    return noteSuccess(on, job, now)
  }
  const { retryAfterMs } = outcome
  const tried = { attempts: Number(due.tried) + 1, dueSince: due.due_since.getTime(), now: now.getTime() }
  const again = outcome.gone ? null : nextTry({ ...tried, retryAfterMs })
  if (again === null) {
    await settle(on, job, { state: "failed", nextTryAt: null, jobId: null }, made.attempt)
  } else {
    const at = new Date(again)
    const jobId = await scheduleAttempt(on, { orgId, endpointId, deliveryId, at })
    await settle(on, job, { state: "due", nextTryAt: at, jobId }, made.attempt)
  }
  await noteFailure(on, job, outcome, now)
}

/** Says that the job is done, in a transaction; false where the job is no longer this worker's. */
export type Done = (on: Connection) => Promise<boolean>

/** The job went to somebody else while it was done here: what was done is not recorded, and they do it again. */
class Overtaken extends Error {}

/**
 * Makes the attempt that a job asks for. What became of it, what comes next and that the job is done are recorded
 * in one transaction: a worker that dies before that leaves the job to another, who sends under the same id.
 */
export async function attemptDelivery(
  job: DeliveryJob,
  jobId: string,
  done: Done,
  sendNow: typeof send = send,
): Promise<void> {
  const { orgId, endpointId: id, deliveryId } = job
  const due = await readDue(job, jobId)
  const finish = async (on: Connection) => {
    if (!(await done(on))) throw new Overtaken()
  }
  const record = (work: (on: Connection) => Promise<void>) =>
    transaction(async (on) => {
      await finish(on)
      await work(on)
    }, accountPool()).catch((error: unknown) => {
      if (!(error instanceof Overtaken)) throw error
    })
  if (!due) return record(async () => undefined)
  if (due.off_because !== null) {
    const dropped = { state: "dropped", nextTryAt: null, jobId: null } as const
    return record((on) => settle(on, job, dropped, due.attempts))
  }
  const { message, name, sealed, attempts } = due
  const at = new Date()
  const outcome = await sendNow({ id: deliveryId, message, endpoint: { orgId, id, name, sealed } })
  const made = { attempt: attempts + 1, at, ms: Date.now() - at.getTime() }
  return record((on) => recordOutcome(on, job, due, made, outcome))
}
