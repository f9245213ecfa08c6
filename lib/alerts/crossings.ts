import "server-only"
import type { Organisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { filtersOf } from "@/lib/budgets/budget-scope"
import { limitAt } from "@/lib/budgets/limit"
import type { Period } from "@/lib/budgets/periods"
import type { Kept } from "@/lib/budgets/rows"
import { reaches } from "@/lib/budgets/standing"
import type { Pico } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { spendOfScopes } from "@/lib/spend/scopes"
import { localDate } from "@/lib/time"
import { type Entity, entityText } from "./entity"
import type { DuePeriod } from "./periods-due"

/** A budget in one period. */
export interface Look extends DuePeriod {
  budget: Kept
}

export interface Band {
  low: Pico
  middle: Pico
  high: Pico
}

/** A threshold that is reached. */
export interface Crossing {
  budget: Kept
  period: Period
  entity: Entity
  measure: "actual" | "forecast"
  threshold: number
  spent: Pico
  limit: Pico
  /** What the period is forecast to end at, where the threshold is on that. */
  outlook: Band | null
}

export interface Known {
  organisation: Organisation
  book: PriceBook
}

/**
 * What a crossing is told apart by: days of the calendar, so that neither a change of zone nor a clock that jumps
 * makes another crossing of it.
 */
export function crossingKey(crossing: Crossing, zone: string): string {
  const { budget, period, entity, measure, threshold } = crossing
  const days = `${localDate(period.from, zone)}/${localDate(period.to, zone)}`
  return `budget ${budget.id} ${days} ${measure} ${threshold} ${budget.each ?? ""}${entityText(entity)}`
}

/** The looks by period: those of one are asked in one statement. */
function byPeriod(looks: readonly Look[]): Look[][] {
  const groups = new Map<string, Look[]>()
  for (const look of looks) {
    const key = `${look.period.from.getTime()} ${look.period.to.getTime()}`
    groups.set(key, [...(groups.get(key) ?? []), look])
  }
  return [...groups.values()]
}

/** Every threshold on what is spent that the looks find reached, lowest first within an entity. */
export async function spentCrossings(
  scope: Scope,
  looks: readonly Look[],
  { organisation: { currency }, book }: Known,
): Promise<Crossing[]> {
  const found: Crossing[] = []
  const watched = looks.filter(({ budget }) => budget.thresholds.length > 0)
  for (const group of byPeriod(watched)) {
    const scopes = group.map(({ budget: { filters, each } }) => ({ filters: filtersOf(filters), each }))
    const [{ period }] = group as [Look]
    const answers = await spendOfScopes(scope, period, scopes)
    group.forEach(({ budget, at }, i) => {
      const { pico: limit } = limitAt(budget, period, at, { currency, book })
      if (limit === null) return
      for (const { key, sums } of answers[i] ?? []) {
        const spent = sums.billed_pico
        const entity = budget.each === null ? undefined : key
        for (const threshold of budget.thresholds.filter((percent) => reaches(spent, limit, percent))) {
          found.push({ budget, period, entity, measure: "actual", threshold, spent, limit, outlook: null })
        }
      }
    })
  }
  return found
}
