import "server-only"
import * as z from "zod"
import { countLetter, MOST_LETTERS } from "@/lib/auth/letters-today"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { baseUrl } from "@/lib/env"
import { log } from "@/lib/log"
import { canMail, MailFault, sendMail } from "@/lib/mail/send"
import { type Asker, askerOf, mayMailTo } from "./asker"
import { EVERY, newestDue } from "./periods"
import { reportCsv } from "./report-csv"
import { reportFigures } from "./report-figures"
import { reportLetter } from "./report-letter"
import { unsubscribeToken } from "./unsubscribe-token"

/** Waits between the attempts of a letter that the server would not take yet. */
const WAITS_MINUTES = [1, 5, 30, 120, 360]
/** A letter that was being sent for so long is of a process that ended meanwhile. */
const ABANDONED_MS = 10 * 60_000

const scheduleRow = z.object({
  org_id: z.number(),
  id: z.number(),
  every: z.enum(EVERY),
  hour: z.number(),
  starts_at: z.date(),
  zone: z.string(),
})

/** Notes a letter for each recipient of each period that has come due: the newest one, once. */
async function noteDue(now: Date): Promise<void> {
  const schedules = await query(
    Prisma.sql`select r.org_id, r.id, r.every, r.hour, r.starts_at, o.zone
      from report_schedule r join organisation o on o.id = r.org_id where r.paused_because is null`,
    scheduleRow,
    { on: accountPool() },
  )
  for (const { org_id, id, every, hour, starts_at, zone } of schedules) {
    const { from, to, due } = newestDue(every, hour, now, zone)
    if (due < starts_at) continue
    await execute(
      Prisma.sql`insert into report_delivery (org_id, schedule_id, period_start, recipient, period_end, state,
          attempts, next_try_at, changed_at)
        select ${org_id}, r.id, ${from}, p.recipient, ${to}, 'due', 0, ${now}, ${now}
        from report_schedule r cross join unnest(r.recipients) as p (recipient)
        where r.org_id = ${org_id} and r.id = ${id} and r.every = ${every} and r.starts_at <= ${due} for share of r
        on conflict (org_id, schedule_id, period_start, recipient) do nothing`,
      { on: accountPool() },
    )
  }
}

const letterRow = z.object({
  org_id: z.number(),
  schedule_id: z.number(),
  period_start: z.date(),
  period_end: z.date(),
  recipient: z.string(),
  attempts: z.number(),
  name: z.string(),
  page: z.string(),
  query: z.string(),
  csv: z.boolean(),
  created_by: z.number(),
})
type DueLetter = z.output<typeof letterRow>

/** Takes one letter that is due, for this process alone: what is taken and not finished is sent by nobody else. */
async function claim(now: Date): Promise<DueLetter | undefined> {
  const [letter] = await query(
    Prisma.sql`with taken as (
        select d.org_id, d.schedule_id, d.period_start, d.recipient from report_delivery d
        join report_schedule s on s.org_id = d.org_id and s.id = d.schedule_id
        where d.state = 'due' and d.next_try_at <= ${now}
        order by d.next_try_at limit 1 for update of d skip locked
      )
      update report_delivery d set state = 'sending', attempts = d.attempts + 1, changed_at = ${now}
      from taken t, report_schedule r
      where d.org_id = t.org_id and d.schedule_id = t.schedule_id and d.period_start = t.period_start
        and d.recipient = t.recipient and r.org_id = t.org_id and r.id = t.schedule_id
      returning d.org_id, d.schedule_id, d.period_start, d.period_end, d.recipient, d.attempts, r.name, r.page,
        r.query, r.csv, r.created_by`,
    letterRow,
    { on: accountPool() },
  )
  return letter
}

interface Outcome {
  state: "due" | "sent" | "failed" | "unknown"
  fault?: string
  nextTry?: Date
}

async function settle(letter: DueLetter, { state, fault, nextTry }: Outcome): Promise<void> {
  const now = new Date()
  await execute(
    Prisma.sql`update report_delivery d set state = ${state}, fault = ${fault ?? null}, changed_at = ${now},
        next_try_at = ${nextTry ?? now}
      where d.org_id = ${letter.org_id} and d.schedule_id = ${letter.schedule_id}
        and d.period_start = ${letter.period_start} and d.recipient = ${letter.recipient}`,
    { on: accountPool() },
  )
}

async function pause({ org_id, schedule_id }: DueLetter, because: string): Promise<void> {
  await execute(
    Prisma.sql`update report_schedule r set paused_because = ${because}
      where r.org_id = ${org_id} and r.id = ${schedule_id}`,
    { on: accountPool() },
  )
}

async function send(letter: DueLetter, { scope }: Asker): Promise<void> {
  const { org_id, schedule_id, period_start, period_end, recipient, name } = letter
  const period = { from: period_start, to: period_end }
  const token = unsubscribeToken({ orgId: org_id, scheduleId: schedule_id, recipient })
  const page = `${baseUrl()}/unsubscribe#token=${token}`
  const oneClick = `${baseUrl()}/api/v1/reports/unsubscribe?token=${token}`
  const [figures, csv] = await Promise.all([
    reportFigures(scope, letter, period, new Date()),
    letter.csv ? reportCsv(scope, letter, period) : null,
  ])
  await sendMail({
    to: recipient,
    ...reportLetter(name, figures, page, { tableLeftOut: letter.csv && csv === null }),
    id: `report.${org_id}.${schedule_id}.${period_start.getTime()}-${period_end.getTime()}.${Buffer.from(recipient).toString("base64url")}`,
    headers: {
      "List-Unsubscribe": `<${oneClick}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "Auto-Submitted": "auto-generated",
    },
    ...(csv ? { attachments: [csv] } : {}),
  })
}

/** Sends a letter, or says why not and when it is tried again. */
async function deliver(letter: DueLetter): Promise<Outcome> {
  const asker = await askerOf(letter.org_id, letter.created_by)
  if (!asker) {
    await pause(letter, "Whoever made it is no member any more.")
    return { state: "failed", fault: "Whoever made the report is no member any more." }
  }
  const allowed = mayMailTo(asker)
  if (allowed !== null && !allowed.includes(letter.recipient)) {
    return {
      state: "failed",
      fault: `Whoever made the report, now ${asker.role}, mails to their own address alone.`,
    }
  }
  if (!(await countLetter(letter.org_id, new Date()))) {
    const fault = `The organisation mails at most ${MOST_LETTERS.toLocaleString("en")} letters a day.`
    return { state: "failed", fault }
  }
  try {
    await send(letter, asker)
    return { state: "sent" }
  } catch (cause) {
    const outcome = cause instanceof MailFault ? cause.outcome : "later"
    const fault = cause instanceof Error ? cause.message : String(cause)
    log.warn(
      { err: cause, orgId: letter.org_id, schedule: letter.schedule_id },
      "A report could not be mailed.",
    )
    if (outcome === "unknown") return { state: "unknown", fault }
    const wait = WAITS_MINUTES[letter.attempts - 1]
    if (outcome === "never" || wait === undefined) return { state: "failed", fault }
    return { state: "due", fault, nextTry: new Date(Date.now() + wait * 60_000) }
  }
}

/**
 * Mails what is due. A letter is marked before it is handed over, so that a process that ends in between
 * leaves that one unknown rather than sending it twice. Any number of workers may run at once.
 */
export async function deliverReports(now: Date = new Date(), signal?: AbortSignal): Promise<void> {
  if (!canMail()) return
  await execute(
    Prisma.sql`update report_delivery d set state = 'unknown', fault = 'The server ended while it was sent.'
      where d.state = 'sending' and d.changed_at < ${new Date(now.getTime() - ABANDONED_MS)}`,
    { on: accountPool() },
  )
  await noteDue(now)
  while (!signal?.aborted) {
    const letter = await claim(now)
    if (!letter) return
    await settle(letter, await deliver(letter))
  }
}
