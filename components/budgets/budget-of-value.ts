import type { Budget } from "@/lib/budgets/schema"
import { formatMoney, UNKNOWN } from "@/lib/money-format"
import { parseFilter } from "@/lib/spend/filter"
import { type BudgetLine, type BudgetRow, toBudgetRow } from "./budget-line"
import { scopeTexts, stateWords } from "./budget-words"

/** Whether a budget names this value in its scope, or gives every value of the dimension an amount. */
export function concerns(
  { scope, each }: Pick<Budget, "scope" | "each">,
  dimension: string,
  value: string | null,
): boolean {
  if (each === dimension) return true
  return scopeTexts(scope).some((text) => {
    const filter = parseFilter(text)
    return filter?.dimension === dimension && filter.operator === "=" && filter.values.includes(value)
  })
}

/** The row of a budget as it concerns one value: of a fan-out that value's own standing. */
export function toRowOf(line: BudgetLine, value: string | null): BudgetRow {
  const row = { ...toBudgetRow(line), depth: 0 }
  const entity = line.status.entities?.find(({ key }) => key === value)
  if (line.entities === null) return row
  const { currency, limit } = line.status
  const money = (amount: string) => formatMoney(amount, currency)
  return {
    ...row,
    entities: null,
    percent: entity?.percent ?? null,
    ahead: null,
    spent: money(entity?.spent ?? "0"),
    share: entity?.percent == null ? UNKNOWN : `${entity.percent}%`,
    pace: UNKNOWN,
    forecast: UNKNOWN,
    limit: line.limit.replace(" each", ""),
    kind: entity?.state ?? (limit === null ? "unknown" : "within"),
    stateText: entity ? stateWords(entity) : "within",
  }
}
