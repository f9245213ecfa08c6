import "server-only"
import { mayAttribute, readKnown } from "@/app/(app)/attribution/attribution-read"
import { periodWords, scopeWords, stateWords } from "@/components/budgets/budget-words"
import type { BudgetLine } from "@/components/budgets/budgets-table"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { listBudgets } from "@/lib/budgets/queries"
import type { Budget } from "@/lib/budgets/schema"
import { budgetStatuses } from "@/lib/budgets/status"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { add, formatDecimal, parseDecimal } from "@/lib/money"
import { formatMoney, formatMoneyChange } from "@/lib/money-format"

const DEEPEST = 2

function less(from: string, amount: string): string {
  const { digits, scale } = parseDecimal(amount)
  return formatDecimal(add(parseDecimal(from), { digits: -digits, scale }))
}

function lineOf(budget: Budget, status: BudgetStatus, depth: number): BudgetLine {
  const { currency, limit, each, entities, percent, straight_line, spent } = status
  const money = limit === null ? "–" : formatMoney(limit, currency)
  return {
    budget,
    status,
    depth: Math.min(depth, DEEPEST),
    scope: scopeWords(budget, entities?.length ?? null),
    href: each ? `/budgets?budget=${budget.slug}` : null,
    spent: formatMoney(spent, currency),
    share: percent === null ? "–" : `${percent}%`,
    pace: straight_line === null ? "–" : formatMoneyChange(less(spent, straight_line), currency),
    limit: `${money} ${each ? "each " : ""}${periodWords(budget)}`,
    stateText: stateWords(status),
  }
}

/** Each under the one that its scope stands in. */
function nested(
  statuses: readonly BudgetStatus[],
  parent: string | null,
  depth: number,
): [BudgetStatus, number][] {
  return statuses
    .filter((status) => status.parent === parent)
    .flatMap(
      (status) => [[status, depth], ...nested(statuses, status.slug, depth + 1)] as [BudgetStatus, number][],
    )
}

/** Every budget that the asker sees and where it stands, and the entities of the one that the address names. */
export async function readBudgets(params: Record<string, string | string[] | undefined>) {
  const scope = await requireScope()
  const mayChange = mayAttribute(scope)
  const [{ currency, zone }, budgets, statuses, known] = await Promise.all([
    getOrganisation(scope),
    listBudgets(scope),
    budgetStatuses(scope),
    mayChange ? readKnown(scope) : null,
  ])
  const lines = nested(statuses, null, 0).flatMap(([status, depth]) => {
    const budget = budgets.find(({ slug }) => slug === status.slug)
    return budget ? [lineOf(budget, status, depth)] : []
  })
  const chosen = statuses.find(({ slug, each }) => each !== null && slug === params.budget) ?? null
  return { lines, statuses, chosen, zone, currency, context: known && { ...known, currency } }
}
