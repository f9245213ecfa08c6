import { Prisma } from "@/lib/db/generated/client"
import { bucketStarts, zonedStart } from "@/lib/time"
import { conditionsOf } from "./dimensions"
import { CUBE_COLUMNS, NEGATED_COLUMNS } from "./measures"
import type { Dimension, Filter, Interval } from "./schema"
import { hoursTile, type Segment, segmentsOf, userSegmentsOf } from "./segments"

type Sql = Prisma.Sql

/** What a sum is taken over, and the buckets it is parted into. */
export interface LinesInput {
  orgId: number
  zone: string
  from: Date
  to: Date
  /** Null: no buckets, one sum per group. */
  interval: Interval | null
  filters: readonly Filter[]
}

const UNITS: Record<Interval, Sql> = {
  hour: Prisma.sql`'hour'`,
  day: Prisma.sql`'day'`,
  week: Prisma.sql`'week'`,
  month: Prisma.sql`'month'`,
}

const NO_BUCKET = Prisma.sql`null::timestamptz`

/**
 * The bucket that holds an instant of the range. Where clocks move by half an hour, date_trunc names hours that
 * begin when no hour does; there the bucket is looked up among the range's own.
 */
export function truncated({ interval, zone, from, to }: LinesInput, time: Sql): Sql {
  if (interval === null) return NO_BUCKET
  if (interval !== "hour" || hoursTile(from, to, zone)) {
    return Prisma.sql`date_trunc(${UNITS[interval]}, ${time}, ${zone})`
  }
  const starts = bucketStarts(from, to, "hour", zone)
  return Prisma.sql`(${starts}::timestamptz[])[width_bucket(${time}, ${starts}::timestamptz[])]`
}

/** The bucket of a cube's row `m`, which needs no truncation where the cube's own bucket is asked for. */
function bucketOf(input: LinesInput, own: Interval): Sql {
  return input.interval === own ? Prisma.sql`m.bucket` : truncated(input, Prisma.sql`m.bucket`)
}

/**
 * Charges of batches that the worker has not added to the cubes yet, inside what the cubes answer for.
 * The times stand in a form that no index serves: the batches are few, whatever the statistics say.
 */
function tail(input: LinesInput, segments: readonly Segment[], key: Sql, narrowed: Sql): Sql[] {
  const cubes = segments.filter((segment) => segment.from !== "charge")
  const first = cubes[0]
  const last = cubes.at(-1)
  if (!first || !last) return []
  return [
    Prisma.sql`select ${truncated(input, Prisma.sql`m.time`)} as bucket, ${key}, ${CUBE_COLUMNS}
      from charge_measures m
      where m.org_id = ${input.orgId} ${narrowed}
        and m.batch_id = any (array(select b.id from batch b where b.org_id = ${input.orgId} and not b.rolled))
        and (m.time >= ${first.start}) is true and (m.time < ${last.end}) is true`,
  ]
}

/** Charges of a segment by bucket and `key`; what is to be taken off has its sign turned. */
function chargesBetween(input: LinesInput, { start, end, less }: Segment, key: Sql, narrowed: Sql): Sql {
  const bucket = truncated(input, Prisma.sql`m.time`)
  return Prisma.sql`select ${bucket} as bucket, ${key}, ${less ? NEGATED_COLUMNS : CUBE_COLUMNS}
    from charge_measures m
    where m.org_id = ${input.orgId} and m.time >= ${start} and m.time < ${end} ${narrowed}`
}

/**
 * Days of the range that hold anything, and whether the cuboid of `dimensions` still speaks for them. Their ends are
 * reckoned here: behind row-level security no index serves a bound that date_trunc makes in the condition itself.
 */
function daysOf(
  { orgId, zone }: LinesInput,
  cubes: readonly Segment[],
  dimensions: readonly string[] | null,
): Sql {
  const from = zonedStart(cubes[0]?.start ?? new Date(0), "day", zone)
  const to = cubes.at(-1)?.end ?? from
  return Prisma.sql`own as materialized (
      select c.id from cuboid c where c.org_id = ${orgId} and c.dimensions = ${dimensions}::text[]
    ), days as materialized (
      select v.day, date_trunc('day', v.day + interval '30 hours', ${zone}) as ends,
        s.version is not distinct from v.version as folded,
        s.version is not distinct from v.version and s.hours as folded_hours
      from cube_version v
      left join cuboid_stamp s
        on s.org_id = ${orgId} and s.day = v.day and s.cuboid_id = (select id from own)
      where v.org_id = ${orgId} and v.day >= ${from} and v.day < ${to}
    )`
}

/** Whole days, from the cuboid where its stamp is good and from the day cube where it is not. */
function daysBetween({ orgId }: LinesInput, { start, end }: Segment, columns: Sql, narrowed: Sql): Sql {
  const days = (folded: Sql) =>
    Prisma.sql`array(select d.day from days d where ${folded} and d.day >= ${start} and d.day < ${end})`
  return Prisma.sql`select ${columns} from cuboid_day m
      where m.org_id = ${orgId} and m.cuboid_id = (select id from own)
        and m.bucket = any (${days(Prisma.sql`d.folded`)}) ${narrowed}
    union all select ${columns} from cube_day m
      where m.org_id = ${orgId} and m.bucket = any (${days(Prisma.sql`not d.folded`)}) ${narrowed}`
}

/** Whole hours, in the same way. */
function hoursBetween(input: LinesInput, { start, end }: Segment, columns: Sql, narrowed: Sql): Sql {
  const { orgId, zone } = input
  const inside = Prisma.sql`d.day >= ${zonedStart(start, "day", zone)} and d.day < ${end}
    and m.bucket >= ${start} and m.bucket < ${end} ${narrowed}`
  return Prisma.sql`select ${columns} from days d
      join cuboid_hour m on m.org_id = ${orgId} and m.cuboid_id = (select id from own) and m.day = d.day
      where d.folded_hours and ${inside}
    union all select ${columns} from days d
      join cube_hour m on m.org_id = ${orgId} and m.bucket >= d.day and m.bucket < d.ends
      where d.folded_hours is not true and ${inside}`
}

/**
 * Sums by bucket and context over the range, from the cubes where they answer. A context stands for every
 * context that agrees with it in the filters' dimensions and in `dimensions` (both of the context); with
 * null for itself alone.
 */
export function contextLines(input: LinesInput, dimensions: readonly Dimension[] | null): Sql {
  const { orgId, filters } = input
  const where = conditionsOf(filters, "context")
  const narrowed =
    filters.length === 0
      ? Prisma.empty
      : Prisma.sql`and m.context_id = any (array(select x.id from context x where x.org_id = ${orgId} and ${where}))`
  const key = Prisma.sql`m.context_id`
  const ofCube = (own: "day" | "hour") =>
    Prisma.sql`${bucketOf(input, own)} as bucket, ${key}, ${CUBE_COLUMNS}`
  const segments = segmentsOf(input.from, input.to, input.interval ?? "day", input.zone)
  const cubes = segments.filter((segment) => segment.from !== "charge")
  const parts = segments.map((segment) => {
    if (segment.from === "day") return daysBetween(input, segment, ofCube("day"), narrowed)
    if (segment.from === "hour") return hoursBetween(input, segment, ofCube("hour"), narrowed)
    return chargesBetween(input, segment, key, narrowed)
  })
  const all = Prisma.join([...parts, ...tail(input, segments, key, narrowed)], " union all ")
  if (cubes.length === 0) return all
  const cuboid = dimensions === null ? null : cuboidOf(dimensions, filters)
  return Prisma.sql`with ${daysOf(input, cubes, cuboid)} ${all}`
}

/** The set of dimensions whose cuboid answers, in its own order. */
export function cuboidOf(dimensions: readonly Dimension[], filters: readonly Filter[]): Dimension[] {
  return [...new Set([...dimensions, ...filters.map((filter) => filter.dimension)])].sort()
}

/** Charges of the range by user, from the users' cubes where they answer; user 0 is nobody. */
export function userLines(input: LinesInput, narrowedBy: (column: Sql) => Sql): Sql {
  const user = Prisma.sql`coalesce(m.user_id, 0)`
  const key = Prisma.sql`${user} as user_id`
  const segments = userSegmentsOf(input.from, input.to, input.interval, input.zone)
  const parts = segments.map((segment) => {
    if (segment.from === "charge") return chargesBetween(input, segment, key, narrowedBy(user))
    const isWeek = segment.from === "week"
    const table = isWeek ? Prisma.sql`cube_user_week` : Prisma.sql`cube_user_day`
    return Prisma.sql`select ${bucketOf(input, isWeek ? "week" : "day")} as bucket, m.user_id, ${CUBE_COLUMNS}
      from ${table} m
      where m.org_id = ${input.orgId} and m.bucket >= ${segment.start} and m.bucket < ${segment.end}
      ${narrowedBy(Prisma.sql`m.user_id`)}`
  })
  return Prisma.join([...parts, ...tail(input, segments, key, narrowedBy(user))], " union all ")
}
