import { AppError } from "@/lib/errors"
import {
  addUnits,
  bucketStarts,
  calendarApart,
  localDate,
  localFields,
  parseLocalOrInstant,
  RANGE_PRESETS,
  type RangePreset,
  rangeOf,
  type TimeRange,
  type TimeUnit,
  zonedStart,
} from "@/lib/time"
import { formatMinutes, formatRange, monthName, monthShort } from "@/lib/time-format"
import { INTERVALS, type Interval, type SpendQuery } from "./schema"
import { type Compare, customCompare, type RangeChoice, type View } from "./url"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MAX_HOURLY_MS = 14 * DAY + 2 * HOUR
/** Bars of a chart at most. */
const MOST_BARS = 400
/** The years that the ledger can speak of. */
const YEARS = { first: 2000, last: 2100 } as const

/** One end of a range as somebody wrote it. Throws `invalid` and names the field. */
export function parseEnd(field: "from" | "to", text: string, zone: string): Date {
  const refused = (sentence: string, cause?: unknown) =>
    new AppError("invalid", sentence, { cause, errors: [{ pointer: field, detail: sentence }] })
  const year = Number(text.slice(0, 4))
  if (year < YEARS.first || year > YEARS.last) {
    throw refused(`${field} must lie in the years ${YEARS.first} to ${YEARS.last}.`)
  }
  try {
    return parseLocalOrInstant(text, zone)
  } catch (error) {
    throw error instanceof AppError && error.code === "invalid"
      ? refused(`${field}: ${error.message}`, error)
      : error
  }
}

/**
 * The instants of a choice at `now`; quarters and years begin by the month `fiscalStart`. Throws `invalid`
 * when a custom range is unreadable or empty.
 */
export function resolveRange(choice: RangeChoice, now: Date, zone: string, fiscalStart = 1): TimeRange {
  if (choice.kind === "preset") return rangeOf(choice.preset, now, zone, fiscalStart)
  const from = parseEnd("from", choice.from, zone)
  const to = parseEnd("to", choice.to, zone)
  if (from >= to) throw new AppError("invalid", "The range ends before it begins.")
  return { from, to, unfinished: to > now }
}

/** The finest interval that stays readable: hours to two days, days to three months, weeks to a year. */
export function autoInterval({ from, to }: Pick<TimeRange, "from" | "to">): Interval {
  const days = (to.getTime() - from.getTime()) / DAY
  if (days <= 2.1) return "hour"
  if (days <= 93) return "day"
  return days <= 200 ? "week" : "month"
}

/** Hours for a fortnight, days and weeks to 400 at most: more bars than that say nothing. */
export function allowedInterval(interval: Interval | null, range: Pick<TimeRange, "from" | "to">): Interval {
  const length = range.to.getTime() - range.from.getTime()
  const most: Record<Interval, number> = {
    hour: MAX_HOURLY_MS,
    day: MOST_BARS * DAY,
    week: MOST_BARS * 7 * DAY,
    month: Number.POSITIVE_INFINITY,
  }
  return interval !== null && length <= most[interval] ? interval : autoInterval(range)
}

/** The intervals that a range has room for. */
export function allowedIntervals(range: Pick<TimeRange, "from" | "to">): Interval[] {
  return INTERVALS.filter((interval) => allowedInterval(interval, range) === interval)
}

const STEP: Record<RangePreset, readonly [TimeUnit, number]> = {
  mtd: ["month", 1],
  last_month: ["month", 1],
  qtd: ["quarter", 1],
  ytd: ["year", 1],
  "12m": ["month", 12],
  today: ["day", 1],
  yesterday: ["day", 1],
  "7d": ["day", 7],
  "30d": ["day", 30],
  last_quarter: ["quarter", 1],
  "1h": ["hour", 1],
  "6h": ["hour", 6],
  "24h": ["hour", 24],
}

function isStart(instant: Date, unit: TimeUnit, zone: string): boolean {
  return zonedStart(instant, unit, zone).getTime() === instant.getTime()
}

/** How far one period is: calendar months where the range is whole months, else days, else hours. */
function stepOf(choice: RangeChoice, { from, to }: TimeRange, zone: string): readonly [TimeUnit, number] {
  if (choice.kind === "preset") return STEP[choice.preset]
  if (isStart(from, "month", zone) && isStart(to, "month", zone)) {
    return ["month", calendarApart(from, to, "month", zone)]
  }
  if (isStart(from, "day", zone) && isStart(to, "day", zone)) {
    return ["day", calendarApart(from, to, "day", zone)]
  }
  return ["hour", Math.max(1, Math.ceil((to.getTime() - from.getTime()) / HOUR))]
}

/** Hours by the time that passes, so that minutes stay as they are; all else by the calendar. */
function stepped(instant: Date, unit: TimeUnit, n: number, zone: string): Date {
  return unit === "hour" ? new Date(instant.getTime() + n * HOUR) : addUnits(instant, unit, n, zone)
}

/** An end one or more months back keeps its day; past the shorter month's end it is that end. */
function shifted(instant: Date, unit: TimeUnit, n: number, zone: string): Date {
  const moved = stepped(instant, unit, n, zone)
  const overflows =
    unit !== "day" && unit !== "hour" && localFields(moved, zone).day !== localFields(instant, zone).day
  return overflows ? addUnits(zonedStart(moved, "month", zone), "month", 1, zone) : moved
}

/**
 * The period to compare with. A running range compares the same elapsed part: at 10:24 on the 19th,
 * month to date compares with the 1st to the 19th at 10:24 of the month before.
 */
export function comparisonRange(
  choice: RangeChoice,
  range: TimeRange,
  compare: Compare,
  now: Date,
  zone: string,
): { from: Date; to: Date } | null {
  if (compare === "none") return null
  const custom = customCompare(compare)
  if (custom) {
    const from = parseEnd("from", custom.from, zone)
    const to = parseEnd("to", custom.to, zone)
    return from < to ? { from, to } : null
  }
  const [unit, n] = isCalendar(compare) ? ([compare, 1] as const) : stepOf(choice, range, zone)
  const end = range.unfinished && now > range.from ? now : range.to
  // A day that the shorter month lacks is compared with that month's last.
  const from = stepped(range.from, unit, -n, zone)
  const withinADay = zonedStart(range.from, "day", zone).getTime() === zonedStart(end, "day", zone).getTime()
  const to = withinADay ? stepped(end, unit, -n, zone) : shifted(end, unit, -n, zone)
  return { from, to: unit === "month" && compare === "previous" && to > range.from ? range.from : to }
}

function isCalendar(compare: Compare): compare is "month" | "year" {
  return compare === "month" || compare === "year"
}

export interface ComparedBuckets {
  /** For each bucket of the range, the start of the bucket it lies over. */
  starts: Date[]
  /** What to ask for so that every start is answered. */
  from: Date
  to: Date
  by: "weekday" | "position"
}

/**
 * Lays a comparison under a chart: days by weekday (1 Nov 2026, a Sunday, lies on 4 Oct), all else by
 * position in the period.
 */
export function comparedBuckets(
  range: Pick<TimeRange, "from" | "to">,
  comparison: { from: Date },
  interval: Interval,
  zone: string,
): ComparedBuckets {
  const buckets = bucketStarts(range.from, range.to, interval, zone)
  const apart = Math.round((range.from.getTime() - comparison.from.getTime()) / DAY)
  const weeks = Math.round(apart / 7)
  const byWeekday = interval === "day" && buckets.length >= 7 && weeks > 0
  const starts: Date[] = []
  let next = zonedStart(comparison.from, interval, zone)
  for (const bucket of buckets) {
    starts.push(byWeekday ? addUnits(bucket, "day", -7 * weeks, zone) : next)
    next = addUnits(next, interval, 1, zone)
  }
  const last = starts.at(-1) ?? next
  return {
    starts,
    from: starts[0] ?? next,
    to: addUnits(last, interval, 1, zone),
    by: byWeekday ? "weekday" : "position",
  }
}

/** The query that a view stands for. `limit` groups, the rest summed as Other. */
export function toSpendQuery(
  view: View,
  now: Date,
  zone: string,
  limit: number,
  fiscalStart = 1,
): SpendQuery {
  const range = resolveRange(view.range, now, zone, fiscalStart)
  const { from, to } = range
  return {
    from,
    to,
    interval: allowedInterval(view.interval, { from, to }),
    groupBy: view.groupBy,
    filters: view.filters,
    limit,
    comparison: comparisonRange(view.range, range, view.compare, now, zone),
    users: view.metric === "per_user",
  }
}

/** One period later or earlier; a range that a preset would give at `now` becomes that preset. */
export function shiftRange(
  choice: RangeChoice,
  direction: 1 | -1,
  now: Date,
  zone: string,
  fiscalStart = 1,
): RangeChoice {
  const range = resolveRange(choice, now, zone, fiscalStart)
  const [unit, n] = stepOf(choice, range, zone)
  const from = stepped(range.from, unit, direction * n, zone)
  // A running month becomes the whole of its neighbour.
  const whole = choice.kind === "preset" && unit !== "hour" && unit !== "day"
  const to = whole ? addUnits(from, unit, n, zone) : stepped(range.to, unit, direction * n, zone)
  const preset = RANGE_PRESETS.find((name) => {
    const candidate = rangeOf(name, now, zone, fiscalStart)
    const reaches =
      candidate.to.getTime() === to.getTime() || (candidate.unfinished && whole && to > candidate.to)
    return candidate.from.getTime() === from.getTime() && reaches
  })
  return preset ? { kind: "preset", preset } : customRange(from, to, zone)
}

/** Local dates where the range is whole days, instants otherwise. */
export function customRange(from: Date, to: Date, zone: string): RangeChoice {
  const days = isStart(from, "day", zone) && isStart(to, "day", zone)
  const text = (instant: Date) => (days ? localDate(instant, zone) : instant.toISOString())
  return { kind: "custom", from: text(from), to: text(to) }
}

export const PRESET_WORDS: Record<RangePreset, string> = {
  mtd: "month to date",
  last_month: "last month",
  qtd: "quarter to date",
  ytd: "year to date",
  "12m": "12 months",
  today: "today",
  yesterday: "yesterday",
  "7d": "7 days",
  "30d": "30 days",
  last_quarter: "last quarter",
  "1h": "this hour",
  "6h": "6 hours",
  "24h": "24 hours",
}

/** `1–19 Nov, month to date`. */
export function rangeWords(choice: RangeChoice, range: TimeRange, zone: string): string {
  const dates = formatRange(range.from, range.to, zone)
  return choice.kind === "preset" ? `${dates}, ${PRESET_WORDS[choice.preset]}` : dates
}

/** What a comparison is called in the bar: `same days of Oct`, `12–18 Nov`, `same days of 2025`, `off`. */
export function compareWords(
  choice: RangeChoice,
  comparison: { from: Date; to: Date } | null,
  compare: Compare,
  zone: string,
  now: Date,
): string {
  if (!comparison) return "off"
  const { from } = comparison
  const running = choice.kind === "preset" && choice.preset === "mtd" && customCompare(compare) === null
  if (compare === "year") return `same days of ${localFields(from, zone).year}`
  if (compare === "month" || running) return `same days of ${monthShort(from, zone)}`
  return comparisonWords(comparison, zone, now)
}

/**
 * `1–19 Oct until 10:24`, `1–19 Nov 2025`: the end of a day is not said, a time within one is, and the
 * year where it is not that of `now`.
 */
export function comparisonWords({ from, to }: { from: Date; to: Date }, zone: string, now: Date): string {
  const withYear = localFields(from, zone).year !== localFields(now, zone).year
  if (!isStart(from, "day", zone) || isStart(to, "day", zone)) return formatRange(from, to, zone, withYear)
  const dayEnd = addUnits(zonedStart(to, "day", zone), "day", 1, zone)
  return `${formatRange(from, dayEnd, zone, withYear)} until ${formatMinutes(to, zone)}`
}

/** What the dashed line of a chart is called: `October, same weekday`, `6–12 Nov`. */
export function comparedWords(
  { from, to, by }: ComparedBuckets,
  comparison: { from: Date },
  zone: string,
  now: Date,
): string {
  const { year, day } = localFields(comparison.from, zone)
  const otherYear = year !== localFields(now, zone).year
  if (by === "position") return formatRange(from, to, zone, otherYear)
  const month = `${monthName(comparison.from, zone)}${otherYear ? ` ${year}` : ""}`
  return `${day === 1 ? month : formatRange(from, to, zone, otherYear)}, same weekday`
}
