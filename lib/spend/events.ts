import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { eventId, parseEventId } from "@/lib/ledger/identity"
import type { CallStatus, EventRow } from "@/lib/ledger/schema"
import { FLAG } from "@/lib/ledger/usage-event"
import { picoToString } from "@/lib/money"
import { ERROR_CLASSES, type ErrorClass } from "@/lib/providers/schema"
import { type Cursor, formatCursor, parseCursor } from "./cursor"
import { conditionsOf, homeOf } from "./dimensions"
import { labelsOf } from "./labels"
import type { Filter } from "./schema"
import { seenContexts } from "./sight"

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
  /** Leads to older events; null on the last page. */
  next_cursor: string | null
  /** Leads to newer events; null on the first page. */
  prev_cursor: string | null
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
  request_key: z.bigint().nullable(),
  first_attempt: z.boolean(),
})
type Row = z.output<typeof eventRow>

/** Events past the place, in the direction of reading. */
function beyond({ time, key, towards }: Cursor): Prisma.Sql {
  if (towards === "newer")
    return Prisma.sql`and c.time >= ${time} and (c.time > ${time} or c.event_key > ${key})`
  const last = towards === "from" ? Prisma.sql`c.event_key <= ${key}` : Prisma.sql`c.event_key < ${key}`
  return Prisma.sql`and c.time <= ${time} and (c.time < ${time} or ${last})`
}

/** How many lines hold to a condition now: a re-rate takes a line back and puts it down anew. */
const netOf = (condition: Prisma.Sql) => Prisma.sql`coalesce(sum(c.n) filter (where ${condition}), 0)`

interface Reading extends Pick<EventsQuery, "from" | "to" | "filters"> {
  cursor: Cursor | null
  rows: number
}

/** The rows nearest to the cursor, or the newest; always newest first. */
function statement(orgId: number, { from, to, filters, cursor, rows }: Reading): Prisma.Sql {
  const contexts = filters.filter((filter) => homeOf(filter.dimension) === "context")
  const homes = new Set(filters.map((filter) => homeOf(filter.dimension)))
  const ofContext =
    contexts.length === 0
      ? Prisma.empty
      : Prisma.sql`and c.context_id = any (array(
          select x.id from context x where x.org_id = ${orgId} and ${conditionsOf(contexts, "context")}))`
  return Prisma.sql`
    with page as (
      select c.org_id, c.time, c.event_key, (array_agg(c.context_id order by c.line, c.revision desc nulls last, c.n desc))[1] as context_id,
        (array_agg(c.user_id order by c.line, c.revision desc nulls last, c.n desc))[1] as user_id,
        max(c.latency_ms) as latency_ms, case when ${netOf(Prisma.sql`c.billed_pico is not null`)} > 0 then sum(c.billed_pico) end as billed,
        max(c.request_key) as request_key, bool_or(c.flags & ${FLAG.request} <> 0) as first_attempt,
        ${netOf(Prisma.sql`c.flags & ${FLAG.unpriced} <> 0`)} > 0 as unpriced,
        sum(c.input_uncached::bigint + c.cache_read + c.output + coalesce(c.cache_write_5m, 0)
          + coalesce(c.cache_write_1h, 0) + coalesce(c.cache_write_other, 0)) as tokens
      from charge c
      ${homes.has("user") ? Prisma.sql`left join end_user u on u.org_id = c.org_id and u.id = c.user_id` : Prisma.empty}
      ${homes.has("session") ? Prisma.sql`left join usage_session s on s.org_id = c.org_id and s.id = c.session_id` : Prisma.empty}
      where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} and (c.n = 1 or c.revision is not null) ${ofContext}
        and ${conditionsOf(filters, "user")} and ${conditionsOf(filters, "session")}
        ${cursor ? beyond(cursor) : Prisma.empty}
      group by c.org_id, c.time, c.event_key
      having sum(c.n) > 0
      order by ${cursor?.towards === "newer" ? Prisma.sql`c.time, c.event_key` : Prisma.sql`c.time desc, c.event_key desc`}
      limit ${rows}
    )
    select p.time, p.event_key, p.tokens::text, p.billed::text, p.unpriced, p.latency_ms, u.name as user, x.agent,
      x.feature, x.team, x.environment, x.provider, x.model, x.route, x.status, x.error_class, k.kind as correction,
      p.request_key, p.first_attempt
    from page p
    join context x on x.org_id = p.org_id and x.id = p.context_id
    left join end_user u on u.org_id = p.org_id and u.id = p.user_id
    left join correction k on k.org_id = p.org_id and k.target_key = p.event_key and k.applied_at is not null
    order by p.time desc, p.event_key desc`
}

const failedRow = z.object({
  request_key: z.bigint(),
  time: z.date(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
})
const REQUEST_REACH_MS = 2 * 3_600_000

/**
 * Keys of the later attempts that succeeded on another provider, model or route after one had failed.
 * Asks for the attempts of those requests only, within two hours of the page.
 */
async function rescuers(scope: Scope, rows: readonly Row[]): Promise<ReadonlySet<bigint>> {
  const retries = rows.filter((row) => row.status === "ok" && !row.first_attempt && row.request_key !== null)
  const newest = retries[0]
  const oldest = retries.at(-1)
  if (!newest || !oldest) return new Set()
  const { orgId } = scope
  const keys = retries.map((row) => row.request_key)
  const since = new Date(oldest.time.getTime() - REQUEST_REACH_MS)
  const failed = await ask(
    orgId,
    Prisma.sql`select c.request_key, c.time, x.provider, x.model, x.route from charge c
      join context x on x.org_id = c.org_id and x.id = c.context_id
      where c.org_id = ${orgId} and c.time >= ${since} and c.time <= ${newest.time} and c.line = 0 and c.n = 1 and c.revision is null
        and c.request_key = any (${keys}::bigint[]) and x.status <> 'ok' and ${seenContexts(scope)}
        and not exists (select from report o where o.org_id = ${orgId} and o.event_key = c.event_key)`,
    failedRow,
  )
  const rescued = retries.filter((row) =>
    failed.some(
      (attempt) =>
        attempt.request_key === row.request_key &&
        attempt.time <= row.time &&
        (attempt.provider !== row.provider || attempt.model !== row.model || attempt.route !== row.route),
    ),
  )
  return new Set(rescued.map((row) => row.event_key))
}

function toEvent(row: Row, rescued: boolean): EventRow {
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
    rescued,
  }
}

function cursorAt(row: Row, towards: Cursor["towards"]): string {
  return formatCursor({ time: row.time, key: row.event_key, towards })
}

/** The cursor of the page that begins with this event: it stays the first while others arrive. */
export function cursorFrom(event: Pick<EventRow, "id" | "time">): string | null {
  const key = parseEventId(event.id)
  return key === null ? null : formatCursor({ time: new Date(event.time), key, towards: "from" })
}

/** The page around a cursor, newest first, and whether there is more on either side. */
async function readPage(orgId: number, reading: Reading, limit: number) {
  const { cursor } = reading
  const found = await ask(orgId, statement(orgId, { ...reading, rows: limit + 1 }), eventRow)
  const more = found.length > limit
  if (cursor?.towards === "newer") return { page: found.slice(more ? 1 : 0), newer: more, older: true }
  const page = found.slice(0, limit)
  const first = page[0]
  if (cursor?.towards !== "from" || !first) return { page, newer: cursor !== null, older: more }
  const place: Cursor = { time: first.time, key: first.event_key, towards: "newer" }
  const above = await ask(orgId, statement(orgId, { ...reading, cursor: place, rows: 1 }), eventRow)
  return { page, newer: above.length > 0, older: more }
}

async function readingOf(scope: Scope, asked: Pick<EventsQuery, "from" | "to" | "filters">) {
  const labels = await labelsOf(
    scope,
    asked.filters.map((filter) => filter.dimension),
  )
  return { from: asked.from, to: asked.to, filters: labels.conditions(asked.filters) }
}

/**
 * One page of events of [from, to), newest first, stable while events arrive. Amounts are of the
 * charges that match the filters, so that a filtered list adds up to the filtered spend; an event that
 * a correction took out of the totals is still listed and says so. Throws `invalid` on a foreign cursor.
 */
export async function listEvents(scope: Scope, asked: EventsQuery): Promise<EventsAnswer> {
  const reading = await readingOf(scope, asked)
  const cursor = asked.cursor === undefined ? null : parseCursor(asked.cursor)
  let read = await readPage(scope.orgId, { ...reading, cursor, rows: 0 }, asked.limit)
  if (cursor?.towards === "newer" && !read.newer) {
    // Less than a page is newer: the first page holds it, and is full.
    read = await readPage(scope.orgId, { ...reading, cursor: null, rows: 0 }, asked.limit)
  }
  const { page, newer, older } = read
  const rescued = await rescuers(scope, page)
  const first = page[0]
  const last = page.at(-1)
  return {
    events: page.map((row) => toEvent(row, rescued.has(row.event_key))),
    next_cursor: older && last ? cursorAt(last, "older") : null,
    prev_cursor: newer && first ? cursorAt(first, "newer") : null,
  }
}

/** The cursor of the page that begins with this event; null for an event that is not there. */
export async function cursorOfEvent(scope: Scope, id: string): Promise<string | null> {
  const key = parseEventId(id)
  if (key === null) return null
  const [row] = await ask(
    scope.orgId,
    Prisma.sql`select c.time from identity i
      join charge c on c.org_id = i.org_id and c.event_key = i.key and c.n = 1 and c.line = 0 and c.revision is null
        and c.time >= to_timestamp(i.seconds) and c.time < to_timestamp(i.seconds + 1)
      join context x on x.org_id = c.org_id and x.id = c.context_id and ${seenContexts(scope)}
      where i.org_id = ${scope.orgId} and i.key = ${key}`,
    z.object({ time: z.date() }),
  )
  return row ? formatCursor({ time: row.time, key, towards: "from" }) : null
}

export interface Neighbours {
  newer: Pick<EventRow, "id" | "time"> | null
  older: Pick<EventRow, "id" | "time"> | null
}

/** The events on either side of one in a list, whether or not the list holds that one. */
export async function eventNeighbours(
  scope: Scope,
  asked: Pick<EventsQuery, "from" | "to" | "filters">,
  event: Pick<EventRow, "id" | "time">,
): Promise<Neighbours> {
  const key = parseEventId(event.id)
  if (key === null) return { newer: null, older: null }
  const reading = await readingOf(scope, asked)
  const beside = async (towards: "newer" | "older") => {
    const cursor: Cursor = { time: new Date(event.time), key, towards }
    const [row] = await ask(scope.orgId, statement(scope.orgId, { ...reading, cursor, rows: 1 }), eventRow)
    return row ? { id: eventId(row.event_key), time: row.time.toISOString() } : null
  }
  const [newer, older] = await Promise.all([beside("newer"), beside("older")])
  return { newer, older }
}
