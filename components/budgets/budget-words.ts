import { conditionWords } from "@/components/attribution/rule-words"
import type { Budget } from "@/lib/budgets/schema"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { dimensionPlural, dimensionWord, formatFilter, parseDimension } from "@/lib/spend/filter"

const PERIOD_WORDS = {
  day: "a day",
  week: "a week",
  month: "a month",
  quarter: "a quarter",
  custom: "",
} as const

/** `a month`, `every 4 months`. */
export function periodWords({ period, fiscal }: Pick<Budget, "period" | "fiscal">): string {
  if (!fiscal) return PERIOD_WORDS[period]
  return fiscal.months === 12 ? "a fiscal year" : `every ${fiscal.months} months`
}

/** The scope of a budget as the filters of an address. */
export function scopeTexts(scope: Budget["scope"]): string[] {
  if (Array.isArray(scope)) return scope
  return Object.entries(scope).flatMap(([name, value]) => {
    const dimension = parseDimension(name)
    const values = Array.isArray(value) ? value : [value]
    return dimension ? [formatFilter({ dimension, operator: "=", values })] : []
  })
}

/** `feature is search, 41 users`; `all spend` without a condition. */
export function scopeWords({ scope, each }: Pick<Budget, "scope" | "each">, entities: number | null): string {
  const texts = scopeTexts(scope)
  const words = texts.length === 0 ? "all spend" : conditionWords(texts)
  if (!each) return words
  const counted = entities === 1 ? `1 ${dimensionWord(each)}` : `${entities ?? 0} ${dimensionPlural(each)}`
  return `${words}, ${counted}`
}

/** `over`, `over 80%`, `within`, or that the limit is not known. */
export function stateWords({ state, crossed }: Pick<BudgetStatus, "state" | "crossed">): string {
  if (state === "over") return "over the limit"
  if (state === "warning") return `over ${crossed.at(-1)}%`
  return state === "within" ? "within" : "limit not known"
}

export const STATE_KINDS = { over: "bad", warning: "warn", within: "ok", unknown: "none" } as const

/** What the page says first. */
export function answerWords(statuses: readonly Pick<BudgetStatus, "name" | "state">[]): string {
  const over = statuses.filter(({ state }) => state === "over").map(({ name }) => name)
  const near = statuses.filter(({ state }) => state === "warning").map(({ name }) => name)
  const said = [
    ...(over.length > 0 ? [`Over the limit: ${over.join(", ")}.`] : []),
    ...(near.length > 0 ? [`Past a threshold: ${near.join(", ")}.`] : []),
  ]
  if (said.length > 0) return said.join(" ")
  return statuses.length === 1
    ? "The budget is within its limit."
    : `All ${statuses.length} budgets are within their limits.`
}

/** A slug of a name: what an address may hold of it. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
  return plain.slice(0, 63).replaceAll(/^-+|-+$/g, "") || "budget"
}
