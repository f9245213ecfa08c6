import { Prisma } from "@/lib/db/generated/client"
import { valueSql } from "./dimensions"
import type { LinesInput } from "./lines"
import { IS_SOMETHING, SUMS } from "./measures"
import type { Dimension } from "./schema"

type Sql = Prisma.Sql

/** The groups that keep rows of their own: those that spent most, or those with these keys. */
export type Kept = { first: number } | { keys: readonly (readonly (string | null)[])[] }

export interface StatementInput extends LinesInput {
  groupBy: readonly Dimension[]
  /** The groups beside these may come as one remainder per bucket. Null: all have their own rows. */
  kept: Kept | null
}

export function keys(groupBy: readonly Dimension[]): { columns: Sql; by: Sql } {
  const [first, second] = groupBy
  return {
    columns: Prisma.sql`${first ? valueSql(first) : Prisma.sql`null::text`} as key_1,
      ${second ? valueSql(second) : Prisma.sql`null::text`} as key_2`,
    by: Prisma.sql`1, 2, 3`,
  }
}

/** Equal or both null, in a form that can be hashed. */
export function same(a: Sql, b: Sql): Sql {
  return Prisma.sql`(${a} is null) = (${b} is null) and coalesce(${a}, '') = coalesce(${b}, '')`
}

/**
 * CTEs that number the groups of the contexts `which` names: `groups` with their keys, and in `lookup` an array
 * that tells a context's number, 0 for those left out. A group's number is the smallest of its contexts', and
 * the array holds no null: PostgreSQL would walk it from its start for every row.
 */
export function groupNumbers(orgId: number, groupBy: readonly Dimension[], which: Sql): Sql {
  const equal = [Prisma.sql`key_1`, Prisma.sql`key_2`].map((key) =>
    same(Prisma.sql`g.${key}`, Prisma.sql`x.${key}`),
  )
  return Prisma.sql`x as materialized (
      select x.id, ${keys(groupBy).columns} from context x where x.org_id = ${orgId} and ${which}
    ), groups as materialized (
      select x.key_1, x.key_2, min(x.id) as number from x group by 1, 2
    ), lookup as (
      select array(
        select coalesce(n.number, 0) from generate_series(1, (select max(id) from x)) as i (id)
        left join (select x.id, g.number from x join groups g on ${Prisma.join(equal, " and ")}) n on n.id = i.id
        order by i.id
      ) as numbers
    )`
}

function places(kept: Kept): Sql {
  if ("keys" in kept) {
    const [first, second] = [0, 1].map((at) => kept.keys.map((key) => key[at] ?? null))
    return Prisma.sql`select k.key_1, k.key_2, 0 as place from unnest(${first}::text[], ${second}::text[]) k (key_1, key_2)`
  }
  return Prisma.sql`select m.key_1, m.key_2,
      row_number() over (order by m.billed_pico desc, m.key_1 collate "C", m.key_2 collate "C") as place
    from (select m.key_1, m.key_2, ${SUMS} from cells m group by 1, 2) m where ${IS_SOMETHING}`
}

/**
 * The rows of `grouped` for the groups that are kept, and one remainder per bucket for all others, so that
 * a million sessions do not leave the database.
 */
export function cut(grouped: Sql, kept: Kept): Sql {
  const last = "first" in kept ? kept.first : 0
  return Prisma.sql`
    with cells as materialized (${grouped}), places as materialized (${places(kept)})
    select m.bucket, p.key_1, p.key_2,
      case when p.place is null then (select count(*) from places p where p.place > ${last})::integer end as others,
      ${SUMS}
    from cells m
    left join places p on p.place <= ${last}
      and ${same(Prisma.sql`p.key_1`, Prisma.sql`m.key_1`)} and ${same(Prisma.sql`p.key_2`, Prisma.sql`m.key_2`)}
    group by m.bucket, p.place, p.key_1, p.key_2`
}
