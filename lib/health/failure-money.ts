import "server-only"
import type { Scope } from "@/lib/auth/scope"
import type { Pico } from "@/lib/money"
import { outcomes } from "./outcomes"
import { askedOf, type HealthWindow } from "./window"

/** What was billed for calls that gave nothing. */
export interface FailureSums {
  failedCalls: number
  failedPico: Pico
  abortedCalls: number
  abortedPico: Pico
  /** Of both, calls without a known price: they are in no amount. */
  unpriced: number
}

export interface FailureMoney {
  /** Null is Unattributed. */
  value: string | null
  sums: FailureSums
}

const noSums = (): FailureSums => ({
  ...{ failedCalls: 0, failedPico: 0n, abortedCalls: 0, abortedPico: 0n, unpriced: 0 },
})

/** Money on attempts that failed or were broken off, by provider or feature; the rows sum to the total exactly. */
export async function failureMoney(
  scope: Scope,
  window: HealthWindow,
  by: "provider" | "feature",
): Promise<{ rows: FailureMoney[]; total: FailureSums }> {
  const asked = await askedOf(scope, window, [by])
  const found = await outcomes(asked, by === "feature" ? { interval: null, also: by } : { interval: null })
  const byValue = new Map<string | null, FailureSums>()
  const total = noSums()
  for (const { status, provider, also, calls, billed_pico: billed, unpriced_calls: unpriced } of found) {
    if (status === "ok") continue
    const value = by === "provider" ? provider : also
    const own = byValue.get(value) ?? noSums()
    byValue.set(value, own)
    for (const sums of [own, total]) {
      if (status === "error") {
        sums.failedCalls += calls
        sums.failedPico += billed
      } else {
        sums.abortedCalls += calls
        sums.abortedPico += billed
      }
      sums.unpriced += unpriced
    }
  }
  const cost = ({ sums }: FailureMoney) => sums.failedPico + sums.abortedPico
  const rows = [...byValue].map(([value, sums]) => ({ value, sums }))
  return {
    rows: rows.sort(
      (a, b) =>
        Number(cost(b) > cost(a)) - Number(cost(b) < cost(a)) || b.sums.failedCalls - a.sums.failedCalls,
    ),
    total,
  }
}
