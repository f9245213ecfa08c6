import { addUnits, localDate, zonedStart } from "@/lib/time"
import { randomOf } from "./random"

/** Northwind's reporting zone. */
export const ZONE = "Europe/Berlin"

/** One local day: its instants and its place in the calendar. */
export interface LocalDay {
  /** `2026-11-19` */
  date: string
  startMs: number
  /** 23, 24 or 25 hours. */
  lengthMs: number
  /** 1 = Monday … 7 = Sunday. */
  weekday: number
  dayOfMonth: number
  /** Whole and broken months since the start of 2026: what growth depends on. */
  months: number
}

/** The last `count` local days, oldest first, today included. */
export function lastDays(now: Date, count: number): LocalDay[] {
  const today = zonedStart(now, "day", ZONE)
  return Array.from({ length: count }, (_, index) => {
    const start = addUnits(today, "day", index - count + 1, ZONE)
    return localDay(start)
  })
}

/** The local day that begins at `start`. */
export function localDay(start: Date): LocalDay {
  const date = localDate(start, ZONE)
  const noon = new Date(`${date}T12:00:00Z`)
  return {
    date,
    startMs: start.getTime(),
    lengthMs: addUnits(start, "day", 1, ZONE).getTime() - start.getTime(),
    weekday: ((noon.getUTCDay() + 6) % 7) + 1,
    dayOfMonth: noon.getUTCDate(),
    months: (noon.getUTCFullYear() - 2026) * 12 + noon.getUTCMonth() + (noon.getUTCDate() - 1) / 31,
  }
}

/** How a workload's calls spread over the hours of a day and the days of a week. */
export interface Rhythm {
  /** Twenty-four weights, local hours. */
  hours: readonly number[]
  /** Against a plain weekday. */
  saturday: number
  sunday: number
}

export const RHYTHMS = {
  office: {
    hours: [1, 1, 1, 1, 1, 2, 6, 22, 58, 86, 98, 92, 64, 80, 96, 94, 82, 58, 30, 16, 10, 7, 4, 2],
    saturday: 0.14,
    sunday: 0.11,
  },
  support: {
    hours: [6, 4, 4, 4, 5, 9, 22, 50, 84, 98, 96, 90, 78, 84, 90, 88, 80, 66, 46, 36, 28, 20, 14, 9],
    saturday: 0.46,
    sunday: 0.34,
  },
  shop: {
    hours: [22, 12, 7, 5, 5, 8, 18, 34, 46, 54, 60, 64, 70, 66, 60, 60, 66, 76, 88, 98, 100, 92, 70, 42],
    saturday: 0.92,
    sunday: 1.02,
  },
  nightly: {
    hours: [40, 96, 100, 92, 70, 30, 10, 6, 8, 8, 8, 8, 6, 6, 8, 8, 8, 6, 4, 4, 4, 6, 10, 20],
    saturday: 0.6,
    sunday: 0.3,
  },
} as const satisfies Record<string, Rhythm>
export type RhythmName = keyof typeof RHYTHMS

/** Germany's fixed-date holidays, on which offices rest as on a Sunday. */
const HOLIDAYS = new Set(["01-01", "05-01", "10-03", "12-25", "12-26"])

/** A rhythm's volume on a day against its plain weekday, with some of the day's own noise. */
export function dayFactor(rhythm: RhythmName, day: LocalDay): number {
  const { saturday, sunday } = RHYTHMS[rhythm]
  const noise = 0.94 + 0.12 * randomOf("day", rhythm, day.date).next()
  if (day.weekday === 7 || HOLIDAYS.has(day.date.slice(5))) return sunday * noise
  if (day.weekday === 6) return saturday * noise
  // Mondays start late, Fridays end early.
  return noise * (day.weekday === 1 ? 0.97 : day.weekday === 5 ? 0.9 : 1)
}
