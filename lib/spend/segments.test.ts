import fc from "fast-check"
import { expect, test } from "vitest"
import { zonedStart } from "@/lib/time"
import { segmentsOf, userSegmentsOf } from "./segments"

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
]

const ranges = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    start: fc.integer({ min: Date.parse("2025-01-01"), max: Date.parse("2027-01-01") }),
    minutes: fc.integer({ min: 1, max: 60 * 24 * 90 }),
    interval: fc.constantFrom("hour" as const, "day" as const, "month" as const),
    whole: fc.boolean(),
  })
  .map(({ zone, start, minutes, interval, whole }) => {
    const from = whole ? zonedStart(new Date(start), "day", zone) : new Date(start)
    return { zone, interval, from, to: new Date(from.getTime() + minutes * 60_000) }
  })

type Cut = typeof segmentsOf

/** How often an instant counts, charges that are taken off with minus one. */
function timesCounted(segments: ReturnType<Cut>, at: number): number {
  return segments
    .filter(({ start, end }) => start.getTime() <= at && at < end.getTime())
    .reduce((sum, { less }) => sum + (less ? -1 : 1), 0)
}

test.each<[string, Cut]>([
  ["segments", segmentsOf],
  ["the segments of users", (from, to, interval, ...rest) => userSegmentsOf(from, to, interval, ...rest)],
])("%s count every instant of a range once and no other, and ask cubes on their own boundaries", (_, cut) => {
  fc.assert(
    fc.property(
      ranges,
      fc.double({ min: -1, max: 2, noNaN: true }),
      ({ zone, interval, from, to }, share) => {
        const now = new Date(from.getTime() + share * (to.getTime() - from.getTime()))
        const segments = cut(from, to, interval, zone, now)
        const edges = [from, to, ...segments.flatMap(({ start, end }) => [start, end])].map((each) =>
          each.getTime(),
        )
        for (const at of edges.flatMap((edge) => [edge - 1, edge])) {
          expect(timesCounted(segments, at)).toBe(from.getTime() <= at && at < to.getTime() ? 1 : 0)
        }
        for (const segment of segments) {
          expect(segment.start < segment.end).toBe(true)
          if (segment.from === "charge") continue
          expect(zonedStart(segment.start, segment.from, zone)).toEqual(segment.start)
          expect(zonedStart(segment.end, segment.from, zone)).toEqual(segment.end)
        }
      },
    ),
  )
})

test("what is running is read from its bucket, and an earlier day from its smaller side", () => {
  const now = new Date("2026-11-19T19:24:31Z")
  const read = (to: Date) =>
    userSegmentsOf(new Date("2026-11-01T00:00:00Z"), to, "day", "UTC", now)
      .filter(({ from }) => from === "charge")
      .map(({ start, end, less }) => [start.toISOString(), end.toISOString(), less])
  expect(read(now)).toEqual([["2026-11-19T19:24:31.000Z", "2026-11-20T00:00:00.000Z", true]])
  expect(read(new Date("2026-11-05T19:00:00Z"))).toEqual([
    ["2026-11-05T19:00:00.000Z", "2026-11-06T00:00:00.000Z", true],
  ])
  expect(read(new Date("2026-11-05T05:00:00Z"))).toEqual([
    ["2026-11-05T00:00:00.000Z", "2026-11-05T05:00:00.000Z", undefined],
  ])
})

test("charges are read for less than an hour of a range on ordinary days", () => {
  const read = segmentsOf(
    new Date("2026-10-18T23:10:00Z"),
    new Date("2026-11-19T09:24:31Z"),
    "day",
    "America/New_York",
    new Date("2026-12-01T00:00:00Z"),
  )
    .filter((segment) => segment.from === "charge")
    .reduce((sum, segment) => sum + segment.end.getTime() - segment.start.getTime(), 0)
  expect(read).toBeLessThan(3_600_000 + 1)
})
