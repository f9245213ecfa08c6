import { addUnits, zonedStart } from "@/lib/time"
import type { Interval } from "./schema"

/** A part of a range and the table that answers it: whole buckets from a cube, the rest from charges. */
export interface Segment {
  from: "week" | "day" | "hour" | "charge"
  start: Date
  end: Date
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

/** Splits a stretch of less than a day, or a range asked for by the hour. */
function byHour(start: Date, end: Date, zone: string): Segment[] {
  const segments: Segment[] = []
  if (!hoursTile(start, end, zone)) {
    push(segments, "charge", start, end)
    return segments
  }
  const first = ceil(start, "hour", zone)
  const last = zonedStart(end, "hour", zone)
  if (first >= last) {
    push(segments, "charge", start, end)
    return segments
  }
  push(segments, "charge", start, first)
  push(segments, "hour", first, last)
  push(segments, "charge", last, end)
  return segments
}

/**
 * Cuts [from, to) into segments that cover it exactly once, oldest first: whole days from the day
 * cube, whole hours at the edges from the hour cube, and what is left from the charges themselves.
 */
export function segmentsOf(from: Date, to: Date, interval: Interval, zone: string): Segment[] {
  if (from >= to) return []
  if (interval === "hour") return byHour(from, to, zone)
  const first = ceil(from, "day", zone)
  const last = zonedStart(to, "day", zone)
  if (first >= last) return byHour(from, to, zone)
  const segments = from < first ? byHour(from, first, zone) : []
  push(segments, "day", first, last)
  return last < to ? [...segments, ...byHour(last, to, zone)] : segments
}

/**
 * The same for the users' cubes: days and whole weeks. Weeks serve where no bucket is smaller or straddles
 * them, so where one sum or weeks are asked for.
 */
export function userSegmentsOf(from: Date, to: Date, interval: Interval | null, zone: string): Segment[] {
  return segmentsOf(from, to, "day", zone).flatMap((segment): Segment[] => {
    if (segment.from === "hour") return [{ ...segment, from: "charge" }]
    if (segment.from !== "day" || (interval !== null && interval !== "week")) return [segment]
    const first = ceil(segment.start, "week", zone)
    const last = zonedStart(segment.end, "week", zone)
    if (first >= last) return [segment]
    const parts: Segment[] = []
    push(parts, "day", segment.start, first)
    push(parts, "week", first, last)
    push(parts, "day", last, segment.end)
    return parts
  })
}
