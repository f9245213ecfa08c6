import type { AttentionLine } from "@/components/overview/attention-line"
import { formatMoney } from "@/lib/money-format"
import type { BudgetLine } from "./budget-line"
import { momentWords } from "./burn-up-model"

/** From this share of the limit on a budget is near it. */
const NEAR = 80
const MOST = 3

function rankOf({ status, course }: BudgetLine): number | null {
  if (status.state === "over") return 0
  if (course?.crosses_at) return 1
  return (status.crossed.at(-1) ?? 0) >= NEAR ? 2 : null
}

function textOf({ budget, status, course, entities }: BudgetLine): string {
  const { limit, percent, currency } = status
  const name = `Budget ${budget.name}`
  if (entities !== null) return `${name}: ${entities}.`
  const spent =
    limit === null || percent === null
      ? `${formatMoney(status.spent, currency)} spent`
      : `${percent}% of ${formatMoney(limit, currency)} spent`
  if (course?.over_since) return `${name}: ${spent}, over since ${momentWords(course, course.over_since)}.`
  const crosses = course?.crosses_at ? `, will cross on ${momentWords(course, course.crosses_at)}` : ""
  return `${name}: ${spent}${crosses}.`
}

/** Budgets that are over, will be, or are near their limit, the worst first. */
export function attentionOf(lines: readonly BudgetLine[]): AttentionLine[] {
  const near = lines
    .flatMap((line) => {
      const rank = rankOf(line)
      return rank === null ? [] : [{ line, rank }]
    })
    .toSorted(
      (a, b) => a.rank - b.rank || Number(b.line.status.percent ?? 0) - Number(a.line.status.percent ?? 0),
    )
  const shown = near.slice(0, near.length > MOST + 1 ? MOST : MOST + 1)
  const rest = near.length - shown.length
  return [
    ...shown.map(
      ({ line, rank }): AttentionLine => ({
        id: `budget-${line.budget.slug}`,
        state: rank === 0 ? "over" : "at-risk",
        text: textOf(line),
        href: line.href,
        word: "Open budget",
      }),
    ),
    ...(rest > 0
      ? [
          {
            id: "budgets",
            state: "at-risk" as const,
            text: `${rest} more budgets are over, will be, or are near their limit.`,
            href: "/budgets",
            word: "Open budgets",
          },
        ]
      : []),
  ]
}

/** What a budget says of one row of a table of spend. */
export interface RowBudget {
  limit: string
  kind: BudgetLine["kind"]
  text: string
  href: string
}

function entityBudget(line: BudgetLine, value: string | null): RowBudget | null {
  const entity = line.status.entities?.find(({ key }) => key === value)
  if (!entity) return null
  const { state, crossed } = entity
  const text = state === "warning" ? `over ${crossed.at(-1)}%` : state === "over" ? "over the limit" : state
  return { limit: line.limit.replace(" each", ""), kind: state, text, href: line.href }
}

/** Whether a budget is of this value alone: its whole scope, or an entity of a fan-out over everything. */
function isOf({ budget }: BudgetLine, dimension: string, value: string | null): boolean {
  if (Array.isArray(budget.scope)) return false
  const conditions = Object.entries(budget.scope)
  if (budget.each !== null) return budget.each === dimension && conditions.length === 0
  const [only, ...more] = conditions
  return more.length === 0 && only !== undefined && only[0] === dimension && only[1] === value
}

/** The month's budget of a value; of several the one that was made for it. Null where there is none. */
export function budgetOfValue(
  lines: readonly BudgetLine[],
  dimension: string,
  value: string | null,
): RowBudget | null {
  const own = lines
    .filter((line) => line.budget.period === "month" && isOf(line, dimension, value))
    .toSorted((a, b) => Number(a.budget.each !== null) - Number(b.budget.each !== null))
  for (const line of own) {
    if (line.budget.each !== null) {
      const found = entityBudget(line, value)
      if (found) return found
    } else return { limit: line.limit, kind: line.kind, text: line.stateText, href: line.href }
  }
  return null
}
