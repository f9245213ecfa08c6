import fc from "fast-check"
import { expect, test } from "vitest"
import { seeded } from "@/bench/traffic"
import {
  addCounts,
  addHistogram,
  ERROR_BOUND,
  type Histogram,
  latencyBucket,
  percentileMs,
  percentilesOf,
} from "./histogram"

const SHARES = [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1]

function histogramOf(values: Iterable<number>): Histogram {
  const histogram: Histogram = new Map()
  for (const ms of values) {
    const bucket = latencyBucket(ms)
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + 1)
  }
  return histogram
}

const exact = (sorted: ArrayLike<number>, share: number) =>
  sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0

test("percentiles over a million latencies stay within the stated bound", () => {
  const random = seeded(20_261_129)
  const million = new Int32Array(1_000_000)
  // From a millisecond to an hour, as many in each decade, with a hump where answers are.
  for (let i = 0; i < million.length; i += 1) {
    million[i] = Math.round(i % 2 === 0 ? 3_600_000 ** random() : 400 + 4_000 * random() ** 3)
  }
  const histogram = histogramOf(million)
  million.sort()
  for (const share of SHARES) {
    const found = percentileMs(histogram, share) ?? 0
    const wanted = exact(million, share)
    expect(Math.abs(found - wanted) / wanted, `p${share * 100}`).toBeLessThanOrEqual(ERROR_BOUND + 1e-9)
  }
})

const latencies = fc.array(fc.integer({ min: 1, max: 2_000_000_000 }), { minLength: 1, maxLength: 200 })

test("merged histograms are the histogram of all", () => {
  fc.assert(
    fc.property(fc.array(latencies, { minLength: 1, maxLength: 8 }), (hours) => {
      const merged: Histogram = new Map()
      for (const hour of hours) addHistogram(merged, histogramOf(hour))
      const whole = histogramOf(hours.flat())
      expect(new Map([...merged].sort())).toEqual(new Map([...whole].sort()))
      const sorted = Int32Array.from(hours.flat()).sort()
      for (const share of SHARES) {
        const wanted = exact(sorted, share)
        expect(Math.abs((percentileMs(merged, share) ?? 0) - wanted)).toBeLessThanOrEqual(
          wanted * (ERROR_BOUND + 1e-9),
        )
      }
    }),
  )
})

test("lists as the database writes them are added up, negative counts too", () => {
  const into: Histogram = new Map([[3, 1]])
  addCounts(into, "{3,17,1024}", "{4,-20,900000000}")
  addCounts(into, "{17}", "{20}")
  addCounts(into, "{}", "{}")
  addCounts(into, "", "")
  expect([...into]).toEqual([
    [3, 5],
    [1024, 900_000_000],
  ])
})

test("what is added and taken back leaves nothing", () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const histogram = histogramOf(values)
      addHistogram(histogram, new Map([...histogram].map(([bucket, n]) => [bucket, -n])))
      expect(histogram.size).toBe(0)
      expect(percentileMs(histogram, 0.5)).toBeNull()
    }),
  )
})

test("percentiles of fewer than twenty calls are not told, their number is", () => {
  const nineteen = Array.from({ length: 19 }, (_, i) => 100 + i)
  expect(percentilesOf(histogramOf(nineteen))).toEqual({ n: 19, p50: null, p95: null, p99: null })
  expect(percentilesOf(histogramOf([...nineteen, 500])).p99).toBeCloseTo(500, -1.2)
})
