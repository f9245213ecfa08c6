import "server-only"
import * as z from "zod"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { canMail } from "@/lib/mail/send"
import { MAILED_PAGES } from "@/lib/views/address"
import { EVERY, nextDue } from "./periods"
import { DELIVERY_STATES, type ReportSchedule, type ReportsAnswer } from "./schema"

const scheduleRow = z.object({
  id: z.number(),
  name: z.string(),
  page: z.enum(MAILED_PAGES),
  query: z.string(),
  every: z.enum(EVERY),
  hour: z.number(),
  csv: z.boolean(),
  recipients: z.array(z.string()),
  account: z.number(),
  created_by: z.string().nullable(),
  paused_because: z.string().nullable(),
})

const letterRow = z.object({
  schedule_id: z.number(),
  period_start: z.date(),
  period_end: z.date(),
  recipient: z.string(),
  state: z.enum(DELIVERY_STATES),
  changed_at: z.date(),
  fault: z.string().nullable(),
})
type LetterRow = z.output<typeof letterRow>

function lastOf(letters: readonly LetterRow[]): ReportSchedule["last"] {
  const [first] = letters
  if (!first) return null
  return {
    from: first.period_start.toISOString(),
    to: first.period_end.toISOString(),
    letters: letters.map(({ recipient, state, changed_at, fault }) => ({
      recipient,
      state,
      at: changed_at.toISOString(),
      fault,
    })),
  }
}

/** The asker's own reports, all of the organisation's for owners and administrators, with their last letters. */
export async function listReports(scope: Scope): Promise<ReportsAnswer> {
  const { orgId, actor } = scope
  const { zone } = await getOrganisation(scope)
  const own = actor.kind === "user" ? actor.userId : null
  const seesAll = actor.kind === "user" && (actor.role === "owner" || actor.role === "admin")
  const pool = accountPool()
  const schedules = await ownRows(
    orgId,
    Prisma.sql`select r.id, r.name, r.page, r.query, r.every, r.hour, r.csv, r.recipients, r.created_by as account,
        a.name as created_by, r.paused_because
      from report_schedule r left join account a on a.id = r.created_by
      where r.org_id = ${orgId} and (${seesAll} or r.created_by = ${own}::integer) order by r.name, r.id`,
    scheduleRow,
    { pool },
  )
  const letters = await ownRows(
    orgId,
    Prisma.sql`select d.schedule_id, d.period_start, d.period_end, d.recipient, d.state, d.changed_at, d.fault
      from report_delivery d
      join (
        select e.schedule_id, max(e.period_start) as period_start from report_delivery e
        where e.org_id = ${orgId} group by e.schedule_id
      ) l on l.schedule_id = d.schedule_id and l.period_start = d.period_start
      where d.org_id = ${orgId} order by d.recipient`,
    letterRow,
    { pool },
  )
  const now = new Date()
  const reports = schedules.map(({ account, ...schedule }) => ({
    ...schedule,
    own: account === own,
    next_at: nextDue(schedule.every, schedule.hour, now, zone).due.toISOString(),
    last: lastOf(letters.filter(({ schedule_id }) => schedule_id === schedule.id)),
  }))
  return { reports, can_mail: canMail() }
}
