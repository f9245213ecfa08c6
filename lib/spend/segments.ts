import { addUnits, zonedStart } from "@/lib/time"
import type { Interval } from "./schema"

/** A part of a range and the table that answers it: whole buckets from a cube, the rest from charges. */
export interface Segment {
  from: "week" | "day" | "hour" | "charge"
  start: Date
  end: Date
  /** Outside the range: charges that a bucket of a cube holds beside what is asked for, to be taken off. */
  less?: true
}

function ceil(instant: Date, unit: "hour" | "day" | "week", zone: string): Date {
  const start = zonedStart(instant, unit, zone)
  return start.getTime() === instant.getTime() ? start : addUnits(start, unit, 1, zone)
}

/** Hours stand on whole-hour offsets all through these instants, so hour buckets tile them. */
export function hoursTile(start: Date, end: Date, zone: string): boolean {
  const day = zonedStart(start, "day", zone)
  const next = addUnits(zonedStart(end, "day", zone), "day", 1, zone)
  return (next.getTime() - day.getTime()) % 3_600_000 === 0
}

function push(segments: Segment[], from: Segment["from"], start: Date, end: Date): void {
  if (start < end) segments.push({ from, start, end })
}

/** How long a stretch is that charges are known of. */
function msUntil(now: Date, start: Date, end: Date): number {
  return Math.max(0, Math.min(end.getTime(), now.getTime()) - start.getTime())
}

/**
 * A part of one bucket of a cube: its charges or, where fewer are to be expected outside the part, the bucket less
 * those. So a running bucket, outside of which nothing has happened yet, is read from the cube.
 */
function pushPart(
  segments: Segment[],
  cube: "day" | "hour",
  { start, end }: { start: Date; end: Date },
  { zone, now }: { zone: string; now: Date },
): void {
  if (start >= end) return
  const whole = { start: zonedStart(start, cube, zone), end: ceil(end, cube, zone) }
  const outside = msUntil(now, whole.start, start) + msUntil(now, end, whole.end)
  if (outside >= msUntil(now, start, end)) {
    push(segments, "charge", start, end)
    return
  }
  push(segments, cube, whole.start, whole.end)
  const around = [
    { start: whole.start, end: start },
    { start: end, end: whole.end },
  ]
  for (const part of around) if (part.start < part.end) segments.push({ from: "charge", ...part, less: true })
}

/** Splits a stretch of less than a day, or a range asked for by the hour. */
function byHour(start: Date, end: Date, zone: string, now: Date): Segment[] {
  const segments: Segment[] = []
  if (!hoursTile(start, end, zone)) {
    push(segments, "charge", start, end)
    return segments
  }
  const first = ceil(start, "hour", zone)
  const last = zonedStart(end, "hour", zone)
  if (first > last) {
    pushPart(segments, "hour", { start, end }, { zone, now })
    return segments
  }
  pushPart(segments, "hour", { start, end: first }, { zone, now })
  push(segments, "hour", first, last)
  pushPart(segments, "hour", { start: last, end }, { zone, now })
  return segments
}

/**
 * Cuts [from, to) into segments that sum to it exactly, oldest first: whole days from the day cube, whole hours at
 * the edges from the hour cube, and what is left from the charges themselves. Charges are taken to be known up to
 * `now`; that decides how much is read and changes no sum.
 */
export function segmentsOf(
  from: Date,
  to: Date,
  interval: Interval,
  zone: string,
  now = new Date(),
): Segment[] {
  if (from >= to) return []
  if (interval === "hour") return byHour(from, to, zone, now)
  const first = ceil(from, "day", zone)
  const last = zonedStart(to, "day", zone)
  if (first >= last) return byHour(from, to, zone, now)
  const segments = from < first ? byHour(from, first, zone, now) : []
  push(segments, "day", first, last)
  return last < to ? [...segments, ...byHour(last, to, zone, now)] : segments
}

/**
 * The same for the users' cubes: days and whole weeks. Weeks serve where no bucket is smaller or straddles
 * them, so where one sum or weeks are asked for.
 */
export function userSegmentsOf(
  from: Date,
  to: Date,
  interval: Interval | null,
  zone: string,
  now = new Date(),
): Segment[] {
  const segments: Segment[] = []
  if (from >= to) return segments
  const first = ceil(from, "day", zone)
  const last = zonedStart(to, "day", zone)
  if (first > last) {
    pushPart(segments, "day", { start: from, end: to }, { zone, now })
    return segments
  }
  pushPart(segments, "day", { start: from, end: first }, { zone, now })
  pushDays(segments, first, last, zone, interval === null || interval === "week")
  pushPart(segments, "day", { start: last, end: to }, { zone, now })
  return segments
}

function pushDays(segments: Segment[], start: Date, end: Date, zone: string, byWeek: boolean): void {
  const first = ceil(start, "week", zone)
  const last = zonedStart(end, "week", zone)
  if (!byWeek || first >= last) {
    push(segments, "day", start, end)
    return
  }
  push(segments, "day", start, first)
  push(segments, "week", first, last)
  push(segments, "day", last, end)
}
