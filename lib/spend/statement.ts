import { Prisma } from "@/lib/db/generated/client"
import { conditionsOf, homeOf, valueSql } from "./dimensions"
import { CHARGE_COLUMNS, CUBE_COLUMNS, SUMS } from "./measures"
import type { Dimension, Filter, Interval } from "./schema"
import { type Segment, segmentsOf } from "./segments"

type Sql = Prisma.Sql

export interface StatementInput {
  orgId: number
  zone: string
  from: Date
  to: Date
  /** Null: no buckets, one sum per group. */
  interval: Interval | null
  groupBy: readonly Dimension[]
  filters: readonly Filter[]
}

const UNITS: Record<Interval, Sql> = {
  hour: Prisma.sql`'hour'`,
  day: Prisma.sql`'day'`,
  week: Prisma.sql`'week'`,
  month: Prisma.sql`'month'`,
}

const NO_BUCKET = Prisma.sql`null::timestamptz`

function truncated({ interval, zone }: StatementInput, time: Sql): Sql {
  return interval === null ? NO_BUCKET : Prisma.sql`date_trunc(${UNITS[interval]}, ${time}, ${zone})`
}

/** Charges of batches that the worker has not added to the cubes yet, inside what the cubes answer for. */
function tail(input: StatementInput, segments: readonly Segment[], columns: Sql, narrowed: Sql): Sql[] {
  const cubes = segments.filter((segment) => segment.from !== "charge")
  const first = cubes[0]
  const last = cubes.at(-1)
  if (!first || !last) return []
  return [
    Prisma.sql`select ${columns} from charge c
      where c.org_id = ${input.orgId} and c.time >= ${first.start} and c.time < ${last.end} ${narrowed}
        and c.batch_id = any (array(select b.id from batch b where b.org_id = ${input.orgId} and not b.rolled))`,
  ]
}

function chargesBetween(input: StatementInput, { start, end }: Segment, columns: Sql, narrowed: Sql): Sql {
  return Prisma.sql`select ${columns} from charge c
    where c.org_id = ${input.orgId} and c.time >= ${start} and c.time < ${end} ${narrowed}`
}

function keys(groupBy: readonly Dimension[]): { columns: Sql; names: Sql; by: Sql } {
  const [first, second] = groupBy
  return {
    columns: Prisma.sql`${first ? valueSql(first) : Prisma.sql`null::text`} as key_1,
      ${second ? valueSql(second) : Prisma.sql`null::text`} as key_2`,
    names: Prisma.sql`key_1, key_2`,
    by: Prisma.sql`1, 2, 3`,
  }
}

/** Dimensions of the context alone: cubes keyed by context, joined with the few thousand contexts. */
function overContexts(input: StatementInput): Sql {
  const { orgId, groupBy, filters } = input
  const where = conditionsOf(filters, "context")
  const narrowedBy = (column: Sql) =>
    filters.length === 0
      ? Prisma.empty
      : Prisma.sql`and ${column} = any (array(select x.id from context x where x.org_id = ${orgId} and ${where}))`
  const ofCharge = Prisma.sql`c.org_id, ${truncated(input, Prisma.sql`c.time`)} as bucket, c.context_id, ${CHARGE_COLUMNS}`
  const narrowedCharge = narrowedBy(Prisma.sql`c.context_id`)
  const narrowedCube = narrowedBy(Prisma.sql`m.context_id`)
  const segments = segmentsOf(input.from, input.to, input.interval ?? "day", input.zone)
  const parts = segments.map((segment) => {
    if (segment.from === "charge") return chargesBetween(input, segment, ofCharge, narrowedCharge)
    const table = segment.from === "day" ? Prisma.sql`cube_day` : Prisma.sql`cube_hour`
    const bucket =
      input.interval === segment.from ? Prisma.sql`m.bucket` : truncated(input, Prisma.sql`m.bucket`)
    return Prisma.sql`select m.org_id, ${bucket} as bucket, m.context_id, ${CUBE_COLUMNS} from ${table} m
      where m.org_id = ${orgId} and m.bucket >= ${segment.start} and m.bucket < ${segment.end} ${narrowedCube}`
  })
  const all = Prisma.join([...parts, ...tail(input, segments, ofCharge, narrowedCharge)], " union all ")
  const key = keys(groupBy)
  return Prisma.sql`
    with x as (select x.org_id, x.id, ${key.columns} from context x where x.org_id = ${orgId} and ${where})
    select m.bucket, ${key.names}, ${SUMS} from (${all}) m
    join x on x.org_id = m.org_id and x.id = m.context_id
    group by ${key.by}`
}

/**
 * Users alone, by whole days: the user cube has no row for calls without a user, so those are what the
 * day cube says less what the users' cube says, in the same statement and snapshot.
 */
function overUsers(input: StatementInput): Sql {
  const { orgId, groupBy, filters, zone } = input
  const columns = Prisma.sql`c.org_id, ${truncated(input, Prisma.sql`c.time`)} as bucket, c.user_id, ${CHARGE_COLUMNS}`
  const negated = Prisma.sql`-m.requests, -m.calls, -m.errors, -m.input_uncached, -m.cache_read, -m.cache_write,
    -m.output, -m.reasoning, -m.list_pico, -m.computed_pico, -m.billed_pico, -m.reported_pico, -m.reported_calls,
    -m.unpriced_calls, -m.unpriced_tokens`
  const segments = segmentsOf(input.from, input.to, "day", zone).map((segment) =>
    segment.from === "hour" ? { ...segment, from: "charge" as const } : segment,
  )
  const parts = segments.flatMap((segment) => {
    if (segment.from === "charge") return [chargesBetween(input, segment, columns, Prisma.empty)]
    const bucket = input.interval === "day" ? Prisma.sql`m.bucket` : truncated(input, Prisma.sql`m.bucket`)
    const within = Prisma.sql`m.org_id = ${orgId} and m.bucket >= ${segment.start} and m.bucket < ${segment.end}`
    return [
      Prisma.sql`select m.org_id, ${bucket} as bucket, m.user_id, ${CUBE_COLUMNS} from cube_user_day m where ${within}`,
      Prisma.sql`select m.org_id, ${bucket}, null::integer, ${CUBE_COLUMNS} from cube_day m where ${within}`,
      Prisma.sql`select m.org_id, ${bucket}, null::integer, ${negated} from cube_user_day m where ${within}`,
    ]
  })
  const all = Prisma.join([...parts, ...tail(input, segments, columns, Prisma.empty)], " union all ")
  const key = keys(groupBy)
  return Prisma.sql`
    select m.bucket, ${key.columns}, ${SUMS} from (${all}) m
    left join end_user u on u.org_id = m.org_id and u.id = m.user_id
    where ${conditionsOf(filters, "user")}
    group by ${key.by}`
}

/** Users or sessions crossed with other dimensions: the charges themselves. */
function overCharges(input: StatementInput): Sql {
  const { orgId, groupBy, filters, from, to } = input
  const key = keys(groupBy)
  const homes = new Set([...groupBy, ...filters.map((filter) => filter.dimension)].map(homeOf))
  const userOnly = filters.filter((filter) => filter.dimension === "user" && filter.operator === "=")
  const names = userOnly.flatMap((filter) => filter.values)
  const byIndex =
    userOnly.length > 0 && !names.includes(null)
      ? Prisma.sql`and c.user_id = any (array(select e.id from end_user e
          where e.org_id = ${orgId} and e.name = any (${names}::text[])))`
      : Prisma.empty
  return Prisma.sql`
    select m.bucket, key_1, key_2, ${SUMS} from (
      select ${truncated(input, Prisma.sql`c.time`)} as bucket, ${key.columns}, ${CHARGE_COLUMNS}
      from charge c
      join context x on x.org_id = c.org_id and x.id = c.context_id
      ${homes.has("user") ? Prisma.sql`left join end_user u on u.org_id = c.org_id and u.id = c.user_id` : Prisma.empty}
      ${homes.has("session") ? Prisma.sql`left join usage_session s on s.org_id = c.org_id and s.id = c.session_id` : Prisma.empty}
      where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} ${byIndex}
        and ${conditionsOf(filters, "context")} and ${conditionsOf(filters, "user")}
        and ${conditionsOf(filters, "session")}
    ) m
    group by ${key.by}`
}

/** One statement, one snapshot: sums by bucket and group over [from, to), whatever the worker's lag. */
export function spendStatement(input: StatementInput): Sql {
  const homes = [...input.groupBy, ...input.filters.map((filter) => filter.dimension)].map(homeOf)
  if (homes.every((home) => home === "context")) return overContexts(input)
  if (homes.every((home) => home === "user") && input.interval !== "hour") return overUsers(input)
  return overCharges(input)
}
