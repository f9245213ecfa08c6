import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { eventId } from "@/lib/ledger/identity"
import type { CallStatus, EventRow } from "@/lib/ledger/schema"
import { picoToString } from "@/lib/money"
import { ERROR_CLASSES, type ErrorClass } from "@/lib/providers/schema"
import { conditionsOf, homeOf } from "./dimensions"
import { labelsOf } from "./labels"
import type { Filter } from "./schema"

export interface EventsQuery {
  from: Date
  to: Date
  filters: readonly Filter[]
  /** Opaque; of an answer before. */
  cursor?: string | undefined
  /** 1–1,000. */
  limit: number
}

export interface EventsAnswer {
  /** Newest first. */
  events: EventRow[]
  /** Null on the last page. */
  next_cursor: string | null
}

interface Cursor {
  time: Date
  key: bigint
}

function formatCursor({ time, key }: Cursor): string {
  return Buffer.from(`${time.getTime()}.${key}`).toString("base64url")
}

function parseCursor(text: string): Cursor {
  const match = /^(\d{1,15})\.(-?\d{1,20})$/.exec(Buffer.from(text, "base64url").toString("latin1"))
  if (!match?.[1] || !match[2]) throw new AppError("invalid", "cursor is not one that this API gave out.")
  return { time: new Date(Number(match[1])), key: BigInt.asIntN(64, BigInt(match[2])) }
}

const eventRow = z.object({
  time: z.date(),
  event_key: z.bigint(),
  tokens: z.string().transform(BigInt),
  billed: z.string().transform(BigInt).nullable(),
  unpriced: z.boolean(),
  latency_ms: z.number().nullable(),
  user: z.string().nullable(),
  agent: z.string().nullable(),
  feature: z.string().nullable(),
  team: z.string().nullable(),
  environment: z.string().nullable(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  status: z.enum(["ok", "error", "aborted"]),
  error_class: z.enum(ERROR_CLASSES).nullable(),
  correction: z.enum(["void", "replace"]).nullable(),
})

function statement(orgId: number, { from, to, filters, cursor, limit }: EventsQuery): Prisma.Sql {
  const after = cursor === undefined ? null : parseCursor(cursor)
  const contexts = filters.filter((filter) => homeOf(filter.dimension) === "context")
  const homes = new Set(filters.map((filter) => homeOf(filter.dimension)))
  const ofContext =
    contexts.length === 0
      ? Prisma.empty
      : Prisma.sql`and c.context_id = any (array(
          select x.id from context x where x.org_id = ${orgId} and ${conditionsOf(contexts, "context")}))`
  return Prisma.sql`
    with page as (
      select c.org_id, c.time, c.event_key, (array_agg(c.context_id order by c.line))[1] as context_id,
        max(c.user_id) as user_id, max(c.latency_ms) as latency_ms, sum(c.billed_pico) as billed,
        bool_or(c.billed_pico is null) as unpriced,
        sum(c.input_uncached::bigint + c.cache_read + c.output + coalesce(c.cache_write_5m, 0)
          + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0)) as tokens
      from charge c
      ${homes.has("user") ? Prisma.sql`left join end_user u on u.org_id = c.org_id and u.id = c.user_id` : Prisma.empty}
      ${homes.has("session") ? Prisma.sql`left join usage_session s on s.org_id = c.org_id and s.id = c.session_id` : Prisma.empty}
      where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} and c.n = 1 ${ofContext}
        and ${conditionsOf(filters, "user")} and ${conditionsOf(filters, "session")}
        ${after ? Prisma.sql`and c.time <= ${after.time} and (c.time < ${after.time} or c.event_key < ${after.key})` : Prisma.empty}
      group by c.org_id, c.time, c.event_key
      order by c.time desc, c.event_key desc
      limit ${limit + 1}
    )
    select p.time, p.event_key, p.tokens::text, p.billed::text, p.unpriced, p.latency_ms, u.name as user, x.agent,
      x.feature, x.team, x.environment, x.provider, x.model, x.route, x.status, x.error_class, k.kind as correction
    from page p
    join context x on x.org_id = p.org_id and x.id = p.context_id
    left join end_user u on u.org_id = p.org_id and u.id = p.user_id
    left join correction k on k.org_id = p.org_id and k.target_key = p.event_key and k.applied_at is not null
    order by p.time desc, p.event_key desc`
}

function toEvent(row: z.output<typeof eventRow>): EventRow {
  return {
    id: eventId(row.event_key),
    time: row.time.toISOString(),
    user: row.user,
    agent: row.agent,
    feature: row.feature,
    team: row.team,
    environment: row.environment,
    provider: row.provider,
    model: row.model,
    route: row.route,
    status: row.status satisfies CallStatus,
    errorClass: row.error_class satisfies ErrorClass | null,
    tokens: Number(row.tokens),
    billed: row.billed === null ? null : picoToString(row.billed),
    unpriced: row.unpriced,
    latencyMs: row.latency_ms,
    corrected: row.correction === null ? null : row.correction === "void" ? "void" : "replaced",
  }
}

/**
 * One page of events of [from, to), newest first, stable while events arrive. Amounts are of the
 * charges that match the filters, so that a filtered list adds up to the filtered spend; an event that
 * a correction took out of the totals is still listed and says so. Throws `invalid` on a foreign cursor.
 */
export async function listEvents(scope: Scope, asked: EventsQuery): Promise<EventsAnswer> {
  const labels = await labelsOf(
    scope,
    asked.filters.map((filter) => filter.dimension),
  )
  const rows = await query(
    statement(scope.orgId, { ...asked, filters: asked.filters.map(labels.toIds) }),
    eventRow,
  )
  const page = rows.slice(0, asked.limit)
  const last = page.at(-1)
  const more = rows.length > page.length && last !== undefined
  return {
    events: page.map(toEvent),
    next_cursor: more ? formatCursor({ time: last.time, key: last.event_key }) : null,
  }
}
