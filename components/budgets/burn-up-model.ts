import type { BudgetCourse } from "@/lib/budgets/course-schema"
import { compare, parseDecimal } from "@/lib/money"
import { formatMoney, formatMoneyWhole } from "@/lib/money-format"
import { bucketLabel, bucketTick, formatDay, formatMinutes, weekdayShort } from "@/lib/time-format"

export interface BurnUpBucket {
  start: string
  label: string
  tick: string
  wideTick: string
  /** Of the period up to the bucket's end, printed. */
  spent: string | null
  forecast: string | null
  interval: string | null
  line: string | null
  limit: string | null
}

/** For pixels: decimal strings become numbers here and nowhere else, never for text. */
export interface BurnUpPlotRow {
  /** In buckets from the period's start. */
  x: number
  /** The bucket that is told of here. */
  at: number
  spent: number | null
  middle: number | null
  band: [number, number] | null
  line: number | null
  limit: number | null
}

export interface BurnUpModel {
  currency: string
  buckets: BurnUpBucket[]
  rows: BurnUpPlotRow[]
  /** Where the thresholds below the limit lie, and what they are called. */
  marks: { value: number; label: string }[]
  limitLabel: string | null
  forecastLabel: string | null
  /** Where the limit is or will be reached. */
  crossing: { x: number; y: number; label: string; past: boolean } | null
  summary: string
}

/** `27 Nov`; of an hour `14:00`. */
export function momentWords({ bucket, zone }: Pick<BudgetCourse, "bucket" | "zone">, at: string): string {
  const instant = new Date(at)
  return bucket === "hour" ? formatMinutes(instant, zone) : formatDay(instant, zone)
}

const number = (amount: string | null | undefined) => (amount == null ? null : Number(amount))

/** From nothing at the period's start, through what is spent now, to the end of each bucket. */
function plotRows({ points, as_of }: BudgetCourse): BurnUpPlotRow[] {
  const running = points.findLastIndex(({ spent }) => spent !== null)
  const first = number(points[0]?.limit)
  const start = {
    x: 0,
    at: 0,
    spent: 0,
    middle: null,
    band: null,
    line: first === null ? null : 0,
    limit: first,
  }
  return [
    start,
    ...points.flatMap((point, at): BurnUpPlotRow[] => {
      const { forecast: band, straight_line } = point
      const [spent, limit, line] = [number(point.spent), number(point.limit), number(straight_line)]
      const end = {
        ...{ x: at + 1, at, spent: null, line, limit },
        middle: number(band?.middle),
        band: band && ([Number(band.low), Number(band.high)] as [number, number]),
      }
      if (at > running) return [end]
      if (at < running) return [{ ...end, spent, middle: null, band: null }]
      const [from, to] = [Date.parse(point.start), Date.parse(point.end)]
      const now = { ...end, x: at + (Date.parse(as_of) - from) / (to - from), line: null, spent }
      return [{ ...now, middle: spent, band: spent === null || !band ? null : [spent, spent] }, end]
    }),
  ]
}

/** Where the line of what is spent, or of the forecast, meets the limit. */
function meeting(rows: readonly BurnUpPlotRow[], past: boolean): { x: number; y: number } | null {
  const value = (row: BurnUpPlotRow | undefined) => (past ? row?.spent : row?.middle) ?? null
  const isThere = (row: BurnUpPlotRow) => {
    const own = value(row)
    return own !== null && row.limit !== null && own >= row.limit
  }
  const last = past ? rows.findLastIndex((row) => row.spent !== null && !isThere(row)) + 1 : -1
  const at = past ? last : rows.findIndex(isThere)
  const [row, before] = [rows[at], rows[at - 1]]
  const [now, then] = [value(row), value(before)]
  if (!row || row.limit === null || now === null) return null
  const share = !before || then === null || now <= then ? 1 : (row.limit - then) / (now - then)
  return { x: before ? before.x + (row.x - before.x) * Math.min(1, Math.max(0, share)) : row.x, y: row.limit }
}

function crossingOf(course: BudgetCourse, rows: readonly BurnUpPlotRow[]): BurnUpModel["crossing"] {
  const at = course.over_since ?? course.crosses_at
  const past = course.over_since !== null
  const place = at === null ? null : meeting(rows, past)
  if (at === null || !place) return null
  const word = past ? "over since" : course.bucket === "hour" ? "crosses at" : "crosses on"
  return { ...place, past, label: `${word} ${momentWords(course, at)}` }
}

const ROUND_FROM = parseDecimal("100")

/** Whole units where they say enough. */
export function roundMoney(amount: string, currency: string): string {
  const isLarge = compare(parseDecimal(amount.replace("-", "")), ROUND_FROM) >= 0
  return isLarge ? formatMoneyWhole(amount, currency) : formatMoney(amount, currency)
}

function summaryOf(name: string, course: BudgetCourse, crossing: BurnUpModel["crossing"]): string {
  const { currency, points, forecast } = course
  const spent = points.findLast((point) => point.spent !== null)?.spent ?? "0"
  const limit = points.at(-1)?.limit ?? null
  const said = [
    `${name}: ${formatMoney(spent, currency)} spent`,
    limit === null ? "limit not known" : `limit ${formatMoney(limit, currency)}`,
    ...(forecast ? [`forecast ${roundMoney(forecast.end.middle, currency)}`] : []),
    ...(crossing ? [crossing.label] : []),
  ]
  return `${said.join(", ")}.`
}

/** The course of a budget as its chart and its table print it. */
export function toBurnUp(name: string, course: BudgetCourse): BurnUpModel {
  const { currency, points, zone, bucket, forecast, thresholds } = course
  const rows = plotRows(course)
  const crossing = crossingOf(course, rows)
  const limit = points.at(-1)?.limit ?? null
  const money = (amount: string | null) => (amount === null ? null : formatMoney(amount, currency))
  const whole = (amount: string) => roundMoney(amount, currency)
  return {
    currency,
    buckets: points.map((point, at) => {
      const [start, end] = [new Date(point.start), new Date(point.end)]
      return {
        start: point.start,
        label: bucketLabel(start, end, bucket, zone),
        tick: bucketTick(start, bucket, zone, at === 0),
        wideTick: bucket === "day" ? weekdayShort(start, zone) : bucketTick(start, bucket, zone, at === 0),
        spent: money(point.spent),
        forecast: point.forecast && whole(point.forecast.middle),
        interval: point.forecast && `${whole(point.forecast.low)} to ${whole(point.forecast.high)}`,
        line: money(point.straight_line),
        limit: money(point.limit),
      }
    }),
    rows,
    marks: thresholds
      .filter(({ on, percent }) => on === "actual" && percent < 100 && limit !== null)
      .map(({ percent }) => ({ value: (Number(limit) * percent) / 100, label: `${percent}%` })),
    limitLabel: limit && `Limit ${whole(limit)}`,
    forecastLabel: forecast && `Forecast ${whole(forecast.end.middle)}`,
    crossing,
    summary: summaryOf(name, course, crossing),
  }
}
