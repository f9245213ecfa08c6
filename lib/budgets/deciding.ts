import "server-only"
import * as z from "zod"
import { rulesFromStored, storedRules } from "@/lib/attribution/stored-rules"
import { getOrganisation } from "@/lib/auth/organisation"
import { mintScope } from "@/lib/auth/scope"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { keptFor } from "@/lib/db/kept"
import { ownRows } from "@/lib/db/wall"
import { givenNames } from "@/lib/spend/given-names"
import { labelsOf } from "@/lib/spend/labels"
import { RENAMED } from "@/lib/spend/schema"
import { filtersOf } from "./budget-scope"
import { allBudgets } from "./queries"

const rulesRow = z.object({ rules: storedRules })

/** The asker of the ledger's figures for decisions: they cover all teams, whoever's call it is. */
export function decider(orgId: number) {
  return mintScope(orgId, { kind: "system", job: "authorize" })
}

/** What decisions are made by: an edit is seen within a second. */
export const decidingBy = keptFor(1_000, async (orgId: number) => {
  const scope = decider(orgId)
  const [organisation, budgets, names, labels, [kept]] = await Promise.all([
    getOrganisation(scope),
    allBudgets(orgId),
    givenNames(orgId, RENAMED),
    labelsOf(scope, ["api_key", "source"]),
    ownRows(orgId, Prisma.sql`select r.rules from attribution_rules r where r.org_id = ${orgId}`, rulesRow, {
      pool: accountPool(),
    }),
  ])
  // Rules name keys and sources by number; a call knows them by name.
  const rules = rulesFromStored(kept?.rules ?? [], labels).map((rule) => ({
    ...rule,
    when: filtersOf(rule.when),
  }))
  return {
    organisation,
    names,
    rules,
    labels,
    budgets: budgets.map((budget) => ({
      ...budget,
      conditions: filtersOf(budget.filters).map(names.named).map(labels.named),
    })),
  }
})
export type Deciding = Awaited<ReturnType<typeof decidingBy>>
export type WeighedBudget = Deciding["budgets"][number]
