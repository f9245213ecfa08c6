import fc from "fast-check"
import { expect, test } from "vitest"
import { zonedStart } from "@/lib/time"
import { segmentsOf } from "./segments"

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

test("segments cover a range exactly once, in order, and cubes are asked on their own boundaries", () => {
  fc.assert(
    fc.property(ranges, ({ zone, interval, from, to }) => {
      const segments = segmentsOf(from, to, interval, zone)
      expect(segments[0]?.start).toEqual(from)
      expect(segments.at(-1)?.end).toEqual(to)
      segments.forEach((segment, i) => {
        const next = segments[i + 1]
        if (next) expect(next.start).toEqual(segment.end)
        expect(segment.start < segment.end).toBe(true)
        if (segment.from === "charge") return
        expect(zonedStart(segment.start, segment.from, zone)).toEqual(segment.start)
        expect(zonedStart(segment.end, segment.from, zone)).toEqual(segment.end)
      })
    }),
  )
})

test("charges are read for less than two hours of a range on ordinary days", () => {
  const read = segmentsOf(
    new Date("2026-10-18T23:10:00Z"),
    new Date("2026-11-19T09:24:31Z"),
    "day",
    "America/New_York",
  )
    .filter((segment) => segment.from === "charge")
    .reduce((sum, segment) => sum + segment.end.getTime() - segment.start.getTime(), 0)
  expect(read).toBeLessThan(2 * 3_600_000)
})
