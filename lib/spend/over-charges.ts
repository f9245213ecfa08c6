import { Prisma } from "@/lib/db/generated/client"
import { conditionsOf, homeOf } from "./dimensions"
import { keys, type StatementInput } from "./groups"
import { truncated } from "./lines"
import { SUMS } from "./measures"
import { namedUsers } from "./named-users"

type Sql = Prisma.Sql

/** Users or sessions crossed with other dimensions: the charges themselves. */
export function overCharges(input: StatementInput): Sql {
  const { orgId, groupBy, filters, from, to } = input
  const key = keys(groupBy)
  const homes = new Set([...groupBy, ...filters.map((filter) => filter.dimension)].map(homeOf))
  const named = namedUsers(orgId, filters)
  const byIndex = named ? Prisma.sql`and c.user_id = any (${named})` : Prisma.empty
  return Prisma.sql`
    select m.bucket, key_1, key_2, null::integer as others, ${SUMS} from (
      select ${truncated(input, Prisma.sql`c.time`)} as bucket, ${key.columns}, c.*
      from charge_measures c
      join context x on x.org_id = c.org_id and x.id = c.context_id
      ${homes.has("user") ? Prisma.sql`left join end_user u on u.org_id = c.org_id and u.id = c.user_id` : Prisma.empty}
      ${homes.has("session") ? Prisma.sql`left join usage_session s on s.org_id = c.org_id and s.id = c.session_id` : Prisma.empty}
      where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} ${byIndex}
        and ${conditionsOf(filters, "context")} and ${conditionsOf(filters, "user")}
        and ${conditionsOf(filters, "session")}
    ) m
    group by ${key.by}`
}
