import fc from "fast-check"
import { expect, test } from "vitest"
import { addUnits, localFields, zonedStart } from "@/lib/time"
import { EVERY, newestDue, nextDue } from "./periods"

const zone = fc.constantFrom(
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/New_York",
  "UTC",
)
const instant = fc.date({
  min: new Date("2026-01-01T00:00:00Z"),
  max: new Date("2027-12-31T00:00:00Z"),
  noInvalidDate: true,
})
const asked = fc.tuple(fc.constantFrom(...EVERY), fc.integer({ min: 0, max: 23 }), instant, zone)

test("what is due is one whole period that is over, and its hour has come", () => {
  fc.assert(
    fc.property(asked, ([every, hour, now, where]) => {
      const { from, to, due } = newestDue(every, hour, now, where)
      expect(from).toEqual(zonedStart(from, every, where))
      expect(to).toEqual(addUnits(from, every, 1, where))
      expect(due >= to && due <= now).toBe(true)
      expect(localFields(due, where).hour).toBeGreaterThanOrEqual(hour === 23 ? 22 : hour)
      if (every === "month") expect(localFields(due, where).day).toBe(2)
      if (every === "week") expect(localFields(due, where).weekday).toBe(1)
    }),
  )
})

test("periods follow one another without gap or overlap, and the next is due later than now", () => {
  fc.assert(
    fc.property(asked, ([every, hour, now, where]) => {
      const newest = newestDue(every, hour, now, where)
      const next = nextDue(every, hour, now, where)
      expect(next.from).toEqual(newest.to)
      expect(next.due > now).toBe(true)
      expect(newestDue(every, hour, next.due, where)).toEqual(next)
      const justBefore = new Date(next.due.getTime() - 1)
      expect(newestDue(every, hour, justBefore, where)).toEqual(newest)
    }),
  )
})

test("days that lose or repeat an hour send at the hour there is", () => {
  const berlin = (day: string) =>
    nextDue("day", 2, new Date(`${day}T12:00:00Z`), "Europe/Berlin").due.toISOString()
  // At 02:00 the clock goes to 03:00; in October 02:00 comes twice.
  expect(berlin("2026-03-28")).toBe("2026-03-29T01:00:00.000Z")
  expect(berlin("2026-10-24")).toBe("2026-10-25T00:00:00.000Z")
})
