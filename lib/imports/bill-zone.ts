import { addUnits, localDate, zonedStart } from "@/lib/time"

/** Instants in milliseconds; the end is no part of it. */
export interface Period {
  start: number
  end: number
}

const HOUR_MS = 3_600_000
/** A day is up to two hours longer or shorter where clocks change. */
const [SHORTEST, LONGEST] = [22 * HOUR_MS, 26 * HOUR_MS]
/** Of a file's days so many tell its zone. */
const MOST_TRIED = 40

const TEXT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i

/** An instant as files write it, of UTC where it names no offset; null where it is none. */
export function instantOf(text: string): number | null {
  const [, day, time = "00:00", seconds = ":00", offset = "Z"] = TEXT.exec(text.trim()) ?? []
  if (day === undefined) return null
  const zone = /^(?:z|utc)$/i.test(offset) ? "Z" : offset.replace(/(\d{2}):?(\d{2})$/, "$1:$2")
  const instant = Date.parse(`${day}T${time}${seconds.slice(0, 7)}${zone}`)
  const year = Number.isNaN(instant) ? 0 : new Date(instant).getUTCFullYear()
  return year > 1970 && year < 9_999 ? instant : null
}

export const isDayLong = ({ start, end }: Period) => end - start >= SHORTEST && end - start <= LONGEST

/** Whether the period is one day of the zone from its first to its last instant. */
export function isDayOf({ start, end }: Period, zone: string): boolean {
  const from = new Date(start)
  return zonedStart(from, "day", zone).getTime() === start && addUnits(from, "day", 1, zone).getTime() === end
}

const FIXED = Array.from({ length: 27 }, (_, at) => `Etc/GMT${at < 12 ? "+" : "-"}${Math.abs(12 - at)}`)
const WIDE = ["America/New_York", "America/Los_Angeles", "America/Chicago", "Europe/London", "Europe/Berlin"]

/** UTC first: what is a day of it and of a zone alike is told plainly. */
function candidates(own: string): string[] {
  return [...new Set(["UTC", own, ...FIXED, ...WIDE, ...Intl.supportedValuesOf("timeZone")])]
}

/**
 * The zone in which most rows of these periods are days: UTC, else `own`, else any whose days begin at the same instants.
 * UTC where none is.
 */
export function zoneOfDays(periods: readonly (Period & { rows: number })[], own: string): string {
  const every = Math.max(1, Math.ceil(periods.length / MOST_TRIED))
  const tried = periods.filter((_, at) => at % every === 0)
  let [best, least] = ["UTC", tried.reduce((sum, { rows }) => sum + rows, 0)]
  for (const zone of candidates(own)) {
    if (least === 0) break
    let misses = 0
    for (const period of tried) {
      if (!isDayOf(period, zone)) misses += period.rows
      if (misses >= least) break
    }
    if (misses < least) [best, least] = [zone, misses]
  }
  return best
}

export type PeriodDay = { day: string } | { detail: string }

/** The day of the zone that holds the whole period. Of one that is longer, or without an end, the day it begins on. */
export function dayOfPeriod({ start, end }: Period, zone: string, mustFit: boolean): PeriodDay {
  const day = localDate(new Date(start), zone)
  if (!mustFit || end <= start) return { day }
  if (end - start > LONGEST) return { detail: "It covers more than a day: export it by day." }
  if (
    localDate(new Date(end - 1), zone) === day &&
    (!isDayLong({ start, end }) || isDayOf({ start, end }, zone))
  )
    return { day }
  return {
    detail: `Its charge period lies in no day of ${zone}, in which the file counts: its hours cannot be compared.`,
  }
}
