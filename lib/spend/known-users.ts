import { Prisma } from "@/lib/db/generated/client"
import { addUnits, zonedStart } from "@/lib/time"
import { conditionsOf, homeOf } from "./dimensions"
import type { StatementInput } from "./groups"
import { contextLines, truncated, userLines } from "./lines"
import { CUBE_COLUMNS, SUMS } from "./measures"

type Sql = Prisma.Sql

/** The question without its condition on users, where that is only that the user is known; null elsewhere. */
export function ofKnownUsers(input: StatementInput): StatementInput | null {
  const users = input.filters.filter(({ dimension }) => homeOf(dimension) !== "context")
  const [only] = users
  const fits =
    input.groupBy.length === 0 &&
    users.length === 1 &&
    only?.dimension === "user" &&
    only.operator === "!=" &&
    only.values.length === 1 &&
    only.values[0] === null
  return fits ? { ...input, filters: input.filters.filter((filter) => filter !== only) } : null
}

function contextsWhere(orgId: number, condition: Sql): Sql {
  return Prisma.sql`array(select x.id from context x where x.org_id = ${orgId} and ${condition})`
}

/**
 * Whether any call of the range's days has no user, whether any has one, and whether any is outside the
 * filters. Days are whole, and charges that the cubes lack count whatever their time: a yes too many costs
 * time and changes no sum.
 */
function kinds({ orgId, zone, from, to, filters }: StatementInput): Sql {
  const first = zonedStart(from, "day", zone)
  const last = addUnits(zonedStart(to, "day", zone), "day", 1, zone)
  const exists = (cube: Sql, inCube: Sql, inCharge: Sql) => Prisma.sql`(
      exists (
        select 1 from ${cube} m where m.org_id = ${orgId} and ${inCube} and m.bucket = any (array(
          select v.day from cube_version v where v.org_id = ${orgId} and v.day >= ${first} and v.day < ${last}))
      ) or exists (
        select 1 from charge c where c.org_id = ${orgId} and ${inCharge}
          and c.batch_id = any (array(select b.id from batch b where b.org_id = ${orgId} and not b.rolled))
      ))`
  const users = Prisma.sql`cube_user_day`
  const outside = contextsWhere(orgId, Prisma.sql`not (${conditionsOf(filters, "context")})`)
  return Prisma.sql`select
    ${exists(users, Prisma.sql`m.user_id = 0`, Prisma.sql`c.user_id is null`)} as nobody,
    ${exists(users, Prisma.sql`m.user_id > 0`, Prisma.sql`c.user_id is not null`)} as somebody,
    ${exists(
      Prisma.sql`cube_day`,
      Prisma.sql`m.context_id = any (${outside})`,
      Prisma.sql`c.context_id = any (${outside})`,
    )} as outside`
}

/**
 * Totals of `input`, whose filters are of the context, and beside them those of its calls without a user, in
 * one snapshot: the difference is what has one. No table but the charges knows context and user together;
 * they are read only where some of the range's calls have a user and some have none, and where the filters
 * leave out some calls as well (or hours are asked for, by which no cube knows users).
 */
export function knownUsersStatement(input: StatementInput): Sql {
  const { orgId, from, to, filters } = input
  const inside = contextsWhere(orgId, conditionsOf(filters, "context"))
  const parted = input.interval === "hour" ? Prisma.sql`true` : Prisma.sql`k.outside`
  const both = Prisma.sql`k.somebody and k.nobody`
  const asCube =
    input.interval === "hour"
      ? Prisma.empty
      : Prisma.sql`
    union all
    select 'nobody' as kind, m.bucket, ${SUMS}
    from (${userLines({ ...input, filters: [] }, (column) => Prisma.sql`and ${column} = 0`)}) m
    where (select ${both} and not ${parted} from kinds k) group by m.bucket`
  return Prisma.sql`
    with kinds as materialized (${kinds(input)})
    select 'all' as kind, m.bucket, ${SUMS} from (${contextLines(input, [])}) m
    where (select k.somebody from kinds k) group by m.bucket${asCube}
    union all
    select 'nobody' as kind, m.bucket, ${SUMS} from (
      select ${truncated(input, Prisma.sql`m.time`)} as bucket, ${CUBE_COLUMNS} from charge_measures m
      where m.org_id = ${orgId} and m.time >= ${from} and m.time < ${to} and m.user_id is null
        and m.context_id = any (${inside})
    ) m
    where (select ${both} and ${parted} from kinds k) group by m.bucket`
}
