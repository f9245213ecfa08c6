import {
  changeTenths,
  formatMoney,
  formatMoneyColumn,
  formatTenths,
  shareTenths,
  UNKNOWN,
} from "@/lib/money-format"
import { deltaOf, isUnpriced } from "./display"
import { type EntityDimension, eventsHref, narrowed } from "./drill"
import type { Headline } from "./headline"
import { amountOf, perPricedCall } from "./metric"
import type { Dimension, Filter, Measures, SpendAnswer } from "./schema"
import type { View } from "./url"

/** The view narrowed to one value; what the address filters by stays. */
export function entityView(view: View, dimension: EntityDimension, value: string | null, groupBy: Dimension) {
  return { ...narrowed(view, dimension, value), groupBy: [groupBy] }
}

const USES: readonly Dimension[] = [
  "model",
  "provider",
  "route",
  "feature",
  "agent",
  "user",
  "team",
  "api_key",
]

/** What an entity is told apart by: first the chart's dimension, then the tables' in their order. */
export function usesOf(dimension: EntityDimension): { chart: Dimension; tables: Dimension[] } {
  const others = USES.filter((each) => each !== dimension)
  const chart = dimension === "model" ? "feature" : "model"
  return { chart, tables: others.filter((each) => each !== chart) }
}

type Unit = { label: string; of: (sums: Measures) => string | null }

const UNITS: readonly Unit[] = [
  { label: "Per request", of: (sums) => amountOf("per_request", sums) },
  { label: "Per call", of: perPricedCall },
  { label: "Per 1,000 tokens", of: (sums) => amountOf("per_thousand_tokens", sums) },
]

/** Unit costs against the period compared with; what has no price has none. */
export function unitCosts({ total, compare, currency }: SpendAnswer): Headline[] {
  return UNITS.map(({ label, of }) => {
    const cost = isUnpriced(total) ? null : of(total)
    const was = compare && !isUnpriced(compare.total) ? of(compare.total) : null
    const [value = UNKNOWN, before = UNKNOWN] = [cost, was].map(
      (each) => formatMoneyColumn([each], currency)[0],
    )
    const known = cost !== null && was !== null
    return {
      label,
      value,
      small: "",
      delta: known && changeTenths(cost, was) !== null ? deltaOf(cost, was).words : null,
      after: null,
      against: known ? `was ${before}` : null,
      trend: [],
    }
  })
}

export const FAILED: Filter = { dimension: "status", operator: "=", values: ["error", "aborted"] }

export interface FailureRow {
  name: string
  calls: number
  billedText: string
  /** Tenths of a percent of the failed calls. */
  share: number | null
  href: string
}

/** Failed calls by class, most first, and what was billed for them all the same. */
export function toFailureRows(answer: SpendAnswer, view: View): FailureRow[] {
  const groups = [...answer.groups].sort((a, b) => b.calls - a.calls)
  const shares = shareTenths(groups.map(({ calls }) => String(calls)))
  const failed = { ...view, filters: [...view.filters, FAILED] }
  return groups.map((group, at) => {
    const value = group.key.error_class ?? null
    return {
      name: value?.replaceAll("_", " ") ?? "no class",
      calls: group.calls,
      billedText: isUnpriced(group) ? UNKNOWN : formatMoney(group.billed, answer.currency),
      share: shares?.[at] ?? null,
      href: eventsHref(narrowed(failed, "error_class", value)),
    }
  })
}

/** `12 of 1,204 calls failed (1.0%), $0.42 was billed for them.` */
export function failureSentence(failed: Measures, whole: Measures, currency: string): string {
  if (failed.calls === 0) return "No call failed."
  const share = shareTenths([String(failed.calls), String(Math.max(0, whole.calls - failed.calls))])?.[0]
  const percent = share === undefined ? "" : ` (${formatTenths(share)})`
  const count = (calls: number) => calls.toLocaleString("en-US")
  const billed = isUnpriced(failed)
    ? "what they cost is not known"
    : `${formatMoney(failed.billed, currency)} was billed for them`
  return `${count(failed.calls)} of ${count(whole.calls)} ${whole.calls === 1 ? "call" : "calls"} failed${percent}; ${billed}.`
}
