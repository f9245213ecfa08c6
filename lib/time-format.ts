import { localFields, type TimeUnit } from "./time"

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const
const HOUR = 3_600_000
const NO_BREAK = "\u00a0"

function two(value: number): string {
  return String(value).padStart(2, "0")
}

/** January to December. */
export function monthNames(): readonly string[] {
  return MONTHS
}

/** `November`, the calendar month of an instant. */
export function monthName(instant: Date, zone: string): string {
  return MONTHS[localFields(instant, zone).month - 1] ?? ""
}

/** `Nov`. */
export function monthShort(instant: Date, zone: string): string {
  return monthName(instant, zone).slice(0, 3)
}

/** `19 Nov`. */
export function formatDay(instant: Date, zone: string): string {
  return `${localFields(instant, zone).day} ${monthShort(instant, zone)}`
}

/** `19 Nov 2026`. */
export function formatDate(instant: Date, zone: string): string {
  return `${formatDay(instant, zone)} ${localFields(instant, zone).year}`
}

/** `Thu 12 Nov`. */
export function formatWeekday(instant: Date, zone: string): string {
  return `${weekdayShort(instant, zone)} ${formatDay(instant, zone)}`
}

/** `Thu`. */
export function weekdayShort(instant: Date, zone: string): string {
  return WEEKDAYS[localFields(instant, zone).weekday - 1] ?? ""
}

/** `10:24`. */
export function formatMinutes(instant: Date, zone: string): string {
  const { hour, minute } = localFields(instant, zone)
  return `${two(hour)}:${two(minute)}`
}

/** `10:24:31`. */
export function formatClock(instant: Date, zone: string): string {
  return `${formatMinutes(instant, zone)}:${two(localFields(instant, zone).second)}`
}

const zoneNames = new Map<string, Intl.DateTimeFormat[]>()

/** `CET`, `EST`, or `UTC+5:45` where the zone's name has no short form. */
export function zoneShort(instant: Date, zone: string): string {
  let formats = zoneNames.get(zone)
  if (!formats) {
    // Each English knows the short names of its own part of the world.
    formats = ["en-GB", "en-US", "en-AU"].map(
      (locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "short" }),
    )
    zoneNames.set(zone, formats)
  }
  const names = formats.map(
    (format) => format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "",
  )
  const named = names.find((name) => name !== "" && !/[+\-\u2212]/.test(name))
  return named ?? (names[0] ?? "").replace("GMT", "UTC")
}

/** `18 Nov 2026, 16:41:08 CET`. */
export function formatInstant(instant: Date, zone: string): string {
  return `${formatDate(instant, zone)}, ${formatClock(instant, zone)} ${zoneShort(instant, zone)}`
}

function isMidnight(instant: Date, zone: string): boolean {
  const { hour, minute, second } = localFields(instant, zone)
  return hour === 0 && minute === 0 && second === 0
}

/**
 * A half-open range as people say it: `1–19 Nov`, `28 Oct – 3 Nov`, `19 Nov`, `18 Nov 14:00–16:00`;
 * years stand where the range crosses one, or `withYear`.
 */
export function formatRange(from: Date, to: Date, zone: string, withYear = false): string {
  if (!isMidnight(from, zone) || !isMidnight(to, zone)) {
    const sameDay = formatDate(from, zone) === formatDate(new Date(to.getTime() - 1), zone)
    const end = sameDay ? formatMinutes(to, zone) : `${formatDay(to, zone)} ${formatMinutes(to, zone)}`
    return `${formatDay(from, zone)} ${formatMinutes(from, zone)}${sameDay ? "–" : " – "}${end}`
  }
  const last = new Date(to.getTime() - 1)
  const a = localFields(from, zone)
  const b = localFields(last, zone)
  if (a.year !== b.year) return `${formatDate(from, zone)} – ${formatDate(last, zone)}`
  const end = withYear ? formatDate(last, zone) : formatDay(last, zone)
  if (a.month !== b.month) return `${formatDay(from, zone)} – ${end}`
  return a.day === b.day ? end : `${a.day}–${end}`
}

/** A bucket in full: `Thu 12 Nov`, `12 Nov 14:00`, `9–15 Nov`, `November 2026`. */
export function bucketLabel(start: Date, end: Date, unit: TimeUnit, zone: string): string {
  switch (unit) {
    case "hour":
      return `${formatDay(start, zone)} ${formatMinutes(start, zone)}`
    case "day":
      return formatWeekday(start, zone)
    case "month":
      return `${monthName(start, zone)} ${localFields(start, zone).year}`
    case "year":
      return String(localFields(start, zone).year)
    default:
      return formatRange(start, end, zone)
  }
}

/** A bucket on an axis: the month is said where it begins, and on the `first` tick. */
export function bucketTick(start: Date, unit: TimeUnit, zone: string, first: boolean): string {
  const { day, month, year, hour } = localFields(start, zone)
  if (unit === "hour") return hour === 0 || first ? `${formatDay(start, zone)}` : formatMinutes(start, zone)
  if (unit === "day") return day === 1 || first ? formatDay(start, zone) : String(day)
  if (unit === "month" || unit === "quarter") {
    const short = monthShort(start, zone)
    return month === 1 || first ? `${short} ${year}` : short
  }
  return unit === "year" ? String(year) : formatDay(start, zone)
}

/** `850 ms`, `9.4 s`, `26 min`, `26 hours`, `3 days`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)}${NO_BREAK}ms`
  if (milliseconds < 99_950) return `${(milliseconds / 1_000).toFixed(1)}${NO_BREAK}s`
  if (milliseconds < 99 * 60_000) return `${Math.round(milliseconds / 60_000)}${NO_BREAK}min`
  if (milliseconds < 48 * HOUR) return `${Math.round(milliseconds / HOUR)} hours`
  return `${Math.round(milliseconds / (24 * HOUR))} days`
}

/** How far behind figures are, as the freshness says it: `0.8 s`, `26 min`. */
export function formatLag(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${(milliseconds / 1_000).toFixed(1)}${NO_BREAK}s`
    : formatDuration(milliseconds)
}
