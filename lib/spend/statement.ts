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

function keys(groupBy: readonly Dimension[]): { columns: Sql; by: Sql } {
  const [first, second] = groupBy
  return {
    columns: Prisma.sql`${first ? valueSql(first) : Prisma.sql`null::text`} as key_1,
      ${second ? valueSql(second) : Prisma.sql`null::text`} as key_2`,
    by: Prisma.sql`1, 2, 3`,
  }
}

/** Sums by bucket and context over the range, from the cubes where they answer. */
function contextLines(input: StatementInput): Sql {
  const { orgId, filters } = input
  const where = conditionsOf(filters, "context")
  const narrowedBy = (column: Sql) =>
    filters.length === 0
      ? Prisma.empty
      : Prisma.sql`and ${column} = any (array(select x.id from context x where x.org_id = ${orgId} and ${where}))`
  const ofCharge = Prisma.sql`${truncated(input, Prisma.sql`c.time`)} as bucket, c.context_id, ${CHARGE_COLUMNS}`
  const narrowedCharge = narrowedBy(Prisma.sql`c.context_id`)
  const narrowedCube = narrowedBy(Prisma.sql`m.context_id`)
  const segments = segmentsOf(input.from, input.to, input.interval ?? "day", input.zone)
  const parts = segments.map((segment) => {
    if (segment.from === "charge") return chargesBetween(input, segment, ofCharge, narrowedCharge)
    const table = segment.from === "day" ? Prisma.sql`cube_day` : Prisma.sql`cube_hour`
    const bucket =
      input.interval === segment.from ? Prisma.sql`m.bucket` : truncated(input, Prisma.sql`m.bucket`)
    return Prisma.sql`select ${bucket} as bucket, m.context_id, ${CUBE_COLUMNS} from ${table} m
      where m.org_id = ${orgId} and m.bucket >= ${segment.start} and m.bucket < ${segment.end} ${narrowedCube}`
  })
  return Prisma.join([...parts, ...tail(input, segments, ofCharge, narrowedCharge)], " union all ")
}

function totalsOf(input: StatementInput): Sql {
  return Prisma.sql`select m.bucket, null::text as key_1, null::text as key_2, ${SUMS}
    from (${contextLines(input)}) m group by 1`
}

/**
 * Dimensions of the context alone. The groups are numbered first and a context's number is looked up in
 * an array, so that the sums run over integers and no plan depends on statistics of tables that grow.
 */
function overContexts(input: StatementInput): Sql {
  const { orgId, groupBy, filters } = input
  if (groupBy.length === 0) return totalsOf(input)
  const key = keys(groupBy)
  return Prisma.sql`
    with x as materialized (
      select x.id, ${key.columns} from context x
      where x.org_id = ${orgId} and ${conditionsOf(filters, "context")}
    ), numbered as materialized (
      select x.id, x.key_1, x.key_2, dense_rank() over (order by x.key_1, x.key_2)::integer as number from x
    ), groups as (
      select distinct n.number, n.key_1, n.key_2 from numbered n
    ), lookup as (
      select array(
        select n.number from generate_series(1, (select max(id) from x)) as i (id)
        left join numbered n on n.id = i.id order by i.id
      ) as numbers
    ), sums as (
      select m.bucket, (select numbers from lookup)[m.context_id] as number, ${SUMS}
      from (${contextLines(input)}) m group by 1, 2
    )
    select m.bucket, g.key_1, g.key_2, ${CUBE_COLUMNS} from sums m join groups g on g.number = m.number`
}

/** Charges of the range by user, from the users' cube where it answers; user 0 is nobody. */
function userLines(input: StatementInput, narrowedBy: (column: Sql) => Sql): Sql {
  const { orgId } = input
  const user = Prisma.sql`coalesce(c.user_id, 0)`
  const columns = Prisma.sql`${truncated(input, Prisma.sql`c.time`)} as bucket, ${user} as user_id, ${CHARGE_COLUMNS}`
  const segments = segmentsOf(input.from, input.to, "day", input.zone).map((segment) =>
    segment.from === "hour" ? { ...segment, from: "charge" as const } : segment,
  )
  const parts = segments.map((segment) => {
    if (segment.from === "charge") return chargesBetween(input, segment, columns, narrowedBy(user))
    const bucket = input.interval === "day" ? Prisma.sql`m.bucket` : truncated(input, Prisma.sql`m.bucket`)
    return Prisma.sql`select ${bucket} as bucket, m.user_id, ${CUBE_COLUMNS} from cube_user_day m
      where m.org_id = ${orgId} and m.bucket >= ${segment.start} and m.bucket < ${segment.end}
      ${narrowedBy(Prisma.sql`m.user_id`)}`
  })
  return Prisma.join([...parts, ...tail(input, segments, columns, narrowedBy(user))], " union all ")
}

function sumsOfUsers(
  input: StatementInput,
  narrowedBy: (column: Sql) => Sql,
  filters: readonly Filter[],
): Sql {
  const name = input.groupBy.length > 0 ? Prisma.sql`u.name` : Prisma.sql`null::text`
  return Prisma.sql`
    select m.bucket, ${name} as key_1, null::text as key_2, ${SUMS} from (
      select m.bucket, m.user_id, ${SUMS} from (${userLines(input, narrowedBy)}) m group by 1, 2
    ) m
    left join end_user u on u.org_id = ${input.orgId} and u.id = m.user_id
    where ${conditionsOf(filters, "user")}
    group by 1, 2`
}

/** Users alone, filtered by nothing but users. */
function overUsers(input: StatementInput): Sql {
  return sumsOfUsers(input, () => Prisma.empty, input.filters)
}

/** Which users a statement names; the others are what the totals hold besides. */
export type ChosenUsers = { first: number } | { names: readonly (string | null)[] }

/**
 * The users who spent most, or those named, and the totals beside them, in one snapshot. Rows of kind
 * `total` carry in `others` how many users are not named.
 */
export function chosenUsersStatement(input: StatementInput, chosen: ChosenUsers): Sql {
  const { orgId } = input
  const everyone = userLines({ ...input, interval: null }, () => Prisma.empty)
  const ids =
    "first" in chosen
      ? Prisma.sql`select r.user_id from ranked r where r.place <= ${chosen.first}`
      : Prisma.sql`select u.id from end_user u where u.org_id = ${orgId}
          and u.name = any (${chosen.names.filter((name) => name !== null)}::text[])
          union all select 0 where ${chosen.names.includes(null)}`
  const narrowedBy = (column: Sql) => Prisma.sql`and ${column} = any (array(select s.user_id from shown s))`
  const ranked =
    "first" in chosen
      ? Prisma.sql`ranked as materialized (
          select s.user_id, row_number() over (order by s.billed desc, s.user_id) as place from (
            select m.user_id, sum(m.billed_pico) as billed from (${everyone}) m
            group by 1 having sum(m.calls) <> 0 or sum(m.billed_pico) <> 0
          ) s
        ), shown (user_id) as materialized (${ids})`
      : Prisma.sql`shown (user_id) as materialized (${ids}), ranked (place) as (select 0 where false)`
  return Prisma.sql`
    with ${ranked}
    select 'group' as kind, 0 as others, m.* from (${sumsOfUsers(input, narrowedBy, [])}) m
    union all
    select 'total', greatest(0, (select count(*) from ranked) - (select count(*) from shown))::integer, m.*
    from (${totalsOf({ ...input, groupBy: [], filters: [] })}) m`
}

/** True where only users are asked for, so that the many can be left in the database. */
export function isByUser({ groupBy, filters, interval }: StatementInput): boolean {
  return groupBy.length === 1 && groupBy[0] === "user" && filters.length === 0 && interval !== "hour"
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
