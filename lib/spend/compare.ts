import { addUnits, type TimeUnit, zonedStart } from "@/lib/time"
import type { SpendQuery } from "./schema"

const UNITS: TimeUnit[] = ["year", "quarter", "month", "week", "day"]

/** The largest calendar unit whose start `from` is and inside whose length [from, to) lies. */
function unitOf(from: Date, to: Date, zone: string): TimeUnit | null {
  for (const unit of UNITS) {
    const starts = zonedStart(from, unit, zone).getTime() === from.getTime()
    const next = addUnits(from, unit, 1, zone)
    const previous = starts && addUnits(from, smallerOf(unit), 1, zone)
    if (starts && to <= next && previous && to > previous) return unit
  }
  return null
}

function smallerOf(unit: TimeUnit): TimeUnit {
  const at = UNITS.indexOf(unit)
  return UNITS[at + 1] ?? "hour"
}

/**
 * The range to compare [from, to) with: the same stretch of the previous period, month or year. Of an
 * unfinished range only what has elapsed by `now` is compared, so 1–19 Nov until 10:24 stands against
 * 1–19 Oct until 10:24. Null when nothing is compared.
 */
export function comparedRange(asked: SpendQuery, now: Date, zone: string): { from: Date; to: Date } | null {
  const { from, to, compare } = asked
  if (compare === "none") return null
  const end = now > from && now < to ? now : to
  const unit = compare === "previous" ? unitOf(from, to, zone) : compare
  if (unit) {
    const shiftedFrom = addUnits(from, unit, -1, zone)
    const shiftedEnd = addUnits(end, unit, -1, zone)
    return { from: shiftedFrom, to: new Date(Math.min(shiftedEnd.getTime(), from.getTime())) }
  }
  const days = Math.round((to.getTime() - from.getTime()) / 86_400_000)
  const isDays = zonedStart(from, "day", zone).getTime() === from.getTime()
  if (isDays && days >= 1) {
    return { from: addUnits(from, "day", -days, zone), to: addUnits(end, "day", -days, zone) }
  }
  const length = to.getTime() - from.getTime()
  return { from: new Date(from.getTime() - length), to: new Date(end.getTime() - length) }
}
