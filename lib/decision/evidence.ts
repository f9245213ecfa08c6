import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { listCredits } from "@/lib/credits/queries"
import { type HealthRow, providerHealth } from "@/lib/health/queries"
import { formatMoney } from "@/lib/money-format"
import { routeFindings } from "@/lib/smoke/queries"
import type { Filter } from "@/lib/spend/schema"
import { localDate } from "@/lib/time"
import type { CreditLeft } from "./checklist"
import type { RouteGaps, RouteHealth } from "./situation"
import { familyOf } from "./traffic"

interface Window {
  from: Date
  to: Date
  filters: readonly Filter[]
}

function healthOf({ key, tally, fates, latency }: HealthRow): RouteHealth {
  const { answered, provider } = tally.requests
  // A request of one attempt alone need not be named: it is among the first attempts, and nothing is known of its fate.
  const failed = Math.max(provider, fates.failed)
  return {
    family: familyOf({ provider: key.provider ?? "", model: "" }),
    route: key.route ?? "",
    n: answered + failed,
    failed,
    followed: fates.failed,
    answered: fates.rescued + fates.retried,
    p95: latency?.p95 ?? null,
  }
}

/** How each provider did on each route in the window. */
export async function routeHealth(scope: Scope, window: Window): Promise<RouteHealth[]> {
  const { rows } = await providerHealth(scope, { ...window, by: ["provider", "route"] })
  return rows.map(healthOf)
}

/** Those of the features of which a failed request was answered by another route or model in the window. */
export async function fallbacksSeen(
  scope: Scope,
  { from, to }: Window,
  features: readonly string[],
): Promise<Set<string>> {
  const found = await Promise.all(
    features.map(async (feature) => {
      const filters: Filter[] = [{ dimension: "feature", operator: "=", values: [feature] }]
      const { total } = await providerHealth(scope, { from, to, filters, by: [] })
      return total.fates.rescued > 0 ? [feature] : []
    }),
  )
  return new Set(found.flat())
}

/** Grants that still pay for something; none for an asker kept to teams, who sees no grants. */
export async function creditsLeft(scope: Scope, currency: string): Promise<CreditLeft[]> {
  if (scope.teams !== null) return []
  const grants = await listCredits(scope)
  return grants
    .filter(({ state }) => state === "active")
    .map(({ name, left, expires_at }) => ({
      name,
      left: left.amount === null ? `${left.tokens ?? 0} tokens` : formatMoney(left.amount, currency),
      expires: expires_at?.slice(0, 10) ?? null,
    }))
}

/** What smoke runs found missing by route, and whether there was any run. */
export async function routeGaps(
  scope: Scope,
  zone: string,
): Promise<{ gaps: RouteGaps[]; hasRuns: boolean }> {
  const found = await routeFindings(scope)
  const gaps = found.map(({ provider, model, route, missing, lastRunAt }) => ({
    family: familyOf({ provider, model }),
    ...{ route, missing, day: localDate(lastRunAt, zone) },
  }))
  return { gaps, hasRuns: found.length > 0 }
}
