import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { picoToString } from "@/lib/money"
import { conditionsOf, homeOf } from "./dimensions"
import { groupNumbers, keys, type StatementInput } from "./groups"
import type { Labels } from "./labels"
import { truncated, userLines } from "./lines"
import { CUBE_COLUMNS } from "./measures"
import type { Dimension, GroupKey, SpendAnswer, UserCount } from "./schema"

type Sql = Prisma.Sql

/**
 * Charges are summed before anything is joined to them, and a context's group is looked up in an array: no
 * plan depends on statistics of tables that have just grown.
 */
function ofContexts(input: StatementInput): Sql {
  const { orgId, groupBy, filters, from, to } = input
  const seen = Prisma.sql`x.id = any (array(select distinct p.context_id from per p)) and ${conditionsOf(filters, "context")}`
  return Prisma.sql`
    with per as materialized (
      select ${truncated(input, Prisma.sql`m.time`)} as bucket, m.context_id, m.user_id,
        total(m.billed_pico) as billed_pico, total(m.calls) as calls,
        total(m.unpriced_calls) as unpriced_calls
      from charge_measures m
      where m.org_id = ${orgId} and m.time >= ${from} and m.time < ${to} and m.user_id is not null
      group by 1, 2, 3
    ), ${groupNumbers(orgId, groupBy, seen)}, numbered as materialized (
      select p.bucket, (select numbers from lookup)[p.context_id] as number, p.user_id,
        total(p.billed_pico) as billed_pico, total(p.calls) as calls,
        total(p.unpriced_calls) as unpriced_calls
      from per p group by 1, 2, 3
    )
    select n.bucket, g.key_1, g.key_2, n.user_id, n.billed_pico, n.calls, n.unpriced_calls
    from numbered n join groups g on g.number = n.number`
}

/** Calls of known users by bucket, group and user: from the users' cubes where only users are asked for. */
function linesOf(input: StatementInput): Sql {
  const { orgId, groupBy, filters, from, to, interval } = input
  const homes = [...groupBy, ...filters.map((filter) => filter.dimension)].map(homeOf)
  const key = keys(groupBy)
  if (homes.every((home) => home === "user") && interval !== "hour") {
    const known = userLines(input, (column) => Prisma.sql`and ${column} > 0`)
    return Prisma.sql`select m.bucket, ${key.columns}, m.user_id, m.billed_pico, m.calls, m.unpriced_calls
      from (${known}) m left join end_user u on u.org_id = ${orgId} and u.id = m.user_id
      where ${conditionsOf(filters, "user")}`
  }
  if (homes.every((home) => home === "context")) return ofContexts(input)
  return Prisma.sql`
    select ${truncated(input, Prisma.sql`m.time`)} as bucket, ${key.columns}, m.user_id, ${CUBE_COLUMNS}
    from charge_measures m
    join context x on x.org_id = ${orgId} and x.id = m.context_id
    left join end_user u on u.org_id = ${orgId} and u.id = m.user_id
    left join usage_session s on s.org_id = ${orgId} and s.id = m.session_id
    where m.org_id = ${orgId} and m.time >= ${from} and m.time < ${to} and m.user_id is not null
      and ${conditionsOf(filters, "context")} and ${conditionsOf(filters, "user")}
      and ${conditionsOf(filters, "session")}`
}

/**
 * How many known users there are and what their calls cost: by bucket and group, by group, by bucket and in
 * all. A user of several buckets or groups counts once in what holds them.
 */
function statement(input: StatementInput): Sql {
  const { orgId } = input
  return Prisma.sql`
    with lines as (${linesOf(input)}), seen as materialized (
      select l.bucket, l.key_1, l.key_2, case
          when exists (select 1 from end_user e where e.org_id = ${orgId} and e.same_as is not null)
          then coalesce((select e.same_as from end_user e where e.org_id = ${orgId} and e.id = l.user_id), l.user_id)
          else l.user_id end as user_id, total(l.billed_pico) as billed,
        total(l.calls) > total(l.unpriced_calls) or total(l.billed_pico) <> 0 as is_priced
      from lines l
      group by 1, 2, 3, 4 having total(l.calls) <> 0 or total(l.billed_pico) <> 0
    )
    select s.bucket, s.key_1, s.key_2, grouping(s.bucket) = 0 as by_bucket, grouping(s.key_1) = 0 as by_group,
      count(distinct s.user_id) as count,
      count(distinct s.user_id) filter (where s.is_priced) as priced, total(s.billed)::text as billed
    from seen s
    group by grouping sets ((s.bucket, s.key_1, s.key_2), (s.key_1, s.key_2), (s.bucket), ())`
}

const countRow = z.object({
  bucket: z.date().nullable(),
  key_1: z.string().nullable(),
  key_2: z.string().nullable(),
  by_bucket: z.boolean(),
  by_group: z.boolean(),
  count: z.bigint().transform(Number),
  priced: z.bigint().transform(Number),
  billed: z.string().transform((digits) => picoToString(BigInt(digits))),
})

export interface UserCounts {
  total: UserCount
  bucket: (bucket: string) => UserCount
  group: (key: GroupKey) => UserCount | undefined
  cell: (bucket: string, key: GroupKey) => UserCount | undefined
}

const NOBODY: UserCount = { count: 0, priced: 0, billed: "0" }

/** The counts of a question. A group that two things of one name share has none: their users may be the same. */
export async function userCounts(input: StatementInput, labels: Labels): Promise<UserCounts> {
  const rows = await ask(input.orgId, statement(input), countRow)
  const found = new Map<string, UserCount | undefined>()
  const idOf = (bucket: number | null, key: readonly (string | null)[] | null) =>
    JSON.stringify([bucket, key])
  const keyOf = (key: GroupKey) => input.groupBy.map((dimension: Dimension) => key[dimension] ?? null)
  for (const { bucket, key_1, key_2, by_bucket, by_group, count, priced, billed } of rows) {
    const named = input.groupBy.map((dimension, at) => labels.nameOf(dimension, at === 0 ? key_1 : key_2))
    const id = idOf(by_bucket ? (bucket?.getTime() ?? null) : null, by_group ? named : null)
    found.set(id, found.has(id) ? undefined : { count, priced, billed })
  }
  const at = (id: string) => (found.has(id) ? found.get(id) : NOBODY)
  return {
    total: found.get(idOf(null, null)) ?? NOBODY,
    bucket: (bucket) => found.get(idOf(Date.parse(bucket), null)) ?? NOBODY,
    group: (key) => at(idOf(null, keyOf(key))),
    cell: (bucket, key) => at(idOf(Date.parse(bucket), keyOf(key))),
  }
}

function withCount<T extends object>(sums: T, users: UserCount | undefined): T & { users?: UserCount } {
  return users ? { ...sums, users } : sums
}

/** The answer with the users of its total, groups and cells; what Other holds together has none. */
export function withUsers(answer: SpendAnswer, now: UserCounts, before: UserCounts | null): SpendAnswer {
  const isGrouped = answer.groups.length > 0
  const { compare } = answer
  return {
    ...answer,
    total: withCount(answer.total, now.total),
    groups: answer.groups.map((group) => withCount(group, now.group(group.key))),
    series: answer.series.map((point) =>
      point.other
        ? point
        : withCount(point, isGrouped ? now.cell(point.bucket, point.key) : now.bucket(point.bucket)),
    ),
    bucket_users: Object.fromEntries(answer.series.map(({ bucket }) => [bucket, now.bucket(bucket)])),
    compare:
      compare && before
        ? {
            ...compare,
            total: withCount(compare.total, before.total),
            groups: compare.groups.map((group) => withCount(group, before.group(group.key))),
          }
        : compare,
  }
}
