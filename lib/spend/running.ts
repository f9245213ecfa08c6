import { add, type Decimal, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import type { StackedBars } from "./series"

function climbing(): (amount: string) => string {
  let sum: Decimal = ZERO
  return (amount) => {
    sum = add(sum, parseDecimal(amount))
    return formatDecimal(sum)
  }
}

/**
 * The same figure with every bucket holding the sum up to its end, so that the last one that has begun is
 * the total. What is still to come stays empty; the compared period runs on to its own end.
 */
export function toRunning(model: StackedBars): StackedBars {
  const series = model.series.map(climbing)
  const total = climbing()
  const compared = climbing()
  const buckets = model.buckets.map((bucket) => {
    const under = bucket.compared && { ...bucket.compared, total: compared(bucket.compared.total) }
    if (bucket.state === "future") return { ...bucket, share: null, compared: under }
    return {
      ...bucket,
      values: bucket.values.map((value, at) => series[at]?.(value) ?? value),
      total: total(bucket.total),
      share: null,
      compared: under,
    }
  })
  return { ...model, buckets, runs: true }
}
