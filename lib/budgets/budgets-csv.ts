import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { csvLine, figureCell, textCell } from "@/lib/http/csv"
import { readScope } from "./budget-scope"
import { listBudgets } from "./queries"
import type { Budget } from "./schema"
import { budgetStatuses } from "./status"
import type { BudgetStatus } from "./status-schema"

const HEAD = [
  ...["slug", "name", "scope", "each", "period", "from", "to", "currency", "limit", "spent", "remaining"],
  ...["percent", "state", "values", "values_over", "unpriced_calls", "thresholds", "forecast_thresholds"],
  ...["on_exceed", "notify", "parent"],
]

function scopeText(scope: Budget["scope"]): string {
  const filters = readScope(scope)
  return Array.isArray(filters) ? filters.join("; ") : ""
}

function lineOf(budget: Budget, status: BudgetStatus): string {
  const {
    slug,
    name,
    scope,
    each,
    period,
    thresholds,
    forecast_thresholds: ahead,
    on_exceed,
    notify,
  } = budget
  const { from, to, currency, limit, spent, remaining, percent, state, entities, unpriced, parent } = status
  // Calls without a price alone cost nobody knows what.
  const known = unpriced.calls === 0 || spent !== "0"
  return csvLine([
    ...[slug, name, scopeText(scope), each, period, from, to, currency].map(textCell),
    ...[limit, known ? spent : null, known ? remaining : null, known ? percent : null].map(figureCell),
    textCell(known ? state : "unknown"),
    figureCell(entities?.length ?? null),
    figureCell(entities?.filter((entity) => entity.state === "over").length ?? null),
    figureCell(unpriced.calls),
    ...[thresholds.join("; "), ahead.join("; "), on_exceed, notify.join("; "), parent].map(textCell),
  ])
}

/** The list of budgets and where each stands in its running period. */
export async function budgetsCsv(scope: Scope): Promise<string> {
  const [budgets, statuses] = await Promise.all([listBudgets(scope), budgetStatuses(scope)])
  const bySlug = new Map(statuses.map((status) => [status.slug, status]))
  const lines = budgets.flatMap((budget) => {
    const status = bySlug.get(budget.slug)
    return status ? [lineOf(budget, status)] : []
  })
  return csvLine(HEAD) + lines.join("")
}
