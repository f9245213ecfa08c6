import type { AlertMessage } from "@/lib/delivery/message"
import { formatCount } from "@/lib/money-format"

/** Why it is not known what was spent. */
export function unknownSpend(calls: number): string {
  return `What was spent is not known: ${formatCount(calls)} ${calls === 1 ? "call has" : "calls have"} no price.`
}

/** Says of a sum that it is not all. */
export function unpricedFact(calls: number): AlertMessage["facts"] {
  return calls === 0 ? [] : [{ name: "Calls without a price", value: formatCount(calls) }]
}
