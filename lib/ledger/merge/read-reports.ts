import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"
import { ATTEMPTS } from "@/lib/ledger/usage-event"

const AT_ONCE = 500

const openRow = z.object({ event_key: z.bigint(), call_key: z.bigint(), also_key: z.bigint().nullable() })
export type OpenReport = z.output<typeof openRow>

/** Reports whose calls are to be merged, those that came first first. */
export function openReports(on: Connection, orgId: number): Promise<OpenReport[]> {
  return query(
    Prisma.sql`select r.event_key, r.call_key, r.also_key from report r
      where r.org_id = ${orgId} and not r.merged order by r.received_at, r.event_key limit ${AT_ONCE}`,
    openRow,
    { on },
  )
}

const stepRow = z.object({ start: z.bigint(), key: z.bigint() })

/**
 * From each key the way to the report that stands for its call now: whatever a report or a replacement leads on to.
 * The key itself is the first step, and the last one the call's.
 */
export function stepsFrom(on: Connection, orgId: number, keys: readonly bigint[]) {
  return query(
    Prisma.sql`with recursive chain as (
        select k.key as start, k.key, 0 as depth from unnest(${keys}::bigint[]) as k (key)
        union all
        select c.start, coalesce(i.call_key, x.event_key), c.depth + 1
        from chain c
        left join identity i on i.org_id = ${orgId} and i.key = c.key and i.call_key <> c.key
        left join correction x on x.org_id = ${orgId} and x.target_key = c.key and x.kind = 'replace' and i.key is null
        where c.depth < 100 and coalesce(i.call_key, x.event_key) is not null
      )
      select c.start, c.key from chain c order by c.start, c.depth`,
    stepRow,
    { on },
  )
}

const memberRow = z.object({ call_key: z.bigint(), event_key: z.bigint() })

/** Every report that was put under one of these keys. */
export function reportsUnder(on: Connection, orgId: number, keys: readonly bigint[]) {
  return query(
    Prisma.sql`select r.call_key, r.event_key from report r
      where r.org_id = ${orgId} and r.call_key = any (${keys}::bigint[])`,
    memberRow,
    { on },
  )
}

const originRow = z.object({ key: z.bigint(), origin: z.bigint(), is_gone: z.boolean() })

/** What each of these events replaces, at the beginning, and whether it was itself taken back. */
export function originsOf(on: Connection, orgId: number, keys: readonly bigint[]) {
  return query(
    Prisma.sql`with recursive back as (
        select k.key, k.key as origin, 0 as depth from unnest(${keys}::bigint[]) as k (key)
        union all
        select b.key, x.target_key, b.depth + 1 from back b
        join correction x on x.org_id = ${orgId} and x.event_key = b.origin and x.kind = 'replace'
        where b.depth < 100
      )
      select distinct on (b.key) b.key, b.origin,
        exists (select from correction x where x.org_id = ${orgId} and x.target_key = b.key) as is_gone
      from back b order by b.key, b.depth desc`,
    originRow,
    { on },
  )
}

const text = z.string().nullable()
const count = z.number().nullable()
const pico = z.bigint().nullable()

const lineRow = z.object({
  key: z.bigint(),
  time: z.date(),
  line: z.number(),
  n: z.number(),
  revision: count,
  context_id: z.number(),
  user_id: count,
  session_id: count,
  request_key: z.bigint().nullable(),
  latency_ms: count,
  ttft_ms: count,
  flags: z.number(),
  list_pico: pico,
  computed_pico: pico,
  billed_pico: pico,
  tokens: z.bigint(),
  in_ledger: z.boolean(),
  source_id: z.number(),
  api_key_id: count,
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  service_tier: text,
  status: z.string(),
  error_class: text,
  attempt: z.enum(ATTEMPTS),
  agent: text,
  feature: text,
  team: text,
  environment: text,
  tags: z.record(z.string(), z.string()),
  user: text,
  session: text,
})
export type LineRow = z.output<typeof lineRow>

const secondsRow = z.object({ first: z.date().nullable(), last: z.date().nullable() })

/** The stretch that these events lie in, whose partitions alone are read. */
async function stretchOf(on: Connection, orgId: number, keys: readonly bigint[]) {
  const [row] = await query(
    Prisma.sql`select to_timestamp(min(i.seconds)) as first, to_timestamp(max(i.seconds) + 1) as last
      from identity i where i.org_id = ${orgId} and i.key = any (${keys}::bigint[])`,
    secondsRow,
    { on },
  )
  return row
}

/**
 * Every row that the ledger holds of these events with what it says of the call as sent, and the lines of reports that
 * never counted; of an event that was in the ledger, those alone.
 */
export async function linesOf(on: Connection, orgId: number, keys: readonly bigint[]): Promise<LineRow[]> {
  const stretch = await stretchOf(on, orgId, keys)
  if (!stretch?.first || !stretch.last) return []
  const columns = Prisma.sql`line, context_id, user_id, session_id, request_key, latency_ms, ttft_ms, flags,
    list_pico, computed_pico, billed_pico, input_uncached::bigint + cache_read + output + coalesce(cache_write_5m, 0)
      + coalesce(cache_write_1h, 0) + coalesce(cache_write_other, 0) as tokens`
  return query(
    Prisma.sql`with wanted as (
        select i.key, i.seconds from identity i where i.org_id = ${orgId} and i.key = any (${keys}::bigint[])
      ), rows as (
        select c.event_key as key, c.time, c.n::integer as n, c.revision::integer as revision, true as in_ledger, ${columns}
        from wanted w
        join charge c on c.org_id = ${orgId} and c.event_key = w.key and c.time >= ${stretch.first}
          and c.time < ${stretch.last} and c.time >= to_timestamp(w.seconds) and c.time < to_timestamp(w.seconds + 1)
        union all
        select c.event_key, c.time, 0, null, false, ${columns}
        from report_charge c where c.org_id = ${orgId} and c.event_key = any (${keys}::bigint[])
      )
      select l.*, x.source_id, x.api_key_id, x.provider, x.model, x.route, x.service_tier, x.status, x.error_class,
        x.attempt, x.sent_agent as agent, x.sent_feature as feature, x.sent_team as team,
        x.sent_environment as environment, x.tags, coalesce(u.sent_name, u.name) as user, s.name as session
      from rows l
      join context x on x.org_id = ${orgId} and x.id = l.context_id
      left join end_user u on u.org_id = ${orgId} and u.id = l.user_id
      left join usage_session s on s.org_id = ${orgId} and s.id = l.session_id
      order by l.key, l.line, l.revision nulls first, l.n desc`,
    lineRow,
    { on },
  )
}
