import fc from "fast-check"
import { expect, test } from "vitest"
import { localDate, localFields, zonedStart } from "@/lib/time"
import { type Cut, periodAt, periodBefore } from "./periods"
import { FISCAL_MONTHS } from "./schema"

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Africa/Casablanca",
  "America/Havana",
]
const instant = fc.date({
  min: new Date("2015-01-01T00:00:00Z"),
  max: new Date("2031-01-01T00:00:00Z"),
  noInvalidDate: true,
})
const month = fc.integer({ min: 1, max: 12 })
const cut: fc.Arbitrary<Cut> = fc.oneof(
  fc.constantFrom("day", "week", "month", "quarter").map((period) => ({ period, fiscal: null }) as const),
  fc
    .record({ start_month: fc.option(month), months: fc.constantFrom(...FISCAL_MONTHS) })
    .map((fiscal) => ({ period: "custom" as const, fiscal })),
)

test("periods tile time: each holds its instants, and ends where the next begins", () => {
  fc.assert(
    fc.property(cut, instant, fc.constantFrom(...ZONES), month, (cut, at, zone, fiscalStart) => {
      const period = periodAt(cut, at, zone, fiscalStart)
      expect(period.from <= at && at < period.to).toBe(true)
      expect(periodAt(cut, period.from, zone, fiscalStart)).toEqual(period)
      expect(periodAt(cut, new Date(period.to.getTime() - 1), zone, fiscalStart)).toEqual(period)
      expect(periodAt(cut, period.to, zone, fiscalStart).from).toEqual(period.to)
      expect(periodBefore(cut, period, zone, fiscalStart).to).toEqual(period.from)
    }),
    { numRuns: 2_000 },
  )
})

test("a period begins with a day of the zone, and its months with the first of one", () => {
  fc.assert(
    fc.property(cut, instant, fc.constantFrom(...ZONES), month, (cut, at, zone, fiscalStart) => {
      const { from } = periodAt(cut, at, zone, fiscalStart)
      expect(zonedStart(from, "day", zone)).toEqual(from)
      const { day, month, weekday } = localFields(from, zone)
      if (cut.period === "week") expect(weekday).toBe(1)
      if (cut.period === "day" || cut.period === "week") return
      expect(day).toBe(1)
      const months = cut.period === "quarter" ? 3 : (cut.fiscal?.months ?? 1)
      expect((month - (cut.fiscal?.start_month ?? fiscalStart) + 12) % months).toBe(0)
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ["Europe/Berlin", "2026-03-29T12:00:00Z", 23],
  ["Europe/Berlin", "2026-10-25T12:00:00Z", 25],
  ["Australia/Lord_Howe", "2026-04-04T20:00:00Z", 24.5],
  ["Asia/Kathmandu", "2026-11-26T12:00:00Z", 24],
])("a day of %s at %s has %d hours", (zone, at, hours) => {
  const { from, to } = periodAt({ period: "day", fiscal: null }, new Date(at), zone, 1)
  expect((to.getTime() - from.getTime()) / 3_600_000).toBe(hours)
})

test("a custom period follows the fiscal year unless it names a month", () => {
  const at = new Date("2026-11-26T12:00:00Z")
  const dates = (start_month: number | null, months: number) => {
    const { from, to } = periodAt({ period: "custom", fiscal: { start_month, months } }, at, "UTC", 4)
    return [localDate(from, "UTC"), localDate(to, "UTC")]
  }
  expect(dates(null, 12)).toEqual(["2026-04-01", "2027-04-01"])
  expect(dates(2, 4)).toEqual(["2026-10-01", "2027-02-01"])
})
