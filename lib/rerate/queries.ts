import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { AppError } from "@/lib/errors"
import { picoToString } from "@/lib/money"
import { valueSql } from "@/lib/spend/dimensions"
import { localDate } from "@/lib/time"
import { RERATE_STATES, type RerateDetail, type RerateFigures, type RerateSummary } from "./schema"

const MOST = 100

const count = z.string().transform(Number)
const pico = z.string().transform(BigInt)
const figuresRow = z.object({
  calls: count,
  changed: count,
  billed_before: pico,
  billed_after: pico,
  list_difference: pico,
  unpriced_calls_before: count,
  unpriced_calls_after: count,
  unpriced_tokens_before: count,
  unpriced_tokens_after: count,
})

const FIGURES = Prisma.sql`coalesce(sum(s.calls), 0)::text as calls, coalesce(sum(s.changed), 0)::text as changed,
  coalesce(sum(s.billed_before), 0)::text as billed_before, coalesce(sum(s.billed_after), 0)::text as billed_after,
  coalesce(sum(s.list_after - s.list_before), 0)::text as list_difference,
  coalesce(sum(s.unpriced_calls_before), 0)::text as unpriced_calls_before,
  coalesce(sum(s.unpriced_calls_after), 0)::text as unpriced_calls_after,
  coalesce(sum(s.unpriced_tokens_before), 0)::text as unpriced_tokens_before,
  coalesce(sum(s.unpriced_tokens_after), 0)::text as unpriced_tokens_after`

/** Once the ledger moves, what was moved; else what would be. */
const SHOWN_PASS = Prisma.sql`case when r.status in ('applying', 'applied', 'stopped') then 'apply' else 'preview' end`

const jobRow = figuresRow.extend({
  id: z.number(),
  state: z.enum(RERATE_STATES),
  automatic: z.boolean(),
  from: z.date(),
  to: z.date(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  reason: z.string().nullable(),
  created_at: z.date(),
  created_by: z.string().nullable(),
  applied_at: z.date().nullable(),
  applied_by: z.string().nullable(),
  finished_at: z.date().nullable(),
  done: count,
  total: count,
})

const JOBS = Prisma.sql`r.id, r.status as state, r.automatic, r.from_time as "from", r.to_time as "to", r.provider,
  r.model, r.reason, r.created_at, c.name as created_by, r.applied_at, a.name as applied_by, r.finished_at,
  r.calls_done::text as done, r.calls_total::text as total`

/** Every column that `JOBS` names: a subquery has no key that the others follow from. */
const JOB_KEYS = Prisma.sql`r.id, r.status, r.automatic, r.from_time, r.to_time, r.provider, r.model, r.reason,
  r.created_at, r.applied_at, r.finished_at, r.calls_done, r.calls_total, c.name, a.name`

function toFigures(row: z.output<typeof figuresRow>): RerateFigures {
  return {
    calls: row.calls,
    changed: row.changed,
    before: picoToString(row.billed_before),
    after: picoToString(row.billed_after),
    difference: picoToString(row.billed_after - row.billed_before),
    list_difference: picoToString(row.list_difference),
    unpriced_before: { calls: row.unpriced_calls_before, tokens: row.unpriced_tokens_before },
    unpriced_after: { calls: row.unpriced_calls_after, tokens: row.unpriced_tokens_after },
  }
}

function toSummary(row: z.output<typeof jobRow>, currency: string): RerateSummary {
  const text = (time: Date | null) => time?.toISOString() ?? null
  const { id, state, automatic, provider, model, reason, created_by, applied_by, done, total } = row
  return {
    ...{ id, state, automatic, provider, model, reason, created_by, applied_by, currency },
    from: row.from.toISOString(),
    to: row.to.toISOString(),
    created_at: row.created_at.toISOString(),
    applied_at: text(row.applied_at),
    finished_at: text(row.finished_at),
    // The total is counted by whole days.
    progress: { done, total: Math.max(done, total) },
    total: toFigures(row),
  }
}

function jobs(orgId: number, id: number | null) {
  return ask(
    orgId,
    Prisma.sql`
      select ${JOBS}, ${FIGURES}
      from (
        select r.* from rerate r
        where r.org_id = ${orgId} and (${id}::integer is null or r.id = ${id})
        order by r.id desc limit ${MOST}
      ) r
      left join rerate_sum s on s.org_id = ${orgId} and s.rerate_id = r.id and s.pass = ${SHOWN_PASS}
      left join account c on c.id = r.created_by
      left join account a on a.id = r.applied_by
      group by ${JOB_KEYS}
      order by r.id desc`,
    jobRow,
  )
}

/** Re-rates and previews, newest first. Throws `forbidden` for an asker kept to teams. */
export async function listRerates(scope: Scope): Promise<RerateSummary[]> {
  requireWholeSight(scope)
  const { currency } = await getOrganisation(scope)
  const rows = await jobs(scope.orgId, null)
  return rows.map((row) => toSummary(row, currency))
}

function groups<Row extends z.ZodRawShape>(orgId: number, id: number, by: Prisma.Sql, row: z.ZodObject<Row>) {
  return ask(
    orgId,
    Prisma.sql`
      select ${by}, ${FIGURES}
      from rerate r
      join rerate_sum s on s.org_id = r.org_id and s.rerate_id = r.id and s.pass = ${SHOWN_PASS}
      join context x on x.org_id = s.org_id and x.id = s.context_id
      where r.org_id = ${orgId} and r.id = ${id}
      group by 1${by === BY_MODEL ? Prisma.sql`, 2` : Prisma.empty}
      order by abs(sum(s.billed_after - s.billed_before)) desc, 1`,
    row,
  )
}

const BY_MODEL = Prisma.sql`${valueSql("provider")} as provider, ${valueSql("model")} as model`
const BY_TEAM = Prisma.sql`${valueSql("team")} as team`

/**
 * Months as they are called in `zone`: a job keeps their starts by the zone it ran in, which lie within two days of
 * those of any other.
 */
function byMonth(zone: string): Prisma.Sql {
  return Prisma.sql`date_trunc('month', s.month + interval '2 days', ${zone}) as month`
}

/** One re-rate with its figures by model, team and month. Throws `not_found`, and `forbidden` as the list does. */
export async function getRerate(scope: Scope, id: number): Promise<RerateDetail> {
  requireWholeSight(scope)
  const { orgId } = scope
  const { currency, zone } = await getOrganisation(scope)
  const [[job], models, teams, months] = await Promise.all([
    jobs(orgId, id),
    groups(orgId, id, BY_MODEL, figuresRow.extend({ provider: z.string(), model: z.string() })),
    groups(orgId, id, BY_TEAM, figuresRow.extend({ team: z.string().nullable() })),
    groups(orgId, id, byMonth(zone), figuresRow.extend({ month: z.date() })),
  ])
  if (!job) throw new AppError("not_found", "There is no such re-rate.")
  return {
    ...toSummary(job, currency),
    by_model: models.map((row) => ({ provider: row.provider, model: row.model, ...toFigures(row) })),
    by_team: teams.map((row) => ({ team: row.team, ...toFigures(row) })),
    by_month: months
      .sort((a, b) => a.month.getTime() - b.month.getTime())
      .map((row) => ({ month: localDate(row.month, zone), ...toFigures(row) })),
  }
}
