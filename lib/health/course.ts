import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { type Percentiles, percentilesOf } from "@/lib/ledger/histogram"
import type { ErrorClass } from "@/lib/providers/schema"
import { noEnds } from "./ends"
import { type End, endOf } from "./fault"
import { addTiming, noTiming, timings } from "./latency"
import { type Outcome, outcomes } from "./outcomes"
import { type HealthKey, keyOf, keyText, type PathPart } from "./paths"
import { askedOf, type HealthWindow } from "./window"

/** How the calls of one key and bucket ended. */
export interface CoursePoint {
  bucket: Date
  key: HealthKey
  calls: number
  ends: Record<End, number>
  classes: Partial<Record<ErrorClass, number>>
}

/** Calls by bucket and key, the oldest first; buckets without calls are left out. */
export async function healthCourse(
  scope: Scope,
  { by, interval, ...window }: HealthWindow & { by: readonly PathPart[]; interval: "hour" | "day" },
): Promise<CoursePoint[]> {
  return courseOf(await outcomes(await askedOf(scope, window), { interval }), by)
}

/** Outcomes in buckets, by bucket and key. */
export function courseOf(ended: readonly Outcome[], by: readonly PathPart[]): CoursePoint[] {
  const points = new Map<string, CoursePoint>()
  for (const { bucket, calls, status, error_class: errorClass, ...path } of ended) {
    if (!bucket) continue
    const key = keyOf(path, by)
    const text = `${bucket.getTime()} ${keyText(key)}`
    const point = points.get(text) ?? { bucket, key, calls: 0, ends: noEnds(), classes: {} }
    point.calls += calls
    point.ends[endOf(status, errorClass)] += calls
    if (errorClass && status === "error") point.classes[errorClass] = (point.classes[errorClass] ?? 0) + calls
    points.set(text, point)
  }
  return [...points.values()].sort((a, b) => a.bucket.getTime() - b.bucket.getTime())
}

export interface LatencyPoint {
  bucket: Date
  latency: Percentiles
}

/** Percentiles of whole calls by bucket, all paths of the window together; null where they cannot be told. */
export async function latencyCourse(
  scope: Scope,
  { interval, ...window }: HealthWindow & { interval: "hour" | "day" },
): Promise<LatencyPoint[] | null> {
  const asked = await askedOf(scope, window)
  const timed = await timings(asked, interval)
  if (!timed) return null
  const merged = new Map<number, ReturnType<typeof noTiming>>()
  for (const { bucket, timing } of timed) {
    if (!bucket) continue
    const into = merged.get(bucket.getTime()) ?? noTiming()
    addTiming(into, timing)
    merged.set(bucket.getTime(), into)
  }
  return [...merged]
    .sort(([a], [b]) => a - b)
    .map(([at, timing]) => ({ bucket: new Date(at), latency: percentilesOf(timing.latency) }))
}
