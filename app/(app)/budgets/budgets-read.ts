import "server-only"
import { mayAttribute, readKnown } from "@/app/(app)/attribution/attribution-read"
import type { BudgetLine } from "@/components/budgets/budget-line"
import { toBudgetLine } from "@/components/budgets/budget-line"
import { sourceNotices } from "@/components/overview/source-notices"
import { listAlerts } from "@/lib/alerts/queries"
import type { Alert } from "@/lib/alerts/schema"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { budgetCourses } from "@/lib/budgets/courses"
import { listBudgets } from "@/lib/budgets/queries"
import type { Budget } from "@/lib/budgets/schema"
import { budgetStatuses } from "@/lib/budgets/status"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { listEndpoints } from "@/lib/delivery/queries"
import { listSources } from "@/lib/sources/queries"

const DEEPEST = 2
const MOST_ALERTS = 100

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

/** Where budgets stand and how they go, those that stand under others below them; all of them without `asked`. */
export async function readBudgetLines(
  scope: Scope,
  asked: (budget: Budget) => boolean = () => true,
): Promise<BudgetLine[]> {
  const budgets = (await listBudgets(scope)).filter(asked)
  if (budgets.length === 0) return []
  const slugs = new Set(budgets.map(({ slug }) => slug))
  const found = (await budgetStatuses(scope)).filter(({ slug }) => slugs.has(slug))
  // One whose parent is not asked for stands at the top.
  const statuses = found.map((status) =>
    status.parent !== null && slugs.has(status.parent) ? status : { ...status, parent: null },
  )
  const courses = await budgetCourses(scope, statuses)
  return nested(statuses, null, 0).flatMap(([status, depth]) => {
    const budget = budgets.find(({ slug }) => slug === status.slug)
    const course = courses.get(status.slug) ?? null
    return budget ? [toBudgetLine({ budget, status, course }, Math.min(depth, DEEPEST))] : []
  })
}

/** What the form of a budget offers; null for whoever may not change any. */
export async function readBudgetContext() {
  const scope = await requireScope()
  if (!mayAttribute(scope)) return null
  const [known, { currency }, { endpoints }] = await Promise.all([
    readKnown(scope),
    getOrganisation(scope),
    listEndpoints(scope),
  ])
  return { ...known, currency, endpoints: endpoints.map(({ name }) => name) }
}

const TROUBLE = { over: 0, warning: 1, within: 2, unknown: 3 } as const

/** The one that the address names, else the one that needs looking at most. */
function chosenOf(lines: readonly BudgetLine[], slug: unknown): BudgetLine | null {
  const crossing = ({ course }: BudgetLine) => Number(course?.crosses_at == null)
  const [worst = null] = lines.toSorted(
    (a, b) => TROUBLE[a.status.state] - TROUBLE[b.status.state] || crossing(a) - crossing(b),
  )
  return lines.find(({ budget }: { budget: Budget }) => budget.slug === slug) ?? worst
}

/** What was told of the running period's crossings. */
async function alertsOf(scope: Scope, { budget, status }: BudgetLine): Promise<Alert[]> {
  const found = await listAlerts(scope, { from: status.from, budget: budget.slug, limit: MOST_ALERTS })
  return found.alerts
}

export async function readBudgets(params: Record<string, string | string[] | undefined>) {
  const scope = await requireScope()
  const now = new Date()
  const [{ currency, zone }, lines, sources, context] = await Promise.all([
    getOrganisation(scope),
    readBudgetLines(scope),
    listSources(scope),
    readBudgetContext(),
  ])
  const chosen = chosenOf(lines, params.budget)
  return {
    ...{ lines, zone, currency, context, chosen },
    alerts: chosen ? await alertsOf(scope, chosen) : [],
    asTable: params.as === "table",
    sources: sourceNotices(sources, { to: now }, now),
    seesAll: scope.teams === null,
  }
}

export type BudgetsRead = Awaited<ReturnType<typeof readBudgets>>
