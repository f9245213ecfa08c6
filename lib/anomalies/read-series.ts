import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { noteCuboid } from "@/lib/rollups/cuboids"
import type { SpendRow } from "@/lib/spend/answer"
import { labelsOf } from "@/lib/spend/labels"
import { rowsOf } from "@/lib/spend/rows"
import { cuboidDimensions } from "@/lib/spend/statement"
import { bucketStarts, calendarApart, localFields } from "@/lib/time"
import type { SeriesHour } from "./baseline"
import { WATCHED, type Watched } from "./schema"

/** Values of a dimension that have a series of their own, the largest first. */
const MOST_VALUES = 20

/** The hours of the whole, or of one value of a dimension. */
export interface Series {
  dimension: Watched
  value: string | null
  hours: SeriesHour[]
  /** Calls without a price, by the hour's start. */
  unpriced: ReadonlyMap<number, bigint>
}

interface Span {
  zone: string
  from: Date
  to: Date
}

/** Every series that is watched, the whole first. Hours before a series' first spend are not known. */
export async function readSeries(scope: Scope, span: Span): Promise<Series[]> {
  const clock = bucketStarts(span.from, span.to, "hour", span.zone).map((start) => ({
    start,
    day: calendarApart(new Date(0), start, "day", span.zone),
    hour: localFields(start, span.zone).hour,
  }))
  const read = await Promise.all(WATCHED.map((dimension) => readDimension(scope, span, dimension)))
  return WATCHED.flatMap((dimension, at) => seriesOf(dimension, read[at] ?? [], clock))
}

async function readDimension(scope: Scope, span: Span, dimension: Watched): Promise<SpendRow[]> {
  const groupBy = dimension === "total" ? [] : [dimension]
  const labels = await labelsOf(scope, groupBy)
  const input = {
    ...{ orgId: scope.orgId, ...span, interval: "hour" as const, groupBy },
    ...{ filters: labels.conditions([]), kept: groupBy.length > 0 ? { first: MOST_VALUES } : null },
  }
  const cuboid = cuboidDimensions(input)
  if (cuboid) noteCuboid(scope.orgId, cuboid)
  return rowsOf(input, labels)
}

function seriesOf(
  dimension: Watched,
  rows: readonly SpendRow[],
  clock: readonly Omit<SeriesHour, "pico">[],
): Series[] {
  const byValue = new Map<string | null, Map<number, SpendRow["sums"]>>()
  for (const { key, bucket, sums, rest } of rows) {
    if (rest || !bucket) continue
    const value = key[0] ?? null
    const hours = byValue.get(value) ?? new Map()
    byValue.set(value, hours.set(bucket.getTime(), sums))
  }
  return [...byValue].map(([value, sums]) => {
    const first = Math.min(...[...sums].flatMap(([at, { billed_pico }]) => (billed_pico > 0n ? [at] : [])))
    return {
      dimension,
      value,
      hours: clock.map((at) => ({ ...at, pico: costOf(sums.get(at.start.getTime()), at.start, first) })),
      unpriced: new Map([...sums].map(([at, { unpriced_calls }]) => [at, unpriced_calls])),
    }
  })
}

function costOf(sums: SpendRow["sums"] | undefined, start: Date, first: number): bigint | null {
  if (start.getTime() < first) return null
  if (!sums) return 0n
  return sums.billed_pico === 0n && sums.unpriced_calls > 0n ? null : sums.billed_pico
}
