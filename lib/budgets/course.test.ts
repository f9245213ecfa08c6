import fc from "fast-check"
import { expect, test } from "vitest"
import { parseDecimal, toPico } from "@/lib/money"
import { bucketStarts, zonedStart } from "@/lib/time"
import { courseFrom, courseOf } from "./course"
import { periodAt } from "./periods"

const DOLLAR = 1_000_000_000_000n
const zone = fc.constantFrom("Europe/Berlin", "Asia/Kathmandu", "America/New_York", "UTC")
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }).map((ms) => new Date(ms))
const pico = (text: string | null | undefined) => (text == null ? null : toPico(parseDecimal(text)))

/** A budget of some unit in which some days cost something, known or not. */
const course = fc
  .record({
    zone,
    now: instant,
    unit: fc.constantFrom("day", "week", "month", "quarter"),
    dollars: fc.array(fc.option(fc.integer({ min: 0, max: 900 })), { minLength: 30, maxLength: 60 }),
    limit: fc.integer({ min: 1, max: 20_000 }),
  })
  .map(({ zone, now, unit, dollars, limit }) => {
    const period = periodAt({ period: unit, fiscal: null }, now, zone, 1)
    const bucket = unit === "day" ? ("hour" as const) : ("day" as const)
    const from = bucket === "hour" ? period.from : courseFrom(period, now, zone)
    const starts = bucketStarts(from, now, bucket, zone)
    const costs = new Map(
      starts.map((start, at) => {
        const each = dollars[at % dollars.length]
        return [start.getTime(), each === null || each === undefined ? null : BigInt(each) * DOLLAR]
      }),
    )
    const spent = starts
      .filter((start) => start >= period.from)
      .reduce((sum, start) => sum + (costs.get(start.getTime()) ?? 0n), 0n)
    const input = {
      ...{ bucket, period, now, zone, spent, costs, thresholds: [50, 100], forecastThresholds: [100] },
      limitAt: () => BigInt(limit) * DOLLAR,
    }
    return { input, limit: BigInt(limit) * DOLLAR, made: courseOf(input) }
  })

test("buckets tile the period, spend never falls, and ends at what is spent", () => {
  fc.assert(
    fc.property(course, ({ input, made }) => {
      const { points } = made
      expect(points[0]?.start).toBe(input.period.from.toISOString())
      expect(points.at(-1)?.end).toBe(input.period.to.toISOString())
      points.slice(1).forEach((point, at) => {
        expect(point.start).toBe(points[at]?.end)
      })
      const past = points.flatMap(({ spent }) => pico(spent) ?? [])
      past.slice(1).forEach((sum, at) => {
        expect(sum >= (past[at] ?? 0n)).toBe(true)
      })
      expect(past.at(-1)).toBe(input.spent)
      expect(pico(points.at(-1)?.straight_line)).toBe(input.limitAt())
    }),
  )
})

test("it is over since a bucket exactly where spend has reached the limit, and crosses only where it has not", () => {
  fc.assert(
    fc.property(course, ({ input, limit, made }) => {
      const { over_since, crosses_at, points, thresholds, forecast } = made
      expect(over_since !== null).toBe(input.spent >= limit)
      if (over_since !== null) {
        expect(crosses_at).toBeNull()
        const first = points.find(({ spent }) => (pico(spent) ?? 0n) >= limit)
        expect(over_since).toBe(first?.start)
      }
      const end = pico(forecast?.end.middle)
      if (end != null) {
        expect(end >= input.spent).toBe(true)
        if (over_since === null) expect(crosses_at !== null).toBe(end >= limit)
        expect(thresholds.find(({ on }) => on === "forecast")?.reached).toBe(end >= limit)
      }
      for (const { on, percent, reached, at } of thresholds) {
        if (on === "actual") expect(reached).toBe(input.spent * 100n >= limit * BigInt(percent))
        if (reached && on === "actual") expect(at).not.toBeNull()
      }
    }),
  )
})

test("a limit that was lifted meanwhile takes a crossing back, and one that falls again is crossed then", () => {
  const period = periodAt({ period: "month", fiscal: null }, new Date("2026-11-20T12:00:00Z"), "UTC", 1)
  const starts = bucketStarts(period.from, new Date("2026-11-20T00:00:00Z"), "day", "UTC")
  const costs = new Map(starts.map((start) => [start.getTime(), 10n * DOLLAR]))
  const now = new Date("2026-11-20T00:00:00Z")
  const lifted = new Date("2026-11-25T00:00:00Z")
  const made = courseOf({
    ...{ bucket: "day", period, now, zone: "UTC", spent: 190n * DOLLAR, costs },
    ...{ thresholds: [100], forecastThresholds: [] },
    limitAt: (at) => (at >= new Date("2026-11-18T00:00:00Z") && at < lifted ? 1_000n : 150n) * DOLLAR,
  })
  expect(made.over_since).toBeNull()
  expect(made.crosses_at).toBe(zonedStart(lifted, "day", "UTC").toISOString())
})

test("what is said of the period's end stands against the limit that holds then, whatever holds now", () => {
  const dollars = fc.integer({ min: 1, max: 20_000 }).map((each) => BigInt(each) * DOLLAR)
  fc.assert(
    fc.property(course, dollars, dollars, ({ input }, now, later) => {
      const ends = new Date(input.now.getTime() + 1)
      fc.pre(ends < input.period.to)
      const made = courseOf({ ...input, limitAt: (at) => (at < ends ? now : later) })
      expect(pico(made.limit_at_end)).toBe(later)
      expect(pico(made.points.at(-1)?.straight_line)).toBe(later)
      const end = pico(made.forecast?.end.middle)
      if (end == null) return
      expect(made.thresholds.find(({ on }) => on === "forecast")?.reached).toBe(end >= later)
      if (end >= later) expect(made.over_since ?? made.crosses_at).not.toBeNull()
    }),
  )
})
