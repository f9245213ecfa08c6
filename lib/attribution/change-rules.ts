import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { labelsOf } from "@/lib/spend/labels"
import { requireKnown } from "./known"
import { replaceList } from "./replace-list"
import type { RulesInput } from "./schema"
import { rulesFromStored, rulesToStored, storedRules } from "./stored-rules"

const changedRow = z.object({ changed: z.number() })

/**
 * Puts this list of rules in force, for everything that was ever sent, in one transaction. Throws `conflict`
 * where the list was changed since it was read.
 */
export async function changeRules(
  scope: Scope,
  { version: expected, rules }: RulesInput,
): Promise<{ version: number; contexts: number }> {
  requireWholeSight(scope)
  const { orgId } = scope
  const labels = await labelsOf(scope, ["api_key", "source"])
  requireKnown(rules, labels, "/rules")
  const kept = {
    noun: "rules",
    read: Prisma.sql`select r.version, r.rules from attribution_rules r where r.org_id = ${orgId}`,
    row: z.object({ version: z.number(), rules: storedRules }),
    write: ({
      version,
      json,
      by,
      at,
    }: {
      version: number
      json: string
      by: number | null
      at: Date
    }) => Prisma.sql`
      insert into attribution_rules (org_id, version, rules, changed_by, changed_at)
      values (${orgId}, ${version}, ${json}::jsonb, ${by}::integer, ${at})
      on conflict (org_id) do update set version = excluded.version, rules = excluded.rules,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
  }
  return changeInTurn(orgId, async (on) => {
    await execute(Prisma.sql`select attribution_lock(${orgId})`, { on })
    const items = rulesToStored(rules, labels)
    const { version, before } = await replaceList(on, scope, kept, { version: expected, items })
    const [applied] = await query(Prisma.sql`select attribution_apply(${orgId}) as changed`, changedRow, {
      on,
    })
    await recordAudit(on, scope, {
      action: "attribution.change",
      subject: `attribution rules, version ${version}`,
      before: rulesFromStored(before?.rules ?? [], labels),
      after: rules,
    })
    return { version, contexts: applied?.changed ?? 0 }
  })
}
