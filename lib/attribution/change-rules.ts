import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import type { Scope } from "@/lib/auth/scope"
import { requireWholeSight } from "@/lib/auth/sight"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query, transaction } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { labelsOf } from "@/lib/spend/labels"
import { requireKnown } from "./known"
import type { RulesInput } from "./schema"
import { fromStored, storedRules, toStored } from "./stored-rules"

const currentRow = z.object({ version: z.number(), rules: storedRules })
const changedRow = z.object({ changed: z.number() })

/**
 * Puts this list of rules in force, for everything that was ever sent, in one transaction. Throws `conflict`
 * where the list was changed since it was read.
 */
export async function changeRules(
  scope: Scope,
  input: RulesInput,
): Promise<{ version: number; contexts: number }> {
  requireWholeSight(scope)
  const { orgId, actor } = scope
  const labels = await labelsOf(scope, ["api_key", "source"])
  requireKnown(input.rules, labels, "/rules")
  const rules = toStored(input.rules, labels)
  return transaction(async (on) => {
    await execute(Prisma.sql`select attribution_lock(${orgId})`, { on })
    const [current = { version: 0, rules: [] }] = await query(
      Prisma.sql`select r.version, r.rules from attribution_rules r where r.org_id = ${orgId}`,
      currentRow,
      { on },
    )
    if (input.version !== undefined && current.version !== input.version) {
      throw new AppError("conflict", "Somebody changed the rules since you read them. Read them again.")
    }
    const version = current.version + 1
    await execute(
      Prisma.sql`insert into attribution_rules (org_id, version, rules, changed_by, changed_at)
        values (${orgId}, ${version}, ${JSON.stringify(rules)}::jsonb,
          ${actor.kind === "user" ? actor.userId : null}::integer, ${new Date()})
        on conflict (org_id) do update set version = excluded.version, rules = excluded.rules,
          changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      { on },
    )
    const [applied] = await query(Prisma.sql`select attribution_apply(${orgId}) as changed`, changedRow, {
      on,
    })
    await recordAudit(on, scope, {
      action: "attribution.change",
      subject: `attribution rules, version ${version}`,
      before: fromStored(current.rules, labels),
      after: input.rules,
    })
    return { version, contexts: applied?.changed ?? 0 }
  }, accountPool())
}
