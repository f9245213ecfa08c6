import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { type Labels, labelsOf } from "@/lib/spend/labels"
import type { Dimension, Filter } from "@/lib/spend/schema"

/** What health is asked of: a half-open stretch of time and what narrows it. */
export interface HealthWindow {
  from: Date
  to: Date
  filters: readonly Filter[]
}

/** A window as the statements need it. The filters hold the asker's sight. */
export interface Asked {
  scope: Scope
  orgId: number
  zone: string
  from: Date
  to: Date
  filters: Filter[]
  labels: Labels
}

/** `named` are dimensions whose values will be printed, besides those filtered by. */
export async function askedOf(
  scope: Scope,
  { from, to, filters }: HealthWindow,
  named: readonly Dimension[] = [],
): Promise<Asked> {
  const { zone } = await getOrganisation(scope)
  const labels = await labelsOf(scope, [...filters.map(({ dimension }) => dimension), ...named])
  return { scope, orgId: scope.orgId, zone, from, to, filters: labels.conditions(filters), labels }
}
