import { parseDecimal } from "@/lib/money"
import { centParts, UNKNOWN } from "@/lib/money-format"
import { formatAmount } from "@/lib/spend/metric"
import type { StackedBars } from "@/lib/spend/series"

/**
 * The totals of a legend in the order of its series: money in cents that add up to the total as it is printed,
 * an amount of less than a cent in full, a dash where nothing is known.
 */
export function legendAmounts({
  series,
  total,
  currency,
}: Pick<StackedBars, "series" | "total" | "currency">): string[] {
  const amounts = series.map((each) => each.total)
  const parts = currency === null ? amounts : centParts(amounts, total)
  return series.map(({ unpriced, total: exact }, at) => {
    const part = parts[at] ?? exact
    return unpriced ? UNKNOWN : formatAmount(parseDecimal(part).digits === 0n ? exact : part, currency)
  })
}
