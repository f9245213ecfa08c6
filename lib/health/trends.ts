import { picoToString } from "@/lib/money"
import { addUnits, bucketStarts } from "@/lib/time"
import { isCostUnknown } from "./failed-cost"
import { type HealthParts, type HealthRow, totalsByBucket } from "./queries"

const HOUR_MS = 3_600_000
const LONGEST_BY_HOUR_MS = 48 * HOUR_MS
const LONGEST_BY_DAY_MS = 100 * 24 * HOUR_MS

export interface Trends {
  /** Decimal strings by bucket, the oldest first; null where a bucket does not tell. */
  availability: (string | null)[]
  calls: (string | null)[]
  /** Milliseconds. */
  p95: (string | null)[]
  /** Of the requests that failed. */
  rescued: (string | null)[]
  failedCost: (string | null)[]
  /** The last bucket is still running. */
  unfinished: boolean
}

/** Buckets that show the course of a window in the width of a figure. */
export function trendInterval({ from, to }: { from: Date; to: Date }): "hour" | "day" | "week" {
  const length = to.getTime() - from.getTime()
  if (length <= LONGEST_BY_HOUR_MS) return "hour"
  return length <= LONGEST_BY_DAY_MS ? "day" : "week"
}

/** The course of the headline figures. A bucket that begins before the window is left out: its sums would look low. */
export function trendsOf(
  parts: HealthParts,
  { from, to, zone, now }: { from: Date; to: Date; zone: string; now: Date },
): Trends {
  const interval = trendInterval({ from, to })
  const starts = bucketStarts(from, to, interval, zone).filter((start) => start >= from && start <= now)
  const totals = totalsByBucket(parts)
  const along = (of: (row: HealthRow) => string | null, none: string | null = null) =>
    starts.map((start) => {
      const row = totals.get(start.getTime())
      return row ? of(row) : none
    })
  const last = starts.at(-1)
  return {
    availability: along(({ availability }) => textOf(availability)),
    calls: along(({ tally }) => String(tally.calls), "0"),
    p95: along(({ latency }) => textOf(latency?.p95 ?? null)),
    rescued: along(({ fates }) => (fates.failed === 0 ? null : String(fates.rescued / fates.failed))),
    failedCost: along(({ tally }) => (isCostUnknown(tally) ? null : picoToString(tally.failedPico)), "0"),
    unfinished: last !== undefined && addUnits(last, interval, 1, zone) > now,
  }
}

function textOf(value: number | null): string | null {
  return value === null ? null : String(value)
}
