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

/** The page of budgets with this one opened. */
export function budgetHref(slug: string): string {
  return `/budgets?budget=${slug}`
}

/** `3 of 41 over 80%`: of the entities of a fan-out, by the highest threshold that any has reached. */
export function entitiesWords({ entities, crossed }: Pick<BudgetStatus, "entities" | "crossed">): string {
  const highest = crossed.at(-1)
  const all = entities ?? []
  if (highest === undefined) return `none of ${all.length} past a threshold`
  const past = all.filter((entity) => entity.crossed.includes(highest)).length
  return `${past} of ${all.length} over ${highest}%`
}

/** A slug of a name: what an address may hold of it. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
  return plain.slice(0, 63).replaceAll(/^-+|-+$/g, "") || "budget"
}
