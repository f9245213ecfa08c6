import { eventsHref } from "@/lib/spend/drill"
import type { Filter } from "@/lib/spend/schema"
import { type View, withFilter } from "@/lib/spend/url"
import type { CostKind } from "./failure-money"
import { PROVIDER_FAULTS } from "./fault"
import { type HealthKey, PATH_PARTS } from "./paths"

/** The view narrowed to one key. */
export function pathView(view: View, key: HealthKey): View {
  return PATH_PARTS.reduce((narrower, dimension) => {
    const value = key[dimension]
    return value === null ? narrower : withFilter(narrower, { dimension, operator: "=", values: [value] })
  }, view)
}

/** The filters that leave a key alone. */
export function filtersOf(key: HealthKey): Filter[] {
  return PATH_PARTS.flatMap((dimension): Filter[] => {
    const value = key[dimension]
    return value === null ? [] : [{ dimension, operator: "=", values: [value] }]
  })
}

const STATUS_ERROR: Filter = { dimension: "status", operator: "=", values: ["error"] }

/** Calls that failed by the provider's own fault. */
export function faultsHref(view: View): string {
  const errors: Filter = { dimension: "error_class", operator: "=", values: [...PROVIDER_FAULTS] }
  return eventsHref(withFilter(withFilter(view, STATUS_ERROR), errors))
}

/** Attempts that failed or were broken off. */
export function failedHref(view: View): string {
  return eventsHref(withFilter(view, { dimension: "status", operator: "=", values: ["error", "aborted"] }))
}

/** Calls that failed in one way. */
export function classHref(view: View, errorClass: string): string {
  return eventsHref(
    withFilter(withFilter(view, STATUS_ERROR), {
      dimension: "error_class",
      operator: "=",
      values: [errorClass],
    }),
  )
}

const COSTS: Record<CostKind, readonly Filter[]> = {
  failed: [STATUS_ERROR],
  aborted: [{ dimension: "status", operator: "=", values: ["aborted"] }],
  retry: [
    { dimension: "status", operator: "=", values: ["ok"] },
    { dimension: "attempt", operator: "=", values: ["retry"] },
  ],
  fallback: [
    { dimension: "status", operator: "=", values: ["ok"] },
    { dimension: "attempt", operator: "=", values: ["fallback"] },
  ],
}

/** The calls of one column of the failure ledger. */
export function costHref(view: View, kind: CostKind): string {
  return eventsHref(COSTS[kind].reduce(withFilter, view))
}
