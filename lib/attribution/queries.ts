import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { labelsOf } from "@/lib/spend/labels"
import { RENAMED } from "@/lib/spend/schema"
import type { GivenName, PoolsAnswer, RulesAnswer } from "./schema"
import { poolsFromStored, rulesFromStored, storedPools, storedRules } from "./stored-rules"

const rulesRow = z.object({
  version: z.number(),
  rules: storedRules,
  changed_at: z.date(),
  changed_by: z.string().nullable(),
})

/** The rules in their order. Throws `forbidden` for an asker kept to teams. */
export async function getRules(scope: Scope): Promise<RulesAnswer> {
  requireWholeSight(scope)
  const { orgId } = scope
  const [labels, [found]] = await Promise.all([
    labelsOf(scope, ["api_key", "source"]),
    ask(
      orgId,
      Prisma.sql`select r.version, r.rules, r.changed_at, a.name as changed_by
        from attribution_rules r left join account a on a.id = r.changed_by where r.org_id = ${orgId}`,
      rulesRow,
    ),
  ])
  if (!found) return { version: 0, rules: [], changed_at: null, changed_by: null }
  const { version, rules, changed_at, changed_by } = found
  return { version, rules: rulesFromStored(rules, labels), changed_at: changed_at.toISOString(), changed_by }
}

const poolsRow = z.object({
  version: z.number(),
  pools: storedPools,
  changed_at: z.date(),
  changed_by: z.string().nullable(),
})

/** The costs that teams share, in their order. Throws `forbidden` for an asker kept to teams. */
export async function getPools(scope: Scope): Promise<PoolsAnswer> {
  requireWholeSight(scope)
  const { orgId } = scope
  const [labels, [found]] = await Promise.all([
    labelsOf(scope, ["api_key", "source"]),
    ask(
      orgId,
      Prisma.sql`select s.version, s.pools, s.changed_at, a.name as changed_by
        from shared_costs s left join account a on a.id = s.changed_by where s.org_id = ${orgId}`,
      poolsRow,
    ),
  ])
  if (!found) return { version: 0, pools: [], changed_at: null, changed_by: null }
  const { version, pools, changed_at, changed_by } = found
  return { version, pools: poolsFromStored(pools, labels), changed_at: changed_at.toISOString(), changed_by }
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
