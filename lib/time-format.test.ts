import { describe, expect, test } from "vitest"
import { addUnits, parseLocalOrInstant, type TimeUnit } from "./time"
import {
  bucketLabel,
  bucketTick,
  formatClock,
  formatDuration,
  formatInstant,
  formatLag,
  formatRange,
  formatWeekday,
  zoneShort,
} from "./time-format"

const BERLIN = "Europe/Berlin"
const at = (text: string, zone = BERLIN) => parseLocalOrInstant(text, zone)

test("instants are said in the organisation's zone", () => {
  expect(formatInstant(at("2026-11-18T16:41:08"), BERLIN)).toBe("18 Nov 2026, 16:41:08 CET")
  expect(formatInstant(at("2026-09-01"), BERLIN)).toBe("1 Sep 2026, 00:00:00 CEST")
  expect(formatClock(new Date("2026-11-19T09:24:31Z"), "Asia/Kathmandu")).toBe("15:09:31")
  expect(formatWeekday(at("2026-11-12"), BERLIN)).toBe("Thu 12 Nov")
})

test.each([
  ["Europe/Berlin", "CET"],
  ["America/New_York", "EST"],
  ["Asia/Kathmandu", "UTC+5:45"],
  ["Europe/London", "GMT"],
  ["UTC", "UTC"],
])("%s is %s in November", (zone, name) => {
  expect(zoneShort(new Date("2026-11-19T09:24:31Z"), zone)).toBe(name)
})

test.each([
  ["2026-11-01", "2026-11-20", "1–19 Nov"],
  ["2026-11-19", "2026-11-20", "19 Nov"],
  ["2026-10-28", "2026-11-04", "28 Oct – 3 Nov"],
  ["2025-12-01", "2026-11-20", "1 Dec 2025 – 19 Nov 2026"],
  ["2026-10-25", "2026-10-26", "25 Oct"],
  ["2026-11-18T14:00", "2026-11-18T16:00", "18 Nov 14:00–16:00"],
  ["2026-11-18T14:00", "2026-11-19T14:00", "18 Nov 14:00 – 19 Nov 14:00"],
  ["2026-11-18T14:00", "2026-11-19", "18 Nov 14:00–00:00"],
])("%s to %s is %s", (from, to, text) => {
  expect(formatRange(at(from), at(to), BERLIN)).toBe(text)
})

describe("buckets", () => {
  test.each([
    ["hour", "2026-11-12T14:00", "12 Nov 14:00", "14:00"],
    ["hour", "2026-11-12", "12 Nov 00:00", "12 Nov"],
    ["day", "2026-11-12", "Thu 12 Nov", "12"],
    ["day", "2026-11-01", "Sun 1 Nov", "1 Nov"],
    ["week", "2026-11-09", "9–15 Nov", "9 Nov"],
    ["month", "2026-11-01", "November 2026", "Nov"],
    ["month", "2026-01-01", "January 2026", "Jan 2026"],
    ["quarter", "2026-10-01", "1 Oct – 31 Dec", "Oct"],
    ["year", "2026-01-01", "2026", "2026"],
  ] as [TimeUnit, string, string, string][])("%s of %s", (unit, start, label, tick) => {
    const from = at(start)
    expect(bucketLabel(from, addUnits(from, unit, 1, BERLIN), unit, BERLIN)).toBe(label)
    expect(bucketTick(from, unit, BERLIN, false)).toBe(tick)
  })

  test("the first tick says its month", () => {
    expect(bucketTick(at("2026-10-21"), "day", BERLIN, true)).toBe("21 Oct")
    expect(bucketTick(at("2026-10-01"), "month", BERLIN, true)).toBe("Oct 2026")
  })
})

test.each([
  [850, "850\u00a0ms"],
  [9_400, "9.4\u00a0s"],
  [30_000, "30.0\u00a0s"],
  [1_560_000, "26\u00a0min"],
  [26 * 3_600_000, "26 hours"],
  [80 * 3_600_000, "3 days"],
])("%i ms is %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

test("a short lag is in tenths of a second", () => {
  expect(formatLag(800)).toBe("0.8\u00a0s")
  expect(formatLag(1_560_000)).toBe("26\u00a0min")
})
