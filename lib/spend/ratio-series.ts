import { compare, parseDecimal } from "@/lib/money"
import { addUnits, bucketStarts } from "@/lib/time"
import { bucketLabel, bucketTick, formatRange, weekdayShort } from "@/lib/time-format"
import { assignColours } from "./colour"
import { isUnpriced } from "./display"
import { dimensionWord, UNATTRIBUTED } from "./filter"
import { amountOf, currencyOf, formatAmount, METRIC, type Metric } from "./metric"
import type { Dimension, Measures, SpendAnswer } from "./schema"
import type { StackBucket, StackSeries } from "./series"
import { addMeasures } from "./top"

export interface RatioSeries extends Pick<StackSeries, "id" | "name" | "kind" | "colour" | "href"> {
  /** Over the whole range; null without anything to divide by. */
  total: string | null
}

export interface RatioBucket
  extends Pick<StackBucket, "start" | "label" | "tick" | "wideTick" | "state" | "href"> {
  /** One per series; null where a bucket has nothing to divide or no price: a gap, not a zero. */
  values: (string | null)[]
  total: string | null
}

/** Quotients over time: they do not stack, so each series is a line and the whole is one of its own. */
export interface RatioLines {
  currency: string | null
  interval: SpendAnswer["interval"]
  /** Largest spend first. */
  series: RatioSeries[]
  buckets: RatioBucket[]
  total: string | null
  summary: string
}

export interface RatioOptions {
  dimension: Dimension
  metric: Metric
  now: Date
  /** Lines at most, beside the whole's. */
  top?: number
  seriesHref?: (value: string | null) => string
  bucketHref?: (start: Date, end: Date) => string
}

function totalsByBucket(answer: SpendAnswer): Map<number, Measures> {
  const totals = new Map<number, Measures>()
  for (const point of answer.series) {
    const bucket = Date.parse(point.bucket)
    const known = totals.get(bucket)
    totals.set(bucket, known ? addMeasures(known, point) : point)
  }
  for (const [bucket, users] of Object.entries(answer.bucket_users ?? {})) {
    const sums = totals.get(Date.parse(bucket))
    if (sums) totals.set(Date.parse(bucket), { ...sums, users })
  }
  return totals
}

/** Each quotient is taken of exact sums and rounded once. */
export function toRatioLines(answer: SpendAnswer, options: RatioOptions): RatioLines {
  const { zone, interval } = answer
  const { dimension, metric, now, top = 5 } = options
  const groups = answer.groups
    .toSorted((a, b) => compare(parseDecimal(b.billed), parseDecimal(a.billed)))
    .slice(0, top)
  const keyOf = (point: { key: SpendAnswer["groups"][number]["key"] }) => point.key[dimension] ?? null
  const colours = assignColours(groups.flatMap((group) => keyOf(group) ?? []))
  const cells = new Map<string, Measures>()
  for (const point of answer.series) {
    if (!point.other) cells.set(`${Date.parse(point.bucket)} ${keyOf(point) ?? ""}`, point)
  }
  const totals = totalsByBucket(answer)
  const amount = (sums: Measures | undefined) => (sums && !isUnpriced(sums) ? amountOf(metric, sums) : null)
  const starts = bucketStarts(new Date(answer.range.from), new Date(answer.range.to), interval, zone)
  const buckets = starts.map((start, index): RatioBucket => {
    const end = addUnits(start, interval, 1, zone)
    const tick = bucketTick(start, interval, zone, index === 0)
    return {
      start: start.toISOString(),
      label: bucketLabel(start, end, interval, zone),
      tick,
      wideTick: interval === "day" ? `${weekdayShort(start, zone)} ${tick}` : tick,
      state: end <= now ? "done" : start <= now ? "unfinished" : "future",
      values: groups.map((group) => amount(cells.get(`${start.getTime()} ${keyOf(group) ?? ""}`))),
      total: amount(totals.get(start.getTime())),
      href: options.bucketHref?.(start, end) ?? null,
    }
  })
  const currency = currencyOf(metric, answer.currency)
  const total = amount(answer.total)
  const range = formatRange(new Date(answer.range.from), new Date(answer.range.to), zone)
  const words = METRIC[metric].words
  return {
    currency,
    interval,
    series: groups.map((group) => {
      const value = keyOf(group)
      return {
        id: value === null ? "unattributed" : `=${value}`,
        name: value ?? UNATTRIBUTED,
        kind: value === null ? "unattributed" : "entity",
        colour: value === null ? "unattributed" : (colours.get(value) ?? "other"),
        total: amount(group),
        href: options.seriesHref?.(value) ?? null,
      }
    }),
    buckets,
    total,
    summary:
      `${words.charAt(0).toUpperCase()}${words.slice(1)} per ${interval} by ${dimensionWord(dimension)}, ` +
      `${range}: ${formatAmount(total, currency)} over all.`,
  }
}
