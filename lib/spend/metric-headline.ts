import { formatDecimal, parseDecimal } from "@/lib/money"
import { UNKNOWN } from "@/lib/money-format"
import { deltaOf, isUnlisted, isUnpriced } from "./display"
import { amountOf, currencyOf, formatAmount, METRIC, type Metric } from "./metric"
import { comparisonWords } from "./range"
import type { Measures, SpendAnswer } from "./schema"

export interface MetricHeadline {
  value: string
  /** `up 12.5%, $4,898.21 more than 1–19 Oct until 10:24`; empty without a comparison. */
  change: string
}

/** The view's total in its metric, and how it moved. */
export function metricHeadline(answer: SpendAnswer, metric: Metric, now: Date): MetricHeadline {
  const currency = currencyOf(metric, answer.currency)
  const isMoney = METRIC[metric].kind === "money"
  const isUnknown = (sums: Measures) =>
    isMoney && (isUnpriced(sums) || (metric === "list" && isUnlisted(sums)))
  const total = isUnknown(answer.total) ? null : amountOf(metric, answer.total)
  const value = formatAmount(total, currency)
  const { compare } = answer
  if (!compare || total === null) return { value, change: "" }
  const period = { from: new Date(compare.range.from), to: new Date(compare.range.to) }
  const than = comparisonWords(period, answer.zone, now)
  const before = amountOf(metric, compare.total)
  if (before === null || compare.total.calls === 0) return { value, change: `nothing in ${than}` }
  if (isUnknown(compare.total)) return { value, change: `no price in ${than}` }
  const { words, difference } = deltaOf(total, before)
  const { digits, scale } = parseDecimal(difference)
  if (digits === 0n) return { value, change: `the same as ${than}` }
  const size = formatAmount(formatDecimal({ digits: digits < 0n ? -digits : digits, scale }), currency)
  return { value, change: `${words}, ${size} ${digits > 0n ? "more" : "less"} than ${than}` }
}

/** The same where the total leaves something out. */
export function atLeastHeadline(headline: MetricHeadline): MetricHeadline {
  return headline.value === UNKNOWN ? headline : { ...headline, value: `≥ ${headline.value}` }
}
