import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import type { Place, Wanted } from "./read-calls"

const activeRow = z.object({
  id: z.number(),
  status: z.enum(["previewing", "checking", "applying"]),
  automatic: z.boolean(),
  from: z.date(),
  to: z.date(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  reason: z.string().nullable(),
  book: z.string().nullable(),
  cursor_time: z.date().nullable(),
  cursor_key: z.bigint().nullable(),
})
/** A re-rate that the worker has something to do for. */
export type ActiveJob = z.output<typeof activeRow>

export type Pass = "preview" | "check" | "apply"
const PASSES: Record<ActiveJob["status"], Pass> = {
  previewing: "preview",
  checking: "check",
  applying: "apply",
}
export const passOf = ({ status }: ActiveJob): Pass => PASSES[status]

/** The organisation's next job, held until the caller's commit: automatic ones first, then in their order. */
export async function takeJob(on: Connection, orgId: number): Promise<ActiveJob | null> {
  const [job] = await query(
    Prisma.sql`
      select r.id, r.status, r.automatic, r.from_time as "from", r.to_time as "to", r.provider, r.model, r.reason,
        r.book, r.cursor_time, r.cursor_key
      from rerate r
      where r.org_id = ${orgId} and r.status in ('previewing', 'checking', 'applying')
      order by r.automatic desc, r.id limit 1 for update`,
    activeRow,
    { on },
  )
  return job ?? null
}

export function wantedBy(orgId: number, job: ActiveJob): Wanted {
  const { from, to, provider, model, automatic } = job
  return { orgId, from, to, provider, model, onlyUnpriced: automatic }
}

export function placeOf({ cursor_time: time, cursor_key: key }: ActiveJob): Place | null {
  return time === null || key === null ? null : { time, key }
}

/** Begins a pass from the first call on, by the price book of `version`. */
export async function beginPass(
  on: Connection,
  orgId: number,
  id: number,
  status: ActiveJob["status"],
  version: string,
): Promise<void> {
  await execute(
    Prisma.sql`update rerate set status = ${status}, book = ${version}, cursor_time = null, cursor_key = null,
        calls_done = 0
      where org_id = ${orgId} and id = ${id}`,
    { on },
  )
  await execute(
    Prisma.sql`delete from rerate_sum s
      where s.org_id = ${orgId} and s.rerate_id = ${id} and s.pass = ${PASSES[status]}`,
    { on },
  )
}

export async function keepPlace(
  on: Connection,
  orgId: number,
  id: number,
  place: Place,
  calls: number,
): Promise<void> {
  await execute(
    Prisma.sql`update rerate set cursor_time = ${place.time}, cursor_key = ${place.key},
        calls_done = calls_done + ${calls}
      where org_id = ${orgId} and id = ${id}`,
    { on },
  )
}

export type EndStatus = "previewed" | "applied" | "stale" | "stopped" | "cancelled"

export async function endJob(on: Connection, orgId: number, id: number, status: EndStatus): Promise<void> {
  await execute(
    Prisma.sql`update rerate set status = ${status}, finished_at = ${new Date()}
      where org_id = ${orgId} and id = ${id}`,
    { on },
  )
}
