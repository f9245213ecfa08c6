import { tzOffset } from "@date-fns/tz/tzOffset"
import { AppError } from "./errors"

export const TIME_UNITS = ["hour", "day", "week", "month", "quarter", "year"] as const
export type TimeUnit = (typeof TIME_UNITS)[number]

export const RANGE_PRESETS = [
  "mtd",
  "today",
  "yesterday",
  "1h",
  "6h",
  "24h",
  "7d",
  "30d",
  "last_month",
  "qtd",
  "last_quarter",
  "ytd",
  "12m",
] as const
export type RangePreset = (typeof RANGE_PRESETS)[number]

/** Half-open instants on bucket boundaries; `unfinished` when `to` lies in the future. */
export interface TimeRange {
  from: Date
  to: Date
  unfinished: boolean
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A UTC day of a zone: one offset, or one change of offset at `changesAt`. */
interface ZoneDay {
  before: number
  after: number
  changesAt: number
}

/** Days kept over all zones, some fifty years: a sweep over centuries must not stay in memory. */
const MOST_DAYS = 20_000

const zones = new Map<string, Map<number, ZoneDay>>()
let keptDays = 0

function rawOffset(time: number, zone: string): number {
  const minutes = tzOffset(zone, new Date(time))
  if (Number.isNaN(minutes)) throw new AppError("invalid", `"${zone.slice(0, 60)}" is not a time zone.`)
  return Math.round(minutes * 60_000)
}

function keep(day: number, zone: string, found: ZoneDay): void {
  if (keptDays >= MOST_DAYS) {
    zones.clear()
    keptDays = 0
  }
  const days = zones.get(zone) ?? new Map<number, ZoneDay>()
  zones.set(zone, days.set(day, found))
  keptDays += 1
}

function zoneDay(day: number, zone: string): ZoneDay {
  let found = zones.get(zone)?.get(day)
  if (!found) {
    let low = day * DAY
    let high = low + DAY
    const before = rawOffset(low, zone)
    const after = rawOffset(high, zone)
    if (before === after) found = { before, after, changesAt: Number.POSITIVE_INFINITY }
    else {
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (rawOffset(middle, zone) === before) low = middle
        else high = middle
      }
      found = { before, after, changesAt: high }
    }
    keep(day, zone, found)
  }
  return found
}

function offsetAt(time: number, zone: string): number {
  const day = zoneDay(Math.floor(time / DAY), zone)
  return time < day.changesAt ? day.before : day.after
}

/** The instant in (`low`, `high`] at which the offset changes; the two must differ. */
function changeBetween(low: number, high: number, zone: string): number {
  for (let day = Math.floor(low / DAY); day <= Math.floor(high / DAY); day += 1) {
    const { changesAt } = zoneDay(day, zone)
    if (changesAt > low && changesAt <= high) return changesAt
  }
  return high
}

/** Local fields as if they were UTC, so that calendar arithmetic needs no zone. */
function wallOf(time: number, zone: string): number {
  return time + offsetAt(time, zone)
}

/** The first instant whose local time is `wall` or, where the clock skips it, later. */
function firstInstant(wall: number, zone: string): number {
  const low = wall - 14 * HOUR
  const high = wall + 12 * HOUR
  const before = offsetAt(low, zone)
  const after = offsetAt(high, zone)
  if (before === after) return wall - before
  if (offsetAt(wall - before, zone) === before) return wall - before
  if (offsetAt(wall - after, zone) === after) return wall - after
  return changeBetween(low, high, zone)
}

function wallStart(wall: number, unit: Exclude<TimeUnit, "hour">): number {
  const day = Math.floor(wall / DAY)
  if (unit === "day") return day * DAY
  if (unit === "week") return (day - ((((day + 3) % 7) + 7) % 7)) * DAY
  const date = new Date(wall)
  const month =
    unit === "month"
      ? date.getUTCMonth()
      : unit === "quarter"
        ? date.getUTCMonth() - (date.getUTCMonth() % 3)
        : 0
  return Date.UTC(date.getUTCFullYear(), month, 1)
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const

function wallAdd(wall: number, unit: Exclude<TimeUnit, "hour">, n: number): number {
  if (unit === "day" || unit === "week") return wall + n * (unit === "day" ? 1 : 7) * DAY
  const date = new Date(wall)
  const month = date.getUTCMonth() + n * MONTHS[unit]
  const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const start = Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last))
  return start + (wall - Math.floor(wall / DAY) * DAY)
}

/**
 * Start of the bucket that holds `instant`. Hours are cut at the zone's own full hours and at every
 * change of offset (Lord Howe's half-hour change gives two half hours), so that each local day is a
 * whole number of them. Weeks begin on Monday. A day without a midnight begins at its first instant.
 */
export function zonedStart(instant: Date, unit: TimeUnit, zone: string): Date {
  const time = instant.getTime()
  const wall = wallOf(time, zone)
  if (unit === "hour") {
    const start = time - (wall - Math.floor(wall / HOUR) * HOUR)
    return new Date(offsetAt(start, zone) === offsetAt(time, zone) ? start : changeBetween(start, time, zone))
  }
  const start = wallStart(wall, unit)
  // Where clocks go back over midnight, the second run of the old day's end belongs to the new day.
  const next = firstInstant(wallAdd(start, unit, 1), zone)
  return new Date(next <= time ? next : firstInstant(start, zone))
}

function nextHour(start: number, zone: string): number {
  const wall = wallOf(start, zone)
  const end = start + HOUR - (wall - Math.floor(wall / HOUR) * HOUR)
  return offsetAt(end, zone) === offsetAt(start, zone) ? end : changeBetween(start, end, zone)
}

/**
 * `n` units later by the zone's calendar, keeping the local time of day (the month's last day where
 * the day is missing). Hours step from bucket start to bucket start.
 */
export function addUnits(start: Date, unit: TimeUnit, n: number, zone: string): Date {
  let time = start.getTime()
  if (unit === "hour") {
    for (let step = 0; step < n; step += 1) time = nextHour(time, zone)
    for (let step = 0; step > n; step -= 1) time = zonedStart(new Date(time - 1), "hour", zone).getTime()
    return new Date(time)
  }
  // The first instant of a day counts as its midnight, also where the zone skipped that.
  const midnight = wallStart(wallOf(time, zone), "day")
  const wall = firstInstant(midnight, zone) === time ? midnight : wallOf(time, zone)
  const moved = firstInstant(wallAdd(wall, unit, n), zone)
  // A calendar day that the zone skipped (Apia, 30 December 2011) has no instant of its own.
  return n < 0 && moved >= time ? addUnits(start, unit, n - 1, zone) : new Date(moved)
}

/** Starts of all buckets that share an instant with [`from`, `to`), oldest first; the first may lie before `from`. */
export function bucketStarts(from: Date, to: Date, unit: TimeUnit, zone: string): Date[] {
  const starts: Date[] = []
  if (from >= to) return starts
  for (let start = zonedStart(from, unit, zone); start < to; start = addUnits(start, unit, 1, zone)) {
    starts.push(start)
  }
  return starts
}

/** Whether [`from`, `to`) touches more than `most` buckets, found without counting further than that. */
export function exceedsBuckets(from: Date, to: Date, unit: TimeUnit, zone: string, most: number): boolean {
  let count = 0
  for (let start = zonedStart(from, unit, zone); start < to; start = addUnits(start, unit, 1, zone)) {
    count += 1
    if (count > most) return true
  }
  return false
}

/** Dates, or months, of the zone's calendar from one instant to another. */
export function calendarApart(from: Date, to: Date, unit: "day" | "month", zone: string): number {
  const [a, b] = [wallOf(from.getTime(), zone), wallOf(to.getTime(), zone)]
  if (unit === "day") return Math.floor(b / DAY) - Math.floor(a / DAY)
  const [first, last] = [new Date(a), new Date(b)]
  const years = last.getUTCFullYear() - first.getUTCFullYear()
  return years * 12 + last.getUTCMonth() - first.getUTCMonth()
}

const DAYS_OF: Partial<Record<RangePreset, number>> = { today: 1, "7d": 7, "30d": 30 }

/** Start of the quarter or year that `instant` lies in, where the year begins with the month `fiscalStart` (1–12). */
export function fiscalPeriodStart(
  instant: Date,
  unit: "quarter" | "year",
  zone: string,
  fiscalStart: number,
): Date {
  const into = (localFields(instant, zone).month - fiscalStart + 12) % 12
  return addUnits(zonedStart(instant, "month", zone), "month", unit === "year" ? -into : -(into % 3), zone)
}

/**
 * The preset's range at `now`: running periods reach to the end of the current day (`24h`: hour). Quarters and
 * years are those of the fiscal year that begins with the month `fiscalStart` (1–12).
 */
export function rangeOf(preset: RangePreset, now: Date, zone: string, fiscalStart = 1): TimeRange {
  const today = zonedStart(now, "day", zone)
  const tomorrow = addUnits(today, "day", 1, zone)
  const running = (from: Date): TimeRange => ({ from, to: tomorrow, unfinished: true })
  const days = DAYS_OF[preset]
  if (days) return running(days === 1 ? today : addUnits(today, "day", 1 - days, zone))
  const month = zonedStart(now, "month", zone)
  switch (preset) {
    case "yesterday":
      return { from: addUnits(today, "day", -1, zone), to: today, unfinished: false }
    case "last_month":
      return { from: addUnits(month, "month", -1, zone), to: month, unfinished: false }
    case "qtd":
      return running(fiscalPeriodStart(now, "quarter", zone, fiscalStart))
    case "ytd":
      return running(fiscalPeriodStart(now, "year", zone, fiscalStart))
    case "12m":
      return running(addUnits(month, "month", -11, zone))
    case "last_quarter": {
      const quarter = fiscalPeriodStart(now, "quarter", zone, fiscalStart)
      return { from: addUnits(quarter, "quarter", -1, zone), to: quarter, unfinished: false }
    }
    case "1h":
    case "6h":
    case "24h": {
      const to = addUnits(zonedStart(now, "hour", zone), "hour", 1, zone)
      return { from: addUnits(to, "hour", -Number.parseInt(preset, 10), zone), to, unfinished: true }
    }
    default:
      return running(month)
  }
}

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?$/
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})$/

/**
 * `2026-11-19` and `2026-11-19T10:30` in the zone, or an RFC 3339 instant. A repeated local time is
 * its first occurrence, a skipped one the first instant after it. Throws `invalid` on anything else.
 */
export function parseLocalOrInstant(text: string, zone: string): Date {
  const refusal = () => new AppError("invalid", `"${text.slice(0, 40)}" is not a date or an RFC 3339 time.`)
  const local = LOCAL.exec(text)
  if (!local) {
    const instant = INSTANT.test(text) ? new Date(text.replace(" ", "T")) : null
    if (!instant || Number.isNaN(instant.getTime())) throw refusal()
    return instant
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = local
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, Number(`0.${local[7] ?? 0}`) * 1000)
  const date = new Date(wall)
  const exact =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  if (!exact) throw refusal()
  return new Date(firstInstant(wall, zone))
}

/** `2026-11-19`, the zone's calendar date of an instant. */
export function localDate(instant: Date, zone: string): string {
  return new Date(wallOf(instant.getTime(), zone)).toISOString().slice(0, 10)
}

export interface LocalFields {
  year: number
  /** 1–12 */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** 1 = Monday … 7 = Sunday */
  weekday: number
}

/** What the zone's calendar and clock show at an instant. */
export function localFields(instant: Date, zone: string): LocalFields {
  const wall = new Date(wallOf(instant.getTime(), zone))
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday: ((wall.getUTCDay() + 6) % 7) + 1,
  }
}
