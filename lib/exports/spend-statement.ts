import { Prisma } from "@/lib/db/generated/client"
import type { StatementInput } from "@/lib/spend/groups"
import type { Labels } from "@/lib/spend/labels"
import { CUBE_COLUMNS, IS_SOMETHING, SUMS } from "@/lib/spend/measures"
import { spendStatement } from "@/lib/spend/statement"

type Sql = Prisma.Sql

const NO_SUMS = Prisma.sql`0::bigint as requests, 0::bigint as calls, 0::bigint as errors, 0::bigint as input_uncached,
  0::bigint as cache_read, 0::bigint as cache_write, 0::bigint as output, 0::bigint as reasoning,
  0::numeric as list_pico, 0::numeric as computed_pico, 0::numeric as billed_pico, 0::numeric as reported_pico,
  0::bigint as reported_calls, 0::bigint as unpriced_calls, 0::bigint as unpriced_tokens`

/** The names of a labelled key beside its numbers; two numbers with one name become one group. */
function named(labels: Labels, dimension: StatementInput["groupBy"][number] | undefined, alias: Sql): Sql {
  const names = dimension ? labels.namesOf(dimension) : []
  const [ids, texts] = [0, 1].map((at) => names.map((name) => name[at]))
  return Prisma.sql`unnest(${ids}::text[], ${texts}::text[]) ${alias} (id, name)`
}

/**
 * Every group of a question, and of another range beside it, by bucket and then largest billed first:
 * none is cut off or folded.
 */
export function everyGroupStatement(
  input: Omit<StatementInput, "kept">,
  earlier: { from: Date; to: Date } | null,
  labels: Labels,
): Sql {
  const [first, second] = input.groupBy
  const before = earlier
    ? Prisma.sql`union all select null::timestamptz as bucket, m.key_1, m.key_2, ${NO_SUMS}, m.billed_pico as before_pico
        from (${spendStatement({ ...input, ...earlier, interval: null, kept: null })}) m`
    : Prisma.empty
  return Prisma.sql`
    select m.bucket, m.key_1, m.key_2, ${CUBE_COLUMNS}, m.before_pico from (
      select m.bucket, coalesce(n.name, m.key_1) as key_1, coalesce(o.name, m.key_2) as key_2, ${SUMS},
        total(m.before_pico) as before_pico
      from (
        select m.bucket, m.key_1, m.key_2, ${CUBE_COLUMNS}, 0::numeric as before_pico
        from (${spendStatement({ ...input, kept: null })}) m
        ${before}
      ) m
      left join ${named(labels, first, Prisma.sql`n`)} on n.id = m.key_1
      left join ${named(labels, second, Prisma.sql`o`)} on o.id = m.key_2
      group by 1, 2, 3
    ) m
    where ${IS_SOMETHING} or m.before_pico <> 0
    order by m.bucket, m.billed_pico desc, m.key_1 collate "C", m.key_2 collate "C"`
}
