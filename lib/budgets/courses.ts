import "server-only"
import { setImmediate } from "node:timers/promises"
import { getOrganisation, type Organisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { AppError } from "@/lib/errors"
import { type Pico, parseDecimal, toPico } from "@/lib/money"
import type { PriceBook } from "@/lib/pricing/book"
import { getPriceBook } from "@/lib/pricing/queries"
import type { Sums } from "@/lib/spend/measures"
import { courseOfScopes } from "@/lib/spend/scopes"
import { filtersOf } from "./budget-scope"
import { courseFrom, courseOf } from "./course"
import type { BudgetCourse } from "./course-schema"
import { limitAt } from "./limit"
import { type Period, periodAt } from "./periods"
import { seenBudgets } from "./queries"
import { cutOf, type Kept } from "./rows"
import { budgetStatus } from "./status"
import type { BudgetStatus } from "./status-schema"

interface Known {
  organisation: Organisation
  book: PriceBook
}

interface Asked {
  budget: Kept
  status: BudgetStatus
  period: Period
  bucket: BudgetCourse["bucket"]
}

/** Calls that all lack a price cost nobody knows what. */
function costOf({ unpriced_calls, billed_pico }: Sums): Pico | null {
  return unpriced_calls > 0n && billed_pico === 0n ? null : billed_pico
}

function toCourse(
  { budget, status, period, bucket }: Asked,
  sums: Map<number, Sums>,
  known: Known,
): BudgetCourse {
  const { zone, currency } = known.organisation
  const now = new Date(status.as_of)
  return {
    ...{ slug: budget.slug, period: budget.period, zone, currency, bucket, as_of: status.as_of },
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    ...courseOf({
      ...{ bucket, period, now, zone },
      spent: toPico(parseDecimal(status.spent)),
      costs: new Map([...sums].map(([start, each]) => [start, costOf(each)])),
      limitAt: (at) => limitAt(budget, period, at, { currency, book: known.book }).pico,
      thresholds: budget.thresholds,
      forecastThresholds: budget.forecast_thresholds,
    }),
  }
}

/** Budgets of one bucket and period are one question. */
async function coursesOf(scope: Scope, asked: readonly Asked[], known: Known): Promise<BudgetCourse[]> {
  const groups = new Map<string, Asked[]>()
  for (const each of asked) {
    const key = `${each.bucket} ${each.period.from.getTime()} ${each.period.to.getTime()}`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  const found: BudgetCourse[] = []
  for (const group of groups.values()) {
    const [{ bucket, period, status }] = group as [Asked]
    const from =
      bucket === "hour" ? period.from : courseFrom(period, new Date(status.as_of), known.organisation.zone)
    const scopes = group.map(({ budget }) => ({ filters: filtersOf(budget.filters) }))
    const sums = await courseOfScopes(scope, { from, to: period.to, interval: bucket }, scopes)
    for (const [at, each] of group.entries()) {
      found.push(toCourse(each, sums[at] ?? new Map(), known))
      // A forecast takes milliseconds the first time of a day: hundreds of them let others be answered in between.
      await setImmediate()
    }
  }
  return found
}

/**
 * How budgets go whose standing was read: of those that the asker sees, all but fan-outs, whose entities have no
 * course together.
 */
export async function budgetCourses(
  scope: Scope,
  statuses: readonly BudgetStatus[],
): Promise<Map<string, BudgetCourse>> {
  const [budgets, organisation, book] = await Promise.all([
    seenBudgets(scope),
    getOrganisation(scope),
    getPriceBook(scope),
  ])
  const { zone, fiscalStart } = organisation
  const asked = statuses.flatMap((status): Asked[] => {
    const budget = budgets.find(({ slug }) => slug === status.slug)
    if (!budget || budget.each !== null) return []
    const period = periodAt(cutOf(budget), new Date(status.as_of), zone, fiscalStart)
    return [{ budget, status, period, bucket: budget.period === "day" ? "hour" : "day" }]
  })
  const courses = await coursesOf(scope, asked, { organisation, book })
  return new Map(courses.map((course) => [course.slug, course]))
}

/** How one goes. Throws `not_found`, `invalid` of a fan-out. */
export async function budgetCourseOf(scope: Scope, slug: string): Promise<BudgetCourse> {
  const course = (await budgetCourses(scope, [await budgetStatus(scope, slug)])).get(slug)
  if (course) return course
  throw new AppError("invalid", `"${slug}" is a fan-out: each of its entities stands for itself.`)
}
