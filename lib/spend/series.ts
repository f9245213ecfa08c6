import { add, compare, type Decimal, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatTenths, shareTenths } from "@/lib/money-format"
import { addUnits, bucketStarts } from "@/lib/time"
import {
  bucketLabel,
  bucketTick,
  formatDay,
  formatMinutes,
  formatRange,
  monthName,
  weekdayShort,
} from "@/lib/time-format"
import { assignColours, type Colour } from "./colour"
import { isUnlisted, isUnpriced } from "./display"
import { dimensionWord, UNATTRIBUTED } from "./filter"
import { amountOf, currencyOf, formatAmount, METRIC, type Metric } from "./metric"
import type { Dimension, Interval, Measures, SpendAnswer } from "./schema"

export interface StackSeries {
  id: string
  name: string
  kind: "entity" | "other" | "unattributed"
  colour: Colour
  total: string
  /** None of its calls has a price, or a list price where that is drawn: its zeros are unknowns. */
  unpriced: boolean
  /** Where a pick of this series leads, if anywhere. */
  href: string | null
}

export interface StackBucket {
  start: string
  /** In full: `Thu 12 Nov`. */
  label: string
  /** On a narrow axis: `12`, `1 Nov`. */
  tick: string
  /** On a wide axis: `Thu 12`. */
  wideTick: string
  state: "done" | "unfinished" | "future"
  /** Decimal strings, one per series in stack order. */
  values: string[]
  /** By series: nothing is known of its cost here, so that a zero is none. */
  unknown: boolean[]
  total: string
  /** Tenths of a percent of the whole period; null when that is zero. */
  share: number | null
  compared: { label: string; total: string } | null
  href: string | null
}

/** Something that happened, at the bucket that holds its instant. */
export interface StackMarker {
  id: number
  index: number
  /** `12 Nov: checkout, version 2 went out.` */
  words: string
}

/** A stacked chart with everything decided: `components/charts` draws it and nothing more. */
export interface StackedBars {
  /** Of all amounts; null where they are counts. */
  currency: string | null
  interval: Interval
  /** Baseline first. */
  series: StackSeries[]
  buckets: StackBucket[]
  total: string
  /** Legend words, null where the figure has none. */
  comparedWords: string | null
  unfinishedWords: string | null
  /** One sentence that says the figure without looking. */
  summary: string
  /** The period in a tooltip's words: `of the month`. */
  periodWords: string
  /** Oldest first. */
  markers: StackMarker[]
  /** Buckets hold sums from the start on: they do not add up to `total`, the last one is it. */
  runs?: true
}

export interface StackedBarsOptions {
  dimension: Dimension
  /** Splits what happened from what has not yet. */
  now: Date
  /** Series with a colour of their own; the rest joins Other. */
  top?: number
  /** The buckets that lie under the chart's, position by position, and their totals. */
  compared?: {
    starts: readonly Date[]
    words: string
    points: readonly ({ bucket: string } & Measures)[]
  } | null
  /** What is stacked; one that adds up. */
  metric?: Metric
  seriesHref?: (value: string | null) => string
  bucketHref?: (start: Date, end: Date) => string
  /** What happened in the range, in any order. */
  happened?: readonly { id: number; time: string; entity: string | null; text: string }[]
}

const OTHER = "other"
const NONE = "unattributed"

interface Stack {
  id: string
  name: string
  kind: StackSeries["kind"]
  value: string | null
  total: Decimal
  unpriced: boolean
  byBucket: Map<number, Decimal>
  unknownAt: Set<number>
}

function accumulate(stack: Stack, bucket: number, amount: Decimal): void {
  stack.total = add(stack.total, amount)
  stack.byBucket.set(bucket, add(stack.byBucket.get(bucket) ?? ZERO, amount))
}

function emptyStack(id: string, name: string, kind: Stack["kind"], value: string | null): Stack {
  return { id, name, kind, value, total: ZERO, unpriced: false, byBucket: new Map(), unknownAt: new Set() }
}

/** One stack per value of `dimension`, plus the service's own remainder. */
function stacksOf(answer: SpendAnswer, dimension: Dimension, metric: Metric): Stack[] {
  const stacks = new Map<string, Stack>()
  for (const point of answer.series) {
    const value = point.key[dimension] ?? null
    const kind = point.other ? "other" : value === null ? "unattributed" : "entity"
    const id = kind === "entity" ? `=${value}` : kind === "other" ? OTHER : NONE
    const known = stacks.get(id)
    const stack = known ?? emptyStack(id, value ?? UNATTRIBUTED, kind, value)
    const unknown =
      METRIC[metric].kind === "money" && (isUnpriced(point) || (metric === "list" && isUnlisted(point)))
    stack.unpriced = unknown && (known?.unpriced ?? true)
    if (unknown) stack.unknownAt.add(Date.parse(point.bucket))
    stacks.set(id, stack)
    accumulate(stack, Date.parse(point.bucket), parseDecimal(amountOf(metric, point) ?? "0"))
  }
  return [...stacks.values()]
}

/** Largest first, then Other with what did not fit, then Unattributed on top. */
function inStackOrder(stacks: Stack[], top: number, hidden: number): Stack[] {
  const entities = stacks
    .filter((stack) => stack.kind === "entity")
    .sort((a, b) => compare(b.total, a.total) || (a.name < b.name ? -1 : 1))
  const rest = entities.slice(top)
  const given = stacks.find((stack) => stack.kind === "other")
  const other = emptyStack(OTHER, `Other (${hidden + rest.length})`, "other", null)
  for (const stack of given ? [...rest, given] : rest) {
    for (const [bucket, amount] of stack.byBucket) accumulate(other, bucket, amount)
    for (const bucket of stack.unknownAt) other.unknownAt.add(bucket)
  }
  const unattributed = stacks.filter((stack) => stack.kind === "unattributed")
  return [...entities.slice(0, top), ...(given || rest.length > 0 ? [other] : []), ...unattributed]
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce(add, ZERO)
}

/**
 * Prepares a stacked chart. Every bucket of the range is there, those without spend as zero, so that
 * columns sum to `total` and rows to each series' total, to the last digit.
 */
export function toStackedBars(answer: SpendAnswer, options: StackedBarsOptions): StackedBars {
  const { zone, interval } = answer
  const { dimension, now, top = 8, compared = null, metric = "billed" } = options
  const currency = currencyOf(metric, answer.currency)
  const starts = bucketStarts(new Date(answer.range.from), new Date(answer.range.to), interval, zone)
  const stacks = inStackOrder(stacksOf(answer, dimension, metric), top, answer.other?.count ?? 0)
  const colours = assignColours(stacks.filter((stack) => stack.kind === "entity").map((stack) => stack.name))
  const comparedTotals = new Map(
    compared?.points.map((point) => [Date.parse(point.bucket), amountOf(metric, point) ?? "0"]),
  )
  const buckets = starts.map((start, index): StackBucket => {
    const end = addUnits(start, interval, 1, zone)
    const values = stacks.map((stack) => stack.byBucket.get(start.getTime()) ?? ZERO)
    const under = compared?.starts[index]
    const tick = bucketTick(start, interval, zone, index === 0)
    return {
      start: start.toISOString(),
      label: bucketLabel(start, end, interval, zone),
      tick,
      wideTick: interval === "day" ? `${weekdayShort(start, zone)} ${tick}` : tick,
      state: end <= now ? "done" : start <= now ? "unfinished" : "future",
      values: values.map(formatDecimal),
      unknown: stacks.map((stack, at) => stack.unknownAt.has(start.getTime()) && values[at]?.digits === 0n),
      total: formatDecimal(sum(values)),
      share: null,
      compared:
        (under && {
          label: bucketLabel(under, addUnits(under, interval, 1, zone), interval, zone),
          total: comparedTotals.get(under.getTime()) ?? "0",
        }) ||
        null,
      href: options.bucketHref?.(start, end) ?? null,
    }
  })
  const shares = shareTenths(buckets.map((bucket) => bucket.total))
  for (const [index, bucket] of buckets.entries()) bucket.share = shares?.[index] ?? null
  const total = formatDecimal(sum(stacks.map((stack) => stack.total)))
  const series = stacks.map(
    ({ id, name, kind, value, unpriced, total: amount }): StackSeries => ({
      id,
      name,
      kind,
      colour: kind === "entity" ? (colours.get(name) ?? "other") : kind,
      total: formatDecimal(amount),
      unpriced,
      href: kind === "other" ? null : (options.seriesHref?.(value) ?? null),
    }),
  )
  const markers = markersOf(options.happened ?? [], starts, zone)
  const running = buckets.find((bucket) => bucket.state === "unfinished")
  const model = { currency, interval, series, buckets, total, markers }
  return {
    ...model,
    comparedWords: compared?.words ?? null,
    unfinishedWords: running ? unfinishedWords(new Date(running.start), now, interval, zone) : null,
    summary: summaryOf(
      model,
      `${METRIC[metric].words} per ${interval} by ${dimensionWord(dimension)}`,
      formatRange(new Date(answer.range.from), new Date(answer.range.to), zone),
    ),
    periodWords: isMonth(starts, zone) ? "of the month" : "of the period",
  }
}

type Happened = NonNullable<StackedBarsOptions["happened"]>

function markersOf(happened: Happened, starts: readonly Date[], zone: string): StackMarker[] {
  return happened
    .toSorted((a, b) => (a.time < b.time ? -1 : 1))
    .flatMap(({ id, time, entity, text }): StackMarker[] => {
      const at = new Date(time)
      const index = starts.findLastIndex((start) => start <= at)
      const words = `${formatDay(at, zone)}: ${entity === null ? "" : `${entity}, `}${text}`
      return index < 0 ? [] : [{ id, index, words }]
    })
}

function isMonth(starts: readonly Date[], zone: string): boolean {
  const [first, last] = [starts[0], starts.at(-1)]
  return Boolean(
    first &&
      last &&
      starts.length > 1 &&
      monthName(first, zone) === monthName(last, zone) &&
      formatDay(first, zone).startsWith("1 "),
  )
}

function unfinishedWords(start: Date, now: Date, interval: Interval, zone: string): string {
  const names: Record<Interval, string> = {
    hour: "This hour",
    day: "Today",
    week: "This week",
    month: monthName(start, zone),
  }
  const until = interval === "hour" || interval === "day" ? formatMinutes(now, zone) : formatDay(now, zone)
  return `${names[interval]}, until ${until}`
}

type Summarised = Pick<StackedBars, "currency" | "series" | "buckets" | "total">

function summaryOf(model: Summarised, subject: string, range: string): string {
  const { currency, series, buckets, total } = model
  const what = `${subject.charAt(0).toUpperCase()}${subject.slice(1)}, ${range}`
  const largest = series[0]
  if (!largest || parseDecimal(total).digits === 0n)
    return `${what}: ${currency === null ? "none" : "no spend"}.`
  const shares = shareTenths(series.map((each) => each.total))
  const share = shares?.[0] === undefined ? "" : ` (${formatTenths(shares[0])})`
  const peak = buckets.reduce((best, bucket) =>
    compare(parseDecimal(bucket.total), parseDecimal(best.total)) > 0 ? bucket : best,
  )
  return (
    `${what}: ${formatAmount(total, currency)} in all, most from ${largest.name}${share}; ` +
    `highest on ${peak.label} with ${formatAmount(peak.total, currency)}.`
  )
}
