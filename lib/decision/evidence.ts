import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { listCredits } from "@/lib/credits/queries"
import { type FeatureFates, featureFates, type HealthRow, providerHealth } from "@/lib/health/queries"
import { formatMoney } from "@/lib/money-format"
import { routeFindings } from "@/lib/smoke/queries"
import type { Filter } from "@/lib/spend/schema"
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

/** What became of failed requests of these features in the window; of a feature without one, nothing. */
export async function fallbacksSeen(
  scope: Scope,
  { from, to, filters }: Window,
  features: readonly string[],
): Promise<Map<string, FeatureFates>> {
  if (features.length === 0) return new Map()
  const own: Filter = { dimension: "feature", operator: "=", values: [...features] }
  return featureFates(scope, { from, to, filters: [...filters, own] })
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
export async function routeGaps(scope: Scope): Promise<{ gaps: RouteGaps[]; hasRuns: boolean }> {
  const found = await routeFindings(scope)
  const gaps = found.map(({ provider, model, missingIn, ...told }) => ({
    family: familyOf({ provider, model }),
    ...{ route: told.route, missing: told.missing, present: told.present, addedP95Ms: told.addedP95Ms },
    foundIn: missingIn.map(({ check, runId, position }) => ({ run: runId, position, check })),
  }))
  return { gaps, hasRuns: found.length > 0 }
}
