import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { nextId } from "@/lib/auth/next-id"
import { getOrganisation } from "@/lib/auth/organisation"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { behindWall } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { MAILED_PAGES, viewQuery } from "@/lib/views/address"
import { type Asker, askerOf, mayMailTo } from "./asker"
import { EVERY, newestDue } from "./periods"
import type { ReportChange, ReportInput, SendTo } from "./schema"
import { readUnsubscribeToken } from "./unsubscribe-token"

const MOST_REPORTS = 100

async function personOf({ orgId, actor }: Scope): Promise<Asker & { accountId: number }> {
  const asker = actor.kind === "user" ? await askerOf(orgId, actor.userId) : null
  if (asker && actor.kind === "user") return { ...asker, accountId: actor.userId }
  throw new AppError("forbidden", "Reports are made by people: sign in.")
}

function requireMayMail(maker: Asker, recipients: readonly string[]): void {
  const allowed = mayMailTo(maker)
  const at = allowed === null ? -1 : recipients.findIndex((recipient) => !allowed.includes(recipient))
  if (at === -1) return
  const detail = `Reports of the role ${maker.role} go to their maker's own address alone: ${maker.email}.`
  throw new AppError("forbidden", detail, { errors: [{ pointer: `/recipients/${at}`, detail }] })
}

const countRow = z.object({ schedules: z.bigint() })

/** Mails a view for every period from now on; the period that is over is not sent. */
export async function createReport(scope: Scope, input: ReportInput): Promise<{ id: number }> {
  const { orgId } = scope
  const asker = await personOf(scope)
  requireMayMail(asker, input.recipients)
  return behindWall(orgId, async (on) => {
    const [known] = await query(
      Prisma.sql`select count(*) as schedules from report_schedule r where r.org_id = ${orgId}`,
      countRow,
      { on },
    )
    if ((known?.schedules ?? 0n) >= MOST_REPORTS) {
      throw new AppError("conflict", `At most ${MOST_REPORTS} reports. Delete one first.`)
    }
    const id = await nextId(on, orgId, "report_schedule")
    const { name, page, every, hour, csv, recipients } = input
    await execute(
      Prisma.sql`insert into report_schedule (org_id, id, name, page, query, every, hour, csv, recipients,
          created_by, starts_at)
        values (${orgId}, ${id}, ${name}, ${page}, ${viewQuery(input.query)}, ${every}, ${hour}, ${csv},
          ${[...new Set(recipients)]}::text[], ${asker.accountId}, ${new Date()})`,
      { on },
    )
    await recordAudit(on, scope, { action: "report.create", subject: `report ${id} ${name}`, after: input })
    return { id }
  })
}

const ownRow = z.object({
  name: z.string(),
  page: z.enum(MAILED_PAGES),
  query: z.string(),
  every: z.enum(EVERY),
  hour: z.number(),
  csv: z.boolean(),
  recipients: z.array(z.string()),
  created_by: z.number(),
  paused_because: z.string().nullable(),
})
type OwnReport = z.output<typeof ownRow>

/**
 * A report of the asker's own, or any for owners and administrators. Somebody else's is answered like one that
 * does not exist: its number tells nothing.
 */
async function findOwn(
  on: Connection,
  scope: Scope,
  asker: Asker & { accountId: number },
  id: number,
): Promise<OwnReport> {
  const [found] = await query(
    Prisma.sql`select r.name, r.page, r.query, r.every, r.hour, r.csv, r.recipients, r.created_by, r.paused_because
      from report_schedule r where r.org_id = ${scope.orgId} and r.id = ${id} for update`,
    ownRow,
    { on },
  )
  const seesAll = asker.role === "owner" || asker.role === "admin"
  if (found && (seesAll || found.created_by === asker.accountId)) return found
  throw new AppError("not_found", "There is no such report.")
}

/** What a report is made of, as the trail keeps it. */
function contentOf({ created_by: _, paused_because: __, ...content }: OwnReport) {
  return content
}

/**
 * Changes a report. Its letters go on showing what its maker sees; one that was paused, or whose maker has left,
 * goes on as the asker sees it. Another rhythm begins with the first period after now. Throws `not_found` for
 * one that is somebody else's, and `forbidden` for recipients that its maker may not mail to.
 */
export async function changeReport(scope: Scope, id: number, change: ReportChange): Promise<void> {
  const { orgId } = scope
  const asker = await personOf(scope)
  await behindWall(orgId, async (on) => {
    const found = await findOwn(on, scope, asker, id)
    const before = contentOf(found)
    const { query: asked = before.query, recipients = before.recipients } = change
    const after = { ...before, ...change, query: viewQuery(asked), recipients: [...new Set(recipients)] }
    const maker = found.paused_because === null ? await askerOf(orgId, found.created_by, on) : null
    requireMayMail(maker ?? asker, after.recipients)
    const createdBy = maker ? found.created_by : asker.accountId
    const beginsAnew = maker === null || after.every !== before.every
    // A day and a week begin at the same instant: letters of the former rhythm must not stand for those of the next.
    if (after.every !== before.every) await deleteLetters(on, orgId, id)
    await execute(
      Prisma.sql`update report_schedule r set name = ${after.name}, page = ${after.page}, query = ${after.query},
          every = ${after.every}, hour = ${after.hour}, csv = ${after.csv},
          recipients = ${after.recipients}::text[], created_by = ${createdBy}, paused_because = null,
          starts_at = case when ${beginsAnew} then ${new Date()}::timestamptz else r.starts_at end
        where r.org_id = ${orgId} and r.id = ${id}`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "report.change",
      subject: `report ${id} ${after.name}`,
      before,
      after,
    })
  })
}

async function deleteLetters(on: Connection, orgId: number, id: number): Promise<void> {
  await execute(
    Prisma.sql`delete from report_delivery d where d.org_id = ${orgId} and d.schedule_id = ${id}`,
    { on },
  )
}

/** Ends a report. Throws `not_found` for one that is somebody else's. */
export async function deleteReport(scope: Scope, id: number): Promise<void> {
  const { orgId } = scope
  const asker = await personOf(scope)
  await behindWall(orgId, async (on) => {
    const { name } = await findOwn(on, scope, asker, id)
    await deleteLetters(on, orgId, id)
    await execute(Prisma.sql`delete from report_schedule r where r.org_id = ${orgId} and r.id = ${id}`, {
      on,
    })
    await recordAudit(on, scope, { action: "report.delete", subject: `report ${id} ${name}` })
  })
}

/**
 * Sends the newest period to those who have not had it: after a fault, or before the first is due. What
 * may have arrived is sent again, since somebody asks for it; to the asker alone, what has arrived too.
 * Throws `conflict` while it is paused, `forbidden` where its maker may not mail to the asker.
 */
export async function sendReport(scope: Scope, id: number, to: SendTo = "all"): Promise<void> {
  const { orgId } = scope
  const asker = await personOf(scope)
  const { zone } = await getOrganisation(scope)
  await behindWall(orgId, async (on) => {
    const found = await findOwn(on, scope, asker, id)
    if (found.paused_because !== null) {
      throw new AppError("conflict", `It is paused. ${found.paused_because} Change it to let it go on.`)
    }
    const recipients = to === "me" ? [asker.email.toLowerCase()] : found.recipients
    const maker = await askerOf(orgId, found.created_by, on)
    if (to === "me" && maker) requireMayMail(maker, recipients)
    const now = new Date()
    const period = newestDue(found.every, found.hour, now, zone)
    const again = to === "me" ? ["failed", "unknown", "sent"] : ["failed", "unknown"]
    await execute(
      Prisma.sql`insert into report_delivery (org_id, schedule_id, period_start, recipient, period_end, state,
          attempts, next_try_at, changed_at)
        select ${orgId}, ${id}, ${period.from}, r.recipient, ${period.to}, 'due', 0, ${now}, ${now}
        from unnest(${recipients}::text[]) as r (recipient)
        on conflict (org_id, schedule_id, period_start, recipient) do update
          set state = 'due', attempts = 0, next_try_at = excluded.next_try_at, changed_at = excluded.changed_at, fault = null
          where report_delivery.state = any (${again}::text[])`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "report.send",
      subject: `report ${id} ${found.name}`,
      after: { from: period.from, to: period.to, recipients: to },
    })
  })
}

/** Ends the letters to one recipient, by the link in them. Does nothing where they have ended. */
export async function unsubscribe(token: string): Promise<void> {
  const subscription = readUnsubscribeToken(token)
  if (!subscription) throw new AppError("invalid", "This link is not whole: copy all of it from the letter.")
  const { orgId, scheduleId, recipient } = subscription
  await behindWall(orgId, async (on) => {
    const ended = await execute(
      Prisma.sql`update report_schedule r set recipients = array_remove(r.recipients, ${recipient})
        where r.org_id = ${orgId} and r.id = ${scheduleId} and ${recipient} = any (r.recipients)`,
      { on },
    )
    if (ended === 0) return
    await execute(
      Prisma.sql`delete from report_delivery d where d.org_id = ${orgId} and d.schedule_id = ${scheduleId}
        and d.recipient = ${recipient} and d.state in ('due', 'sending')`,
      { on },
    )
    const scope = mintScope(orgId, { kind: "system", job: "unsubscribe" })
    await recordAudit(on, scope, {
      action: "report.unsubscribe",
      subject: `report ${scheduleId}`,
      before: { recipient },
    })
  })
}
