import type { BudgetCourse } from "@/lib/budgets/course-schema"
import type { Budget } from "@/lib/budgets/schema"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { formatMoney, formatMoneyChange, UNKNOWN } from "@/lib/money-format"
import { budgetHref, entitiesWords, periodWords, scopeWords, stateWords } from "./budget-words"
import { roundMoney } from "./burn-up-model"
import { crossingWords, less } from "./outlook-words"

/** A budget as its row says it. */
export interface BudgetLine {
  budget: Budget
  status: BudgetStatus
  /** Null of a fan-out. */
  course: BudgetCourse | null
  /** How deep it stands under others. */
  depth: number
  scope: string
  href: string
  spent: string
  share: string
  pace: string
  forecast: string
  /** Of the limit, in percent, for the drawing alone; null without a forecast. */
  ahead: number | null
  /** Of a fan-out: how many of its entities are past a threshold. */
  entities: string | null
  limit: string
  kind: "over" | "warning" | "within" | "unknown"
  stateText: string
}

function aheadOf(course: BudgetCourse | null, limit: string | null): number | null {
  if (!course?.forecast || limit === null) return null
  return (100 * Number(course.forecast.end.middle)) / Number(limit)
}

export function toBudgetLine(
  { budget, status, course }: Pick<BudgetLine, "budget" | "status" | "course">,
  depth: number,
): BudgetLine {
  const { currency, limit, each, entities, percent, straight_line, spent, state } = status
  const money = limit === null ? UNKNOWN : roundMoney(limit, currency)
  const crosses = course && crossingWords(course)
  return {
    ...{ budget, status, course, depth },
    scope: scopeWords(budget, entities?.length ?? null),
    href: budgetHref(budget.slug),
    spent: formatMoney(spent, currency),
    share: percent === null ? UNKNOWN : `${percent}%`,
    pace: straight_line === null ? UNKNOWN : formatMoneyChange(less(spent, straight_line), currency),
    forecast: course?.forecast ? roundMoney(course.forecast.end.middle, currency) : UNKNOWN,
    ahead: aheadOf(course, limit),
    entities: each && entities ? entitiesWords(status) : null,
    limit: `${money} ${each ? "each " : ""}${periodWords(budget)}`,
    kind: state === "within" && crosses ? "warning" : state,
    stateText: state !== "over" && crosses ? crosses : stateWords(status),
  }
}

/** What of a budget its row shows. */
export interface BudgetRow extends Omit<BudgetLine, "budget" | "status" | "course"> {
  slug: string
  name: string
  percent: string | null
}

export function toBudgetRow({ budget, status, course: _, ...line }: BudgetLine): BudgetRow {
  return { ...line, slug: budget.slug, name: budget.name, percent: status.percent }
}
