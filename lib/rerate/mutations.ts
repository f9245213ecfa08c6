import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { nextId } from "@/lib/auth/next-id"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { addUnits, parseLocalOrInstant, zonedStart } from "@/lib/time"
import { contextsAsked } from "./read-calls"
import type { RerateInput } from "./schema"
import { totalsOf } from "./sums"

/** Previews that nobody applied are kept so long. */
const PREVIEW_DAYS = 30

function refused(pointer: string, detail: string): AppError {
  return new AppError("invalid", detail, { errors: [{ pointer, detail }] })
}

function parsedTime(pointer: string, text: string, zone: string): Date {
  try {
    return parseLocalOrInstant(text, zone)
  } catch (cause) {
    if (cause instanceof AppError) throw refused(pointer, cause.message)
    throw cause
  }
}

const rerateRow = z.object({
  id: z.number(),
  status: z.string(),
  automatic: z.boolean(),
  from: z.date(),
  to: z.date(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
})

/** Serialises those who start, apply and stop re-rates, and those who change prices. */
async function lockOrganisation(on: Connection, orgId: number): Promise<void> {
  await execute(Prisma.sql`select o.id from organisation o where o.id = ${orgId} for update`, { on })
}

async function requireNoneAtWork(on: Connection, orgId: number): Promise<void> {
  const active = await query(
    Prisma.sql`select r.id, r.status, r.automatic, r.from_time as "from", r.to_time as "to", r.provider, r.model
      from rerate r
      where r.org_id = ${orgId} and not r.automatic and r.status in ('previewing', 'checking', 'applying')`,
    rerateRow,
    { on },
  )
  const [first] = active
  if (first) {
    const detail = `Re-rate ${first.id} is ${first.status}. Wait until it is done, or stop it.`
    throw new AppError("conflict", detail)
  }
}

async function forgetPreviews(on: Connection, orgId: number): Promise<void> {
  const before = new Date(Date.now() - PREVIEW_DAYS * 86_400_000)
  await execute(
    Prisma.sql`
      with gone as (
        delete from rerate r
        where r.org_id = ${orgId} and r.created_at < ${before} and r.status in ('previewed', 'stale', 'cancelled')
        returning r.id
      )
      delete from rerate_sum s using gone where s.org_id = ${orgId} and s.rerate_id = gone.id`,
    { on },
  )
}

const countRow = z.object({ calls: z.string().transform(Number) })

/** About how many calls there are to go over: by whole days, for the progress that is shown. */
async function callsWithin(
  on: Connection,
  orgId: number,
  range: { from: Date; to: Date },
  zone: string,
  input: RerateInput,
) {
  const [row] = await query(
    Prisma.sql`
      select coalesce(sum(d.calls), 0)::text as calls from cube_day d
      join context x on x.org_id = d.org_id and x.id = d.context_id
      where d.org_id = ${orgId} and d.bucket >= ${zonedStart(range.from, "day", zone)} and d.bucket < ${range.to}
        and ${contextsAsked(input)}`,
    countRow,
    { on },
  )
  return row?.calls ?? 0
}

/**
 * Begins a dry run over the calls of a range; the worker does it within seconds and moves nothing. Throws
 * `invalid` on a range that cannot be used and `conflict` while another re-rate is at work.
 */
export async function previewRerate(scope: Scope, input: RerateInput): Promise<{ id: number }> {
  requireWholeSight(scope)
  const { orgId, actor } = scope
  const { zone } = await getOrganisation(scope)
  const now = new Date()
  const from = parsedTime("/from", input.from, zone)
  const to = input.to === null ? now : parsedTime("/to", input.to, zone)
  if (from >= to) throw refused(input.to === null ? "/from" : "/to", "The range ends before it begins.")
  if (to > addUnits(now, "day", 1, zone)) throw refused("/to", "Calls of the future have no price yet.")
  return changeInTurn(orgId, async (on) => {
    await lockOrganisation(on, orgId)
    await requireNoneAtWork(on, orgId)
    await forgetPreviews(on, orgId)
    const id = await nextId(on, orgId, "rerate")
    const total = await callsWithin(on, orgId, { from, to }, zone, input)
    await execute(
      Prisma.sql`
        insert into rerate (org_id, id, status, automatic, from_time, to_time, provider, model, calls_done, calls_total,
          created_by, created_at)
        values (${orgId}, ${id}, 'previewing', false, ${from}, ${to}, ${input.provider}::text, ${input.model}::text, 0,
          ${total}, ${actor.kind === "user" ? actor.userId : null}::integer, ${now})`,
      { on },
    )
    return { id }
  })
}

async function lockRerate(on: Connection, orgId: number, id: number) {
  const [rerate] = await query(
    Prisma.sql`select r.id, r.status, r.automatic, r.from_time as "from", r.to_time as "to", r.provider, r.model
      from rerate r where r.org_id = ${orgId} and r.id = ${id} for update`,
    rerateRow,
    { on },
  )
  if (!rerate) throw new AppError("not_found", "There is no such re-rate.")
  return rerate
}

/**
 * Lets the worker move the ledger as a preview said. It first goes over the calls again, and moves nothing where
 * the figures would be others by now. Throws `conflict` for what is no preview, or one that changes nothing.
 */
export async function applyRerate(scope: Scope, id: number, reason: string): Promise<void> {
  requireWholeSight(scope)
  const { orgId, actor } = scope
  await changeInTurn(orgId, async (on) => {
    await lockOrganisation(on, orgId)
    const rerate = await lockRerate(on, orgId, id)
    if (rerate.status !== "previewed") {
      throw new AppError("conflict", `Re-rate ${id} is ${rerate.status}: only a preview is applied.`)
    }
    await requireNoneAtWork(on, orgId)
    const totals = await totalsOf(on, orgId, id, "preview")
    if (totals.changed === 0)
      throw new AppError("conflict", "Nothing would change: every call has this price.")
    const { from, to, provider, model } = rerate
    await execute(
      Prisma.sql`update rerate set status = 'checking', book = null, cursor_time = null, cursor_key = null,
          calls_done = 0, calls_total = ${totals.calls}, reason = ${reason}, applied_at = ${new Date()},
          applied_by = ${actor.kind === "user" ? actor.userId : null}::integer, finished_at = null
        where org_id = ${orgId} and id = ${id}`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "rerate.apply",
      subject: `re-rate ${id}`,
      after: { from, to, provider, model, reason, ...totals },
    })
  })
}

/**
 * Ends a re-rate before its time. What an apply has written stands; the rest keeps its price. Throws
 * `not_found`, and `conflict` for one that is over.
 */
export async function stopRerate(scope: Scope, id: number): Promise<void> {
  requireWholeSight(scope)
  const { orgId } = scope
  await changeInTurn(orgId, async (on) => {
    const { status, automatic } = await lockRerate(on, orgId, id)
    if (automatic || !["previewing", "previewed", "checking", "applying"].includes(status)) {
      throw new AppError("conflict", `Re-rate ${id} is ${status}: there is nothing to stop.`)
    }
    const ended = status === "applying" ? "stopped" : "cancelled"
    await execute(
      Prisma.sql`update rerate set status = ${ended}, finished_at = ${new Date()}
        where org_id = ${orgId} and id = ${id}`,
      { on },
    )
    const totals = await totalsOf(on, orgId, id, status === "applying" ? "apply" : "preview")
    if (status === "previewing" || status === "previewed") return
    await recordAudit(on, scope, { action: `rerate.${ended}`, subject: `re-rate ${id}`, after: totals })
  })
}
