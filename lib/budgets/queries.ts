import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { maySeeTeam } from "@/lib/auth/sight"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import type { Connection } from "@/lib/db/query"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { givenNames } from "@/lib/spend/given-names"
import { filtersOf } from "./budget-scope"
import { BUDGET_COLUMNS, increaseRow, type Kept, keptRow, toBudget } from "./rows"
import type { Budget } from "./schema"

/** No limit is asked for of a time that is longer past: two of the longest periods, and some days. */
const KNOWN_MS = 800 * 86_400_000

/** Every budget of the organisation with its increases, by name, whoever asks: for the product's own questions. */
export async function allBudgets(orgId: number, on?: Connection): Promise<Kept[]> {
  const from = { on, pool: accountPool() }
  const budgets = await ownRows(
    orgId,
    Prisma.sql`select ${BUDGET_COLUMNS}, a.name as changed_by
      from budget b left join account a on a.id = b.changed_by where b.org_id = ${orgId} order by b.name, b.id`,
    keptRow,
    from,
  )
  const increases = await ownRows(
    orgId,
    Prisma.sql`select i.budget_id, i.id, i.amount, i.starts_at, i.ends_at, i.reason
      from budget_increase i where i.org_id = ${orgId} and i.ends_at > ${new Date(Date.now() - KNOWN_MS)}
      order by i.starts_at, i.id`,
    increaseRow,
    from,
  )
  const byBudget = Map.groupBy(increases, ({ budget_id }) => budget_id)
  return budgets.map((budget) => ({
    ...budget,
    increases: byBudget.get(budget.id) ?? [],
  }))
}

/** Whether filters keep to what the asker sees: of a member kept to teams, those that name only these. */
export async function seenFilters(scope: Scope): Promise<(filters: readonly string[]) => boolean> {
  if (scope.teams === null) return () => true
  const { named } = await givenNames(scope.orgId, ["team"])
  return (filters) =>
    filtersOf(filters)
      .map(named)
      .some(
        ({ dimension, operator, values }) =>
          dimension === "team" && operator === "=" && values.every((team) => maySeeTeam(scope, team)),
      )
}

/** The budgets whose whole scope the asker sees: of a member kept to teams, those of these teams. */
export async function seenBudgets(scope: Scope): Promise<Kept[]> {
  const [budgets, isSeen] = await Promise.all([allBudgets(scope.orgId), seenFilters(scope)])
  return budgets.filter(({ filters }) => isSeen(filters))
}

/** One of them. Throws `not_found` for what the asker may not see as for what is not there. */
export async function seenBudget(scope: Scope, slug: string): Promise<Kept> {
  const found = (await seenBudgets(scope)).find((budget) => budget.slug === slug)
  if (!found) throw new AppError("not_found", `There is no budget "${slug}".`)
  return found
}

export async function listBudgets(scope: Scope): Promise<Budget[]> {
  const now = new Date()
  return (await seenBudgets(scope)).map((kept) => toBudget(kept, now))
}

/** Throws `not_found`. */
export async function getBudget(scope: Scope, slug: string): Promise<Budget> {
  return toBudget(await seenBudget(scope, slug), new Date())
}
