import type { SourceSummary, SourceTraffic } from "@/lib/sources/schema"

/** How what a source sends arrives; counts are of 7 days, rate and lag of 24 hours. */
export interface ArrivalLine {
  name: string
  perHour: number
  /** Milliseconds; null where nothing came in 24 hours. */
  p50: number | null
  p95: number | null
  duplicates: number
  rejected: number
  conflicts: number
  disagreeing: number
  suppressed: number
  overlapping: number
  /** Of the events taken those whose call another source reported too; null without any. */
  sharedTenths: number | null
}

function tenths(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 1_000) / whole)
}

/** A line for each source of which anything came in 7 days. Lags of several sources have no sum. */
export function toArrivalLines(
  sources: readonly Pick<SourceSummary, "id" | "name">[],
  traffic: readonly SourceTraffic[],
): { lines: ArrivalLine[]; total: ArrivalLine } {
  const names = new Map(sources.map(({ id, name }) => [id, name]))
  const known = traffic.filter(({ id }) => names.has(id))
  const lines = known.map(
    ({ id, accepted, shared, per_hour: perHour, lag_p50_ms: p50, lag_p95_ms: p95, ...counts }) => ({
      ...counts,
      ...{ name: names.get(id) ?? "", perHour, p50, p95, sharedTenths: tenths(shared, accepted) },
    }),
  )
  const sum = (pick: (line: SourceTraffic) => number) => known.reduce((all, line) => all + pick(line), 0)
  return {
    lines,
    total: {
      ...{ name: "Total", perHour: sum((line) => line.per_hour), p50: null, p95: null },
      duplicates: sum((line) => line.duplicates),
      rejected: sum((line) => line.rejected),
      conflicts: sum((line) => line.conflicts),
      disagreeing: sum((line) => line.disagreeing),
      suppressed: sum((line) => line.suppressed),
      overlapping: sum((line) => line.overlapping),
      sharedTenths: tenths(
        sum((line) => line.shared),
        sum((line) => line.accepted),
      ),
    },
  }
}
