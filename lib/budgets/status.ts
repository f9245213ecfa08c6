import "server-only"
import { getOrganisation, type Organisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { picoToString } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { getPriceBook } from "@/lib/pricing/queries"
import { addSums, noSums, type Sums } from "@/lib/spend/measures"
import { type ScopeSums, spendOfScopes } from "@/lib/spend/scopes"
import { filtersOf } from "./budget-scope"
import { limitAt } from "./limit"
import { parents } from "./nesting"
import { lastInstant, type Period, periodAt } from "./periods"
import { seenBudget, seenBudgets } from "./queries"
import { cutOf, type Kept } from "./rows"
import { standing, straightLine } from "./standing"
import type { BudgetEntity, BudgetStatus } from "./status-schema"

interface Asked {
  now: Date
  organisation: Organisation
  book: PriceBook
}

const ORDER = { over: 0, warning: 1, within: 2, unknown: 3 } as const

function entitiesOf(
  parts: readonly ScopeSums[],
  limit: bigint | null,
  thresholds: readonly number[],
): BudgetEntity[] {
  return parts
    .toSorted((a, b) => {
      const [first, second] = [a.sums.billed_pico, b.sums.billed_pico]
      if (first !== second) return first > second ? -1 : 1
      return (a.key ?? "") < (b.key ?? "") ? -1 : 1
    })
    .map(({ key, sums }) => ({ key, ...standing(sums.billed_pico, limit, thresholds) }))
}

function totalOf(parts: readonly ScopeSums[]): Sums {
  const total = noSums()
  for (const { sums } of parts) addSums(total, sums)
  return total
}

function statusOf(
  kept: Kept,
  period: Period,
  parts: readonly ScopeSums[],
  asked: Asked,
): Omit<BudgetStatus, "parent"> {
  const { now, organisation, book } = asked
  const { currency } = organisation
  const { slug, name, each, period: unit, on_exceed, thresholds } = kept
  const limit = limitAt(kept, period, now, { currency, book })
  const { pico: atEnd } = limitAt(kept, period, lastInstant(period), { currency, book })
  const total = totalOf(parts)
  const entities = each === null ? null : entitiesOf(parts, limit.pico, thresholds)
  const whole = standing(total.billed_pico, limit.pico, thresholds)
  const worst = entities?.toSorted((a, b) => ORDER[a.state] - ORDER[b.state])[0]
  return {
    ...{ slug, name, each, period: unit, on_exceed, currency, entities },
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    as_of: now.toISOString(),
    limit: limit.pico === null ? null : picoToString(limit.pico),
    limit_unknown: limit.unknown,
    straight_line: atEnd === null || each ? null : picoToString(straightLine(atEnd, period, now)),
    ...whole,
    // The amount is each entity's own: the sum of all stands against nothing.
    ...(each === null
      ? {}
      : {
          ...{ remaining: null, percent: null, crossed: worst?.crossed ?? [] },
          state: worst?.state ?? (limit.pico === null ? "unknown" : "within"),
        }),
    unpriced: { calls: Number(total.unpriced_calls), tokens: Number(total.unpriced_tokens) },
  }
}

async function statusesOf(scope: Scope, budgets: readonly Kept[]): Promise<Omit<BudgetStatus, "parent">[]> {
  const now = new Date()
  const [organisation, book] = await Promise.all([getOrganisation(scope), getPriceBook(scope)])
  const { zone, fiscalStart } = organisation
  const periods = new Map<string, { period: Period; budgets: Kept[] }>()
  for (const budget of budgets) {
    const period = periodAt(cutOf(budget), now, zone, fiscalStart)
    const key = `${period.from.getTime()} ${period.to.getTime()}`
    const known = periods.get(key) ?? { period, budgets: [] }
    known.budgets.push(budget)
    periods.set(key, known)
  }
  const statuses = new Map<string, Omit<BudgetStatus, "parent">>()
  for (const { period, budgets: running } of periods.values()) {
    const scopes = running.map(({ filters, each }) => ({ filters: filtersOf(filters), each }))
    const sums = await spendOfScopes(scope, period, scopes)
    running.forEach((budget, i) => {
      statuses.set(budget.slug, statusOf(budget, period, sums[i] ?? [], { now, organisation, book }))
    })
  }
  return budgets.flatMap(({ slug }) => statuses.get(slug) ?? [])
}

/** Where every budget that the asker sees stands in its running period, by name: one statement for each period. */
export async function budgetStatuses(scope: Scope): Promise<BudgetStatus[]> {
  const budgets = await seenBudgets(scope)
  const above = parents(budgets)
  const statuses = await statusesOf(scope, budgets)
  return statuses.map((status) => ({ ...status, parent: above.get(status.slug) ?? null }))
}

/** Where one stands. Throws `not_found`. */
export async function budgetStatus(scope: Scope, slug: string): Promise<BudgetStatus> {
  await seenBudget(scope, slug)
  const budgets = await seenBudgets(scope)
  const [status] = await statusesOf(
    scope,
    budgets.filter((budget) => budget.slug === slug),
  )
  if (!status) throw new Error("A budget that is there has a status.")
  return { ...status, parent: parents(budgets).get(slug) ?? null }
}
