import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { changeList, type Replacement } from "./change-list"
import type { RulesInput } from "./schema"
import { rulesFromStored, rulesToStored, storedRules } from "./stored-rules"

const changedRow = z.object({ changed: z.number() })

/**
 * Puts this list of rules in force, for everything that was ever sent. Throws `conflict` where the list was
 * changed since it was read.
 */
export async function changeRules(
  scope: Scope,
  { version: expected, rules }: RulesInput,
): Promise<{ version: number; contexts: number }> {
  const { orgId } = scope
  const kept = {
    ...{ noun: "attribution rules", pointer: "/rules", action: "attribution.change" },
    read: Prisma.sql`select r.version, r.rules as items from attribution_rules r where r.org_id = ${orgId}`,
    row: z.object({ version: z.number(), items: storedRules }),
    write: ({ version, json, by, at }: Replacement) => Prisma.sql`
      insert into attribution_rules (org_id, version, rules, changed_by, changed_at)
      values (${orgId}, ${version}, ${json}::jsonb, ${by}::integer, ${at})
      on conflict (org_id) do update set version = excluded.version, rules = excluded.rules,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    toStored: rulesToStored,
    fromStored: rulesFromStored,
  }
  const { version, applied } = await changeList(
    scope,
    kept,
    { version: expected, items: rules },
    async (on) => {
      const [row] = await query(Prisma.sql`select attribution_apply(${orgId}) as changed`, changedRow, { on })
      return row?.changed ?? 0
    },
  )
  return { version, contexts: applied }
}
