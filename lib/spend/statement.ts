import { Prisma } from "@/lib/db/generated/client"
import { conditionsOf, homeOf } from "./dimensions"
import { cut, groupNumbers, type StatementInput } from "./groups"
import { ofKnownUsers } from "./known-users"
import { contextLines, cuboidOf, userLines } from "./lines"
import { CUBE_COLUMNS, IS_SOMETHING, SUMS } from "./measures"
import { namedUsers } from "./named-users"
import { overCharges } from "./over-charges"
import type { Dimension, Filter } from "./schema"

type Sql = Prisma.Sql

function totalsOf(input: StatementInput): Sql {
  return Prisma.sql`select m.bucket, null::text as key_1, null::text as key_2, null::integer as others, ${SUMS}
    from (${contextLines(input, [])}) m group by 1`
}

/**
 * Sums of `lines` by bucket and group: all groups, or the `limit` largest by billed cost and one remainder
 * per bucket. The largest are found first, so that the many others never become groups of their own.
 */
function named(limit: number | null): Sql {
  const number = Prisma.sql`(select numbers from lookup)[m.context_id]`
  if (limit === null) {
    return Prisma.sql`select m.bucket, g.key_1, g.key_2, null::integer as others, ${CUBE_COLUMNS}
      from (select m.bucket, ${number} as number, ${SUMS} from lines m group by 1, 2) m
      join groups g on g.number = m.number`
  }
  return Prisma.sql`, places as materialized (
      select m.number, row_number() over (order by m.billed desc, m.number) as place from (
        select ${number} as number, sum(m.billed_pico) as billed from lines m
        group by 1 having bool_or(${IS_SOMETHING})
      ) m
    )
    select m.bucket, g.key_1, g.key_2,
      case when m.number is null then (select count(*) from places p where p.place > ${limit})::integer end as others,
      ${CUBE_COLUMNS}
    from (
      select m.bucket, case when m.number = any (array(select p.number from places p where p.place <= ${limit}))
        then m.number end as number, ${SUMS}
      from (select m.*, ${number} as number from lines m) m group by 1, 2
    ) m
    left join groups g on g.number = m.number`
}

/**
 * Dimensions of the context alone. A context's number is looked up in an array, so that the sums run over
 * integers and no plan depends on statistics of tables that grow.
 */
function overContexts(input: StatementInput): Sql {
  const { orgId, groupBy, kept } = input
  const limit = kept && "first" in kept ? kept.first : null
  return Prisma.sql`
    with lines as materialized (${contextLines(input, groupBy)}
    ), ${groupNumbers(orgId, groupBy, Prisma.sql`x.id = any (array(select distinct m.context_id from lines m))`)}
    ${named(limit)}`
}

function sumsOfUsers(
  input: StatementInput,
  narrowedBy: (column: Sql) => Sql,
  filters: readonly Filter[],
): Sql {
  const name = input.groupBy.length > 0 ? Prisma.sql`u.name` : Prisma.sql`null::text`
  return Prisma.sql`
    select m.bucket, ${name} as key_1, null::text as key_2, null::integer as others, ${SUMS} from (
      select m.bucket, m.user_id, ${SUMS} from (${userLines(input, narrowedBy)}) m group by 1, 2
    ) m
    left join end_user u on u.org_id = ${input.orgId} and u.id = m.user_id
    where ${conditionsOf(filters, "user")}
    group by 1, 2`
}

/** Users alone, filtered by nothing but users; of those that are named no other's cells are read. */
function overUsers(input: StatementInput): Sql {
  const named = namedUsers(input.orgId, input.filters)
  const narrowedBy = (column: Sql) => (named ? Prisma.sql`and ${column} = any (${named})` : Prisma.empty)
  return sumsOfUsers(input, narrowedBy, input.filters)
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
  const first = "first" in chosen ? chosen.first : 0
  const ids =
    "first" in chosen
      ? Prisma.sql`select r.user_id from ranked r where r.place <= ${first}
          union all select e.id from merged e join ranked r on r.user_id = e.same_as where r.place <= ${first}`
      : Prisma.sql`select u.id from end_user u where u.org_id = ${orgId}
          and u.name = any (${chosen.names.filter((name) => name !== null)}::text[])
          union all select 0 where ${chosen.names.includes(null)}`
  const narrowedBy = (column: Sql) => Prisma.sql`and ${column} = any (array(select s.user_id from shown s))`
  const ranked =
    "first" in chosen
      ? Prisma.sql`merged as materialized (
          select e.id, e.same_as from end_user e where e.org_id = ${orgId} and e.same_as is not null
        ), ranked as materialized (
          select s.user_id, row_number() over (order by s.billed desc, s.user_id) as place from (
            select coalesce(e.same_as, m.user_id) as user_id, sum(m.billed_pico) as billed
            from (${everyone}) m left join merged e on e.id = m.user_id
            group by 1 having sum(m.calls) <> 0 or sum(m.billed_pico) <> 0
          ) s
        ), shown (user_id) as materialized (${ids})`
      : Prisma.sql`shown (user_id) as materialized (${ids}), ranked (place) as (select 0 where false)`
  return Prisma.sql`
    with ${ranked}
    select 'group' as kind, m.* from (${sumsOfUsers(input, narrowedBy, [])}) m
    union all
    select 'total', m.bucket, null, null,
      (select count(*) from ranked r where r.place > ${first})::integer, ${CUBE_COLUMNS}
    from (${totalsOf({ ...input, groupBy: [], filters: [] })}) m`
}

/** True where only users are asked for, so that the many can be left in the database. */
export function isByUser({ groupBy, filters, interval }: StatementInput): boolean {
  return groupBy.length === 1 && groupBy[0] === "user" && filters.length === 0 && interval !== "hour"
}

/** The dimensions of the context whose cuboid would answer, sorted; null where no cuboid can. */
export function cuboidDimensions(input: StatementInput): Dimension[] | null {
  if (isByUser(input)) return []
  const { groupBy, filters } = ofKnownUsers(input) ?? input
  const dimensions = cuboidOf(groupBy, filters)
  return dimensions.every((dimension) => homeOf(dimension) === "context") ? dimensions : null
}

/** One statement, one snapshot: sums by bucket and group over [from, to), whatever the worker's lag. */
export function spendStatement(input: StatementInput): Sql {
  const homes = [...input.groupBy, ...input.filters.map((filter) => filter.dimension)].map(homeOf)
  if (homes.every((home) => home === "context")) {
    return input.groupBy.length === 0 ? totalsOf(input) : overContexts(input)
  }
  const byUsers = homes.every((home) => home === "user") && input.interval !== "hour"
  const grouped = byUsers ? overUsers(input) : overCharges(input)
  return input.kept === null || input.groupBy.length === 0 ? grouped : cut(grouped, input.kept)
}
