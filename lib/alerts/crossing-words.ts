import type { AlertMessage } from "@/lib/delivery/message"
import { picoToString } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import { dimensionLabel } from "@/lib/spend/filter"
import { formatRange } from "@/lib/time-format"
import type { Crossing } from "./crossings"
import { entityName } from "./entity"
import { shortened } from "./shortened"

/** What an alert says, before it has a number. */
export type Said = Pick<AlertMessage, "title" | "sentence" | "facts" | "severity">

interface Reporting {
  currency: string
  zone: string
}

/** A crossing in words. */
export function crossingWords(crossing: Crossing, { currency, zone }: Reporting): Said {
  const { budget, period, entity, measure, threshold, spent, limit, outlook } = crossing
  const money = (pico: bigint) => formatMoney(picoToString(pico), currency)
  const who = entityName(entity)
  const named = who === null ? budget.name : `${budget.name}, ${who}`
  const days = formatRange(period.from, period.to, zone, true)
  const reached = measure === "actual" ? `${threshold}% spent` : `forecast to reach ${threshold}%`
  const sentence =
    outlook === null
      ? `${money(spent)} of ${money(limit)} is spent in ${days}.`
      : `${days} is forecast to end at ${money(outlook.middle)}, the limit is ${money(limit)}. ${money(spent)} is spent.`
  return {
    title: shortened(`${shortened(named, 160)}: ${reached}`, 200),
    sentence,
    facts: [
      { name: "Budget", value: budget.name },
      ...(who === null
        ? []
        : [{ name: budget.each === null ? "Of" : dimensionLabel(budget.each), value: shortened(who, 400) }]),
      { name: "Period", value: days },
      { name: "Spent", value: money(spent) },
      { name: "Limit", value: money(limit) },
      ...(outlook === null
        ? []
        : [{ name: "Forecast", value: `${money(outlook.low)} to ${money(outlook.high)} at the end` }]),
    ],
    severity: measure === "actual" && threshold >= 100 ? "critical" : "warning",
  }
}
