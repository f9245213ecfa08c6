import "server-only"
import type { Scope } from "@/lib/auth/scope"
import type { Pico } from "@/lib/money"
import { type Outcome, outcomes } from "./outcomes"
import { askedOf, type HealthWindow } from "./window"

/** What went into calls that gave nothing, and into answers that took another attempt. No call is in two of them. */
export const COST_KINDS = ["failed", "aborted", "retry", "fallback"] as const
export type CostKind = (typeof COST_KINDS)[number]

export interface CostSums {
  calls: number
  billedPico: Pico
  /** Calls without a known price: they are in no amount. */
  unpriced: number
}
export type FailureSums = Record<CostKind, CostSums>

export interface FailureMoney {
  /** Null is Unattributed. */
  value: string | null
  sums: FailureSums
}

function noSums(): FailureSums {
  const none = (): CostSums => ({ calls: 0, billedPico: 0n, unpriced: 0 })
  return { failed: none(), aborted: none(), retry: none(), fallback: none() }
}

/** Null for first attempts that were answered. */
function kindOf({ status, attempt }: Outcome): CostKind | null {
  if (status !== "ok") return status === "error" ? "failed" : "aborted"
  return attempt === "retry" || attempt === "fallback" ? attempt : null
}

export function wholeOf(sums: FailureSums): Pico {
  return COST_KINDS.reduce((whole, kind) => whole + sums[kind].billedPico, 0n)
}

/** Money on failures by provider or feature, the dearest first; the rows sum to the total exactly. */
export async function failureMoney(
  scope: Scope,
  window: HealthWindow,
  by: "provider" | "feature",
): Promise<{ rows: FailureMoney[]; total: FailureSums }> {
  const asked = await askedOf(scope, window, [by])
  const found = await outcomes(asked, by === "feature" ? { interval: null, also: by } : { interval: null })
  const byValue = new Map<string | null, FailureSums>()
  const total = noSums()
  for (const outcome of found) {
    const kind = kindOf(outcome)
    if (kind === null) continue
    const value = by === "provider" ? outcome.provider : outcome.also
    const own = byValue.get(value) ?? noSums()
    byValue.set(value, own)
    for (const sums of [own[kind], total[kind]]) {
      sums.calls += outcome.calls
      sums.billedPico += outcome.billed_pico
      sums.unpriced += outcome.unpriced_calls
    }
  }
  const rows = [...byValue].map(([value, sums]) => ({ value, sums, whole: wholeOf(sums) }))
  return {
    rows: rows
      .sort(
        (a, b) =>
          Number(b.whole > a.whole) - Number(b.whole < a.whole) || b.sums.failed.calls - a.sums.failed.calls,
      )
      .map(({ value, sums }) => ({ value, sums })),
    total,
  }
}
