import "server-only"
import * as z from "zod"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { behindWall, ownRows } from "@/lib/db/wall"
import { log } from "@/lib/log"
import { picoToString } from "@/lib/money"
import { getPriceBook } from "@/lib/pricing/queries"
import { type AnswerTimes, addTime, mergeTimes, noTimes, timeAt } from "./answer-times"
import type { Answered } from "./answered-schema"
import type { AuthorizeAnswer } from "./authorize-schema"
import { limitAt } from "./limit"
import { periodAt } from "./periods"
import { allBudgets } from "./queries"
import { cutOf } from "./rows"

const SLOT_MS = 600_000
const DAY_MS = 86_400_000
/** Counts wait so long in the process: one that dies takes those of its last seconds along. */
const WRITE_EVERY_MS = 5_000

interface Counts {
  allow: number
  warn: number
  deny: number
  took: AnswerTimes
}

/** By organisation and slot. */
const waiting = new Map<number, Map<number, Counts>>()
let isDue = false

function countsOf(orgId: number, slot: number): Counts {
  const own = waiting.get(orgId) ?? new Map<number, Counts>()
  waiting.set(orgId, own)
  const counts = own.get(slot) ?? { allow: 0, warn: 0, deny: 0, took: noTimes() }
  own.set(slot, counts)
  return counts
}

async function write(orgId: number, slot: number, { allow, warn, deny, took }: Counts): Promise<void> {
  await behindWall(orgId, async (on) => {
    await execute(
      Prisma.sql`insert into authorize_count (org_id, slot, allowed, warned, denied, took)
        values (${orgId}, ${new Date(slot)}, ${allow}, ${warn}, ${deny}, ${took}::bigint[])
        on conflict (org_id, slot) do update set allowed = authorize_count.allowed + excluded.allowed,
          warned = authorize_count.warned + excluded.warned, denied = authorize_count.denied + excluded.denied,
          took = (select array_agg(coalesce(u.a, 0) + coalesce(u.b, 0) order by u.place)
            from unnest(authorize_count.took, excluded.took) with ordinality as u (a, b, place))`,
      { on },
    )
    await execute(
      Prisma.sql`delete from authorize_count c
        where c.org_id = ${orgId} and c.slot < ${new Date(Date.now() - 2 * DAY_MS)}`,
      { on },
    )
  })
}

/** Writes what waits; what cannot be written now waits on. */
export async function writeAnswered(): Promise<void> {
  isDue = false
  const taken = [...waiting].flatMap(([orgId, slots]) =>
    [...slots].map(([slot, counts]) => ({ orgId, slot, counts })),
  )
  waiting.clear()
  for (const { orgId, slot, counts } of taken) {
    await write(orgId, slot, counts).catch((err: unknown) => {
      log.warn({ err, orgId }, "Counts of answers could not be written.")
      const again = countsOf(orgId, slot)
      again.allow += counts.allow
      again.warn += counts.warn
      again.deny += counts.deny
      mergeTimes(again.took, counts.took)
      writeLater()
    })
  }
}

function writeLater(): void {
  if (isDue) return
  isDue = true
  setTimeout(() => void writeAnswered(), WRITE_EVERY_MS).unref()
}

/** Counts an answer and how long it took. */
export function noteAnswer(orgId: number, decision: AuthorizeAnswer["decision"], ms: number): void {
  const counts = countsOf(orgId, Math.floor(Date.now() / SLOT_MS) * SLOT_MS)
  counts[decision] += 1
  addTime(counts.took, ms)
  writeLater()
}

const countRow = z.object({
  allowed: z.bigint(),
  warned: z.bigint(),
  denied: z.bigint(),
  took: z.array(z.bigint()),
})
const pico = z.string().transform(BigInt)
const openRow = z.object({ count: z.bigint(), held: pico })
const gateRow = z.object({ budget_id: z.number(), period_start: z.date(), taken: pico })

/** What spend and open reservations are beyond a denying limit, at most; zero where they are beyond none. */
async function overshoot(scope: Scope, now: Date): Promise<bigint> {
  const { orgId } = scope
  const [{ zone, fiscalStart, currency }, book, budgets, gates] = await Promise.all([
    getOrganisation(scope),
    getPriceBook(scope),
    allBudgets(orgId),
    ownRows(
      orgId,
      Prisma.sql`select g.budget_id, g.period_start, (g.spent_pico + g.held_pico)::text as taken
        from budget_gate g where g.org_id = ${orgId} and g.held_pico > 0`,
      gateRow,
    ),
  ])
  let most = 0n
  for (const { budget_id, period_start, taken } of gates) {
    const budget = budgets.find(({ id }) => id === budget_id)
    if (budget?.on_exceed !== "deny") continue
    const period = periodAt(cutOf(budget), now, zone, fiscalStart)
    const { pico: limit } = limitAt(budget, period, now, { currency, book })
    if (limit === null || period.from.getTime() !== period_start.getTime()) continue
    if (taken - limit > most) most = taken - limit
  }
  return most
}

/**
 * How "may I spend?" was answered in the last 24 hours, to ten minutes, and what is held now. Counts are some
 * seconds late. Throws `forbidden` for whoever is kept to teams.
 */
export async function answeredLately(scope: Scope, now = new Date()): Promise<Answered> {
  requireWholeSight(scope)
  const { orgId } = scope
  const [{ currency }, rows, [open], most] = await Promise.all([
    getOrganisation(scope),
    ownRows(
      orgId,
      Prisma.sql`select c.allowed, c.warned, c.denied, c.took from authorize_count c
        where c.org_id = ${orgId} and c.slot > ${new Date(now.getTime() - DAY_MS)}`,
      countRow,
    ),
    ownRows(
      orgId,
      Prisma.sql`select count(*) as count, coalesce(sum(r.amount_pico), 0)::text as held from reservation r
        where r.org_id = ${orgId} and r.settled_at is null and r.expires_at > ${now}`,
      openRow,
    ),
    overshoot(scope, now),
  ])
  const took = noTimes()
  for (const row of rows) mergeTimes(took, row.took.map(Number))
  const sum = (pick: (row: z.output<typeof countRow>) => bigint) =>
    Number(rows.reduce((total, row) => total + pick(row), 0n))
  return {
    allowed: sum(({ allowed }) => allowed),
    warned: sum(({ warned }) => warned),
    denied: sum(({ denied }) => denied),
    p50_ms: timeAt(took, 0.5),
    p95_ms: timeAt(took, 0.95),
    currency,
    open_reservations: Number(open?.count ?? 0n),
    held: picoToString(open?.held ?? 0n),
    max_overshoot: picoToString(most),
  }
}
