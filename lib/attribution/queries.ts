import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { type Labels, labelsOf } from "@/lib/spend/labels"
import { RENAMED } from "@/lib/spend/schema"
import type { GivenName, PoolsAnswer, RulesAnswer } from "./schema"
import { poolsFromStored, rulesFromStored, storedPools, storedRules } from "./stored-rules"

const changedRow = { version: z.number(), changed_at: z.date(), changed_by: z.string().nullable() }

/** A kept list with who changed it last. Throws `forbidden` for an asker kept to teams. */
async function readList<Stored, Item>(
  scope: Scope,
  statement: Prisma.Sql,
  stored: z.ZodType<Stored>,
  fromStored: (items: Stored, labels: Labels) => Item[],
) {
  requireWholeSight(scope)
  const [labels, [found]] = await Promise.all([
    labelsOf(scope, ["api_key", "source"]),
    ask(scope.orgId, statement, z.object({ ...changedRow, items: stored })),
  ])
  if (!found) return { items: [], version: 0, changed_at: null, changed_by: null }
  const { version, changed_at, changed_by } = found
  return { items: fromStored(found.items, labels), version, changed_at: changed_at.toISOString(), changed_by }
}

/** The rules in their order. Throws `forbidden` for an asker kept to teams. */
export async function getRules(scope: Scope): Promise<RulesAnswer> {
  const statement = Prisma.sql`select r.version, r.rules as items, r.changed_at, a.name as changed_by
    from attribution_rules r left join account a on a.id = r.changed_by where r.org_id = ${scope.orgId}`
  const { items: rules, ...changed } = await readList(scope, statement, storedRules, rulesFromStored)
  return { rules, ...changed }
}

/** The costs that teams share, in their order. Throws `forbidden` for an asker kept to teams. */
export async function getPools(scope: Scope): Promise<PoolsAnswer> {
  const statement = Prisma.sql`select s.version, s.pools as items, s.changed_at, a.name as changed_by
    from shared_costs s left join account a on a.id = s.changed_by where s.org_id = ${scope.orgId}`
  const { items: pools, ...changed } = await readList(scope, statement, storedPools, poolsFromStored)
  return { pools, ...changed }
}

const nameRow = z.object({
  id: z.number(),
  dimension: z.enum(RENAMED),
  value: z.string(),
  name: z.string(),
  given_at: z.date(),
  given_by: z.string().nullable(),
})

/** Names that values were given, by dimension and name. Throws `forbidden` for an asker kept to teams. */
export async function listNames(scope: Scope): Promise<GivenName[]> {
  requireWholeSight(scope)
  const { orgId } = scope
  const rows = await ask(
    orgId,
    Prisma.sql`select g.id, g.dimension, g.value, g.name, g.given_at, a.name as given_by
      from given_name g left join account a on a.id = g.given_by
      where g.org_id = ${orgId} order by g.dimension, g.name, g.value`,
    nameRow,
  )
  return rows.map((row) => ({ ...row, given_at: row.given_at.toISOString() }))
}
