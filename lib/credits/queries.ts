import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { picoToString } from "@/lib/money"
import { localDate } from "@/lib/time"
import type { CreditSummary } from "./schema"

const grantRow = z.object({
  id: z.number(),
  name: z.string(),
  scope: z.array(z.string()),
  money: z.string().transform(BigInt).nullable(),
  tokens: z.bigint().nullable(),
  starts_at: z.date(),
  expires_at: z.date().nullable(),
  withdrawn: z.boolean(),
  pending: z.boolean(),
})
type GrantRow = z.output<typeof grantRow>

const dayRow = z.object({
  grant_id: z.number(),
  day: z.date(),
  billed: z.string().transform(BigInt),
  tokens: z.string().transform(BigInt),
})
type DayRow = z.output<typeof dayRow>

function stateOf(grant: GrantRow, left: bigint, now: Date): CreditSummary["state"] {
  if (grant.withdrawn) return "withdrawn"
  if (grant.starts_at > now) return "scheduled"
  if (left <= 0n) return "used up"
  return grant.expires_at !== null && grant.expires_at <= now ? "expired" : "active"
}

function toSummary(
  grant: GrantRow,
  days: readonly DayRow[],
  zone: string,
  currency: string,
  now: Date,
): CreditSummary {
  const billed = days.reduce((sum, day) => sum + day.billed, 0n)
  const tokens = days.reduce((sum, day) => sum + day.tokens, 0n)
  const money = grant.money === null ? null : grant.money - billed
  const count = grant.tokens === null ? null : grant.tokens - tokens
  return {
    id: grant.id,
    name: grant.name,
    scope: grant.scope,
    amount: grant.money === null ? null : picoToString(grant.money),
    tokens: grant.tokens === null ? null : Number(grant.tokens),
    currency,
    starts_at: grant.starts_at.toISOString(),
    expires_at: grant.expires_at?.toISOString() ?? null,
    state: stateOf(grant, money ?? count ?? 0n, now),
    used: { billed: picoToString(billed), tokens: Number(tokens) },
    left: {
      amount: money === null ? null : picoToString(money),
      tokens: count === null ? null : Number(count),
    },
    days: days.map((day) => ({
      day: localDate(day.day, zone),
      billed: picoToString(day.billed),
      tokens: Number(day.tokens),
    })),
    pending: grant.pending,
  }
}

/** Every grant with what it has paid by day, newest first. Throws `forbidden` for an asker kept to teams. */
export async function listCredits(scope: Scope): Promise<CreditSummary[]> {
  requireWholeSight(scope)
  const { orgId } = scope
  const { zone, currency } = await getOrganisation(scope)
  const [grants, days] = await Promise.all([
    ask(
      orgId,
      Prisma.sql`select g.id, g.name, g.scope, g.amount_pico as money, g.tokens, g.starts_at, g.expires_at,
          g.withdrawn_at is not null as withdrawn, g.applied_at is null as pending
        from credit_grant g where g.org_id = ${orgId} order by g.id desc`,
      grantRow,
    ),
    ask(
      orgId,
      Prisma.sql`select u.grant_id, date_trunc('day', u.time, ${zone}) as day, sum(u.billed_pico)::text as billed,
          sum(u.tokens)::text as tokens
        from credit_use u where u.org_id = ${orgId} group by 1, 2 order by 1, 2`,
      dayRow,
    ),
  ])
  const now = new Date()
  const own = (id: number) => days.filter(({ grant_id }) => grant_id === id)
  return grants.map((grant) => toSummary(grant, own(grant.id), zone, currency, now))
}
