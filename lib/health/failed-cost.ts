import { formatCount } from "@/lib/money-format"

/** Money on failed attempts, and how many of them are in no amount for want of a price. */
interface FailedCost {
  failedPico: bigint
  failedUnpriced: number | null
}

/** Whether nothing is known of what failed attempts cost, which is not that they cost nothing. */
export function isCostUnknown({ failedPico, failedUnpriced }: FailedCost): boolean {
  return failedPico === 0n && (failedUnpriced ?? 0) > 0
}

/** `$0.41`, `3 unpriced, $0.41`, or `3 unpriced` alone. */
export function failedCostText(cost: FailedCost, amount: string): string {
  const unpriced = cost.failedUnpriced ?? 0
  if (unpriced === 0) return amount
  const said = `${formatCount(unpriced)} unpriced`
  return isCostUnknown(cost) ? said : `${said}, ${amount}`
}

/** The same as a sentence of what is going on. */
export function failedCostWords(cost: FailedCost, amount: string): string {
  const unpriced = cost.failedUnpriced ?? 0
  const rest = unpriced === 0 ? "" : `, ${formatCount(unpriced)} of them unpriced`
  return isCostUnknown(cost)
    ? `What failed attempts have cost is not known${rest}.`
    : `Failed attempts have cost ${amount} so far${rest}.`
}
