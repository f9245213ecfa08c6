import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { testItem, testQuery, testRow } from "@/lib/testing/price"
import { compileConditions, factsOf, firstUnmet, tierName, type Unmet } from "./conditions"
import type { PriceConditions, PriceQuery, PriceRow } from "./schema"

function unmet(
  conditions: PriceConditions,
  query: Partial<PriceQuery> = {},
  row: Partial<PriceRow> = {},
): Unmet | null {
  return firstUnmet(compileConditions(testRow({ conditions, ...row })), factsOf(testQuery(query)))
}

const at = (text: string) => ({ at: new Date(text) })

const minutes = fc.integer({ min: 0, max: 1_439 })
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`

const DAY = 86_400_000
const MONDAY = Date.UTC(2026, 5, 1)

describe("hours", () => {
  it("hold from the first millisecond of the window to the last before its end, over midnight too", () => {
    fc.assert(
      fc.property(minutes, minutes, fc.integer({ min: 0, max: DAY - 1 }), (from, to, clockTime) => {
        fc.pre(from !== to)
        const length = (((to - from) % 1_440) + 1_440) % 1_440
        const into = (clockTime - from * 60_000 + DAY) % DAY
        const held = unmet(
          { utcHours: [{ from: clock(from), to: clock(to) }] },
          { at: new Date(MONDAY + clockTime) },
        )
        expect(held).toBe(into < length * 60_000 ? null : "hours")
      }),
    )
  })

  it("hold in any of several windows", () => {
    const utcHours = [
      { from: "01:00", to: "04:00" },
      { from: "06:00", to: "10:00" },
    ]
    const hours = Array.from({ length: 24 }, (_, hour) =>
      unmet({ utcHours }, { at: new Date(MONDAY + hour * 3_600_000) }),
    )
    expect(hours.flatMap((held, hour) => (held === null ? [hour] : []))).toEqual([1, 2, 3, 6, 7, 8, 9])
  })

  it("do not lean on the machine's zone before 1970 either", () => {
    expect(unmet({ utcHours: [{ from: "23:00", to: "00:00" }] }, at("1969-12-31T23:30:00Z"))).toBeNull()
  })
})

describe("weekdays", () => {
  it("are those of the zone", () => {
    const weekdays = [1, 2, 3, 4, 5]
    // Beijing is eight hours ahead the whole year.
    fc.assert(
      fc.property(fc.integer({ min: -400 * DAY, max: 400 * DAY }), (offset) => {
        const time = MONDAY + offset
        const beijing = new Date(time + 8 * 3_600_000).getUTCDay()
        const held = unmet({ weekdays, weekdayZone: "Asia/Shanghai" }, { at: new Date(time) })
        expect(held).toBe(beijing === 0 || beijing === 6 ? "weekday" : null)
      }),
    )
  })

  it.each([
    ["2026-06-05T15:59:59.999Z", null],
    ["2026-06-05T16:00:00Z", "weekday"],
    ["2026-06-07T15:59:59.999Z", "weekday"],
    ["2026-06-07T16:00:00Z", null],
  ])("leave Beijing's weekend out at %s: %s", (time, expected) => {
    expect(unmet({ weekdays: [1, 2, 3, 4, 5], weekdayZone: "Asia/Shanghai" }, at(time))).toBe(expected)
  })

  it("are UTC's without a zone, Sunday being the seventh", () => {
    expect(unmet({ weekdays: [7] }, at("2026-06-07T00:00:00Z"))).toBeNull()
    expect(unmet({ weekdays: [7] }, at("2026-06-08T00:00:00Z"))).toBe("weekday")
  })
})

describe("dates", () => {
  const row = { effectiveFrom: "2026-03-13T00:00:00Z", effectiveTo: "2026-09-01T02:00:00+02:00" }

  it.each([
    ["2026-03-12T23:59:59.999Z", "not yet"],
    ["2026-03-13T00:00:00Z", null],
    ["2026-08-31T23:59:59.999Z", null],
    ["2026-09-01T00:00:00Z", "no longer"],
  ])("are half-open: %s is %s", (time, expected) => {
    expect(unmet({}, at(time), row)).toBe(expected)
  })

  it("refuse what is no date", () => {
    expect(() => compileConditions(testRow({ effectiveFrom: "soon" }))).toThrow("soon")
  })
})

describe("lengths", () => {
  it("are inclusive on both ends", () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), fc.nat(2_000), (a, b, input) => {
        const [least, most] = a < b ? [a, b] : [b, a]
        const held = unmet({ minInputTokens: least, maxInputTokens: most }, { inputTotal: input })
        expect(held).toBe(input >= least && input <= most ? null : "input")
      }),
    )
  })

  it("of the output are the item's own", () => {
    expect(unmet({ minOutputTokens: 200 }, { item: testItem({ output: 199 }) })).toBe("output")
    expect(unmet({ minOutputTokens: 200 }, { item: testItem({ output: 200 }) })).toBeNull()
    expect(unmet({ maxOutputTokens: 199 }, { item: testItem({ output: 200 }) })).toBe("output")
  })
})

describe("modes", () => {
  it.each<[PriceConditions, Partial<PriceQuery>, Unmet | null]>([
    [{}, { serviceTier: "flex" }, null],
    [{ serviceTier: "standard" }, {}, null],
    [{ serviceTier: "standard" }, { serviceTier: "default" }, null],
    [{ serviceTier: "standard" }, { serviceTier: "flex" }, "service tier"],
    [{ serviceTier: "flex" }, {}, "service tier"],
    [{ region: "us" }, { region: "US" }, null],
    [{ region: "us" }, { region: "global" }, "region"],
    [{ region: "us" }, {}, "region"],
    [{ speed: "fast" }, { speed: "fast" }, null],
    [{ speed: "fast" }, {}, "speed"],
    [{ thinking: true }, { thinking: true }, null],
    [{ thinking: true }, { thinking: null }, "thinking"],
    [{ thinking: false }, { thinking: null }, null],
    [{ cacheWrite: true }, { item: testItem({ cache_write_5m: 1 }) }, null],
    [{ cacheWrite: true }, { item: testItem({ cache_read: 1 }) }, "cache write"],
    [{ cacheWrite: false }, { item: testItem({ cache_write_other: 1 }) }, "cache write"],
  ])("%j against %j: %s", (conditions, query, expected) => {
    expect(unmet(conditions, query)).toBe(expected)
  })
})

it.each([
  [null, "standard"],
  ["", "standard"],
  ["auto", "standard"],
  ["On_Demand", "standard"],
  ["fast", "priority"],
  ["batches", "batch"],
  ["PROVISIONED_THROUGHPUT", "provisioned"],
  ["Scale", "scale"],
])("the tier %s is %s", (tier, expected) => {
  expect(tierName(tier)).toBe(expected)
})
