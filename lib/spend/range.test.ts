import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  addUnits,
  bucketStarts,
  localDate,
  localFields,
  parseLocalOrInstant,
  RANGE_PRESETS,
  zonedStart,
} from "@/lib/time"
import { formatWeekday } from "@/lib/time-format"
import {
  allowedInterval,
  autoInterval,
  comparedBuckets,
  comparedWords,
  compareWords,
  comparisonRange,
  comparisonWords,
  rangeWords,
  resolveRange,
  shiftRange,
  toSpendQuery,
} from "./range"
import { type COMPARES, type Compare, DEFAULT_VIEW, type RangeChoice } from "./url"

const BERLIN = "Europe/Berlin"
const NOW = new Date("2026-11-19T09:24:31Z")
const preset = (name: (typeof RANGE_PRESETS)[number]): RangeChoice => ({ kind: "preset", preset: name })
const custom = (from: string, to: string): RangeChoice => ({ kind: "custom", from, to })
const instant = fc.date({ min: new Date("2015-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
const zone = fc.constantFrom(
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/New_York",
  "Pacific/Apia",
)

function comparisonOf(choice: RangeChoice, compare: (typeof COMPARES)[number]) {
  const range = resolveRange(choice, NOW, BERLIN)
  const found = comparisonRange(choice, range, compare, NOW, BERLIN)
  if (!found) throw new Error("no comparison")
  return { range, found }
}

describe("comparison", () => {
  test.each([
    ["mtd", "previous", "1–19 Oct until 10:24", "same days of Oct"],
    ["mtd", "year", "1–19 Nov 2025 until 10:24", "same days of 2025"],
    ["last_month", "previous", "1–30 Sep", "1–30 Sep"],
    ["today", "previous", "18 Nov until 10:24", "18 Nov until 10:24"],
    ["yesterday", "previous", "17 Nov", "17 Nov"],
    ["7d", "previous", "6–12 Nov until 10:24", "6–12 Nov until 10:24"],
    ["qtd", "previous", "1 Jul – 19 Aug until 10:24", "1 Jul – 19 Aug until 10:24"],
    ["12m", "previous", "1 Dec 2024 – 19 Nov 2025 until 10:24", "1 Dec 2024 – 19 Nov 2025 until 10:24"],
    ["7d", "month", "13–19 Oct until 10:24", "same days of Oct"],
  ] as const)("%s, %s: %s", (name, compare, against, label) => {
    const { found } = comparisonOf(preset(name), compare)
    expect(comparisonWords(found, BERLIN, NOW)).toBe(against)
    expect(compareWords(preset(name), found, compare, BERLIN, NOW)).toBe(label)
  })

  test("a longer month compares with the whole of a shorter one", () => {
    const now = parseLocalOrInstant("2026-03-31T10:24", BERLIN)
    const range = resolveRange(preset("mtd"), now, BERLIN)
    const found = comparisonRange(preset("mtd"), range, "previous", now, BERLIN)
    expect(found && comparisonWords(found, BERLIN, NOW)).toBe("1–28 Feb")
  })

  test("a day that the other month lacks compares with that month's last", () => {
    const words = (from: string, to: string, compare: Compare, at = NOW) => {
      const range = resolveRange(custom(from, to), at, BERLIN)
      const found = comparisonRange(custom(from, to), range, compare, at, BERLIN)
      return found && comparisonWords(found, BERLIN, at)
    }
    expect(words("2026-10-31", "2026-11-01", "month")).toBe("30 Sep")
    expect(words("2026-03-29", "2026-03-31", "month")).toBe("28 Feb")
    expect(words("2024-02-29", "2024-03-01", "year")).toBe("28 Feb 2023")
    const now = parseLocalOrInstant("2026-10-31T10:24", BERLIN)
    const today = resolveRange(preset("today"), now, BERLIN)
    const found = comparisonRange(preset("today"), today, "month", now, BERLIN)
    expect(found?.from.toISOString()).toBe("2026-09-29T22:00:00.000Z")
    expect(found?.to.toISOString()).toBe("2026-09-30T08:24:00.000Z")
  })

  test("no comparison is empty", () => {
    const days = fc.integer({ min: 0, max: 1_500 })
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("month", "year", "previous"),
        (a, n, by) => {
          const day = (at: number) => new Date(Date.UTC(2023, 0, 1 + at)).toISOString().slice(0, 10)
          const choice = custom(day(a), day(a + n))
          const range = resolveRange(choice, NOW, BERLIN)
          const found = comparisonRange(choice, range, by as Compare, NOW, BERLIN)
          expect(found && found.from < found.to).toBe(true)
        },
      ),
    )
  })

  test("a custom range of whole months steps by months, of days by days", () => {
    expect(
      comparisonWords(comparisonOf(custom("2026-09-01", "2026-11-01"), "previous").found, BERLIN, NOW),
    ).toBe("1 Jul – 31 Aug")
    expect(
      comparisonWords(comparisonOf(custom("2026-11-10", "2026-11-13"), "previous").found, BERLIN, NOW),
    ).toBe("7–9 Nov")
  })

  test("hours are compared with as many minutes just before, running ones with the part that has passed", () => {
    const { found } = comparisonOf(custom("2026-11-18T10:30", "2026-11-18T13:30"), "previous")
    expect(comparisonWords(found, BERLIN, NOW)).toBe("18 Nov 07:30–10:30")
    const day = comparisonOf(preset("24h"), "previous")
    expect(day.found.to).toEqual(new Date(NOW.getTime() - 86_400_000))
    expect(day.found.from).toEqual(new Date(day.range.from.getTime() - 86_400_000))
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 30 * 24 * 60 }), zone, (from, minutes, z) => {
        const to = new Date(from.getTime() + minutes * 60_000)
        const choice = custom(from.toISOString(), to.toISOString())
        const later = new Date("2040-01-01")
        const range = resolveRange(choice, later, z)
        const byCalendar = [from, to].every((end) => zonedStart(end, "day", z).getTime() === end.getTime())
        const compared = comparisonRange(choice, range, "previous", later, z)
        fc.pre(!byCalendar)
        if (!compared) throw new Error("no comparison")
        expect(compared.to.getTime() - compared.from.getTime()).toBe(minutes * 60_000)
        expect(compared.to <= from && from.getTime() - compared.to.getTime() < 3_600_000).toBe(true)
      }),
    )
  })

  test("ends before the range begins, for every preset, instant and zone", () => {
    fc.assert(
      fc.property(instant, zone, fc.constantFrom(...RANGE_PRESETS), (now, z, name) => {
        const range = resolveRange(preset(name), now, z)
        const found = comparisonRange(preset(name), range, "previous", now, z)
        expect(found && found.from < found.to && found.to <= range.from).toBe(true)
      }),
    )
  })

  test("lies under the chart by weekday", () => {
    const { range, found } = comparisonOf(preset("mtd"), "previous")
    const compared = comparedBuckets(range, found, "day", BERLIN)
    expect(compared.by).toBe("weekday")
    expect(compared.starts.map((start) => formatWeekday(start, BERLIN)).slice(0, 2)).toEqual([
      "Sun 4 Oct",
      "Mon 5 Oct",
    ])
    expect(compared.starts).toHaveLength(19)
    expect(localDate(compared.to, BERLIN)).toBe("2026-10-23")
    expect(comparedWords(compared, found, BERLIN, NOW)).toBe("October, same weekday")
  })

  test("matches weekdays in every zone, and covers one start for each bucket", () => {
    fc.assert(
      fc.property(instant, zone, fc.constantFrom(...RANGE_PRESETS), (now, z, name) => {
        const range = resolveRange(preset(name), now, z)
        const found = comparisonRange(preset(name), range, "previous", now, z)
        if (!found) return
        const interval = autoInterval(range)
        const buckets = bucketStarts(range.from, range.to, interval, z)
        const compared = comparedBuckets(range, found, interval, z)
        expect(compared.starts).toHaveLength(buckets.length)
        for (const [index, start] of compared.starts.entries()) {
          expect(start >= compared.from && start < compared.to).toBe(true)
          if (compared.by === "weekday") {
            expect(localFields(start, z).weekday).toBe(localFields(buckets[index] as Date, z).weekday)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test("hours of today lie over yesterday's", () => {
    const { range, found } = comparisonOf(preset("today"), "previous")
    const compared = comparedBuckets(range, found, "hour", BERLIN)
    expect(compared.by).toBe("position")
    expect(localDate(compared.from, BERLIN)).toBe("2026-11-18")
    expect(comparedWords(compared, found, BERLIN, NOW)).toBe("18 Nov")
  })
})

describe("ranges", () => {
  test.each([
    [preset("mtd"), -1, preset("last_month")],
    [preset("last_month"), 1, preset("mtd")],
    [preset("today"), -1, preset("yesterday")],
    [preset("yesterday"), 1, preset("today")],
    [preset("7d"), -1, custom("2026-11-06", "2026-11-13")],
    [custom("2026-11-06", "2026-11-13"), 1, preset("7d")],
    [preset("last_month"), -1, custom("2026-09-01", "2026-10-01")],
    [preset("qtd"), -1, preset("last_quarter")],
    [preset("last_quarter"), -1, custom("2026-04-01", "2026-07-01")],
    [preset("6h"), -1, custom("2026-11-18T22:00:00.000Z", "2026-11-19T04:00:00.000Z")],
    [custom("2026-11-10", "2026-11-12"), -1, custom("2026-11-08", "2026-11-10")],
  ] as const)("%o moved by %i", (choice, direction, expected) => {
    expect(shiftRange(choice, direction, NOW, BERLIN)).toEqual(expected)
  })

  test("back and forth is where it began, for ranges of whole days", () => {
    fc.assert(
      fc.property(instant, zone, fc.integer({ min: 1, max: 40 }), (now, z, days) => {
        const from = parseLocalOrInstant(localDate(addUnits(now, "day", -days - 60, z), z), z)
        const to = addUnits(from, "day", days, z)
        const choice = custom(localDate(from, z), localDate(to, z))
        const there = shiftRange(choice, -1, now, z)
        const back = resolveRange(shiftRange(there, 1, now, z), now, z)
        const wholeMonths = (range: { from: Date; to: Date }) =>
          localFields(range.from, z).day === 1 && localFields(range.to, z).day === 1
        // Whole months move by months, and so does a range that lands on one (28 days before 29 March).
        if (wholeMonths({ from, to }) || wholeMonths(resolveRange(there, now, z))) return
        // The zone that skipped a day has one range of days without a mirror image.
        if (z === "Pacific/Apia") return
        expect([localDate(back.from, z), localDate(back.to, z)]).toEqual([
          localDate(from, z),
          localDate(to, z),
        ])
      }),
    )
  })

  test("are said in words", () => {
    const say = (choice: RangeChoice) => rangeWords(choice, resolveRange(choice, NOW, BERLIN), BERLIN)
    expect(say(preset("mtd"))).toBe("1–19 Nov, month to date")
    expect(say(custom("2026-11-18", "2026-11-19"))).toBe("18 Nov")
  })

  test("choose an interval, and refuse hours over a fortnight", () => {
    const query = toSpendQuery({ ...DEFAULT_VIEW, interval: "hour" }, NOW, BERLIN, 8)
    expect(query.interval).toBe("day")
    const intervals = (["today", "mtd", "qtd", "ytd", "12m"] as const).map((name) =>
      autoInterval(resolveRange(preset(name), NOW, BERLIN)),
    )
    expect(intervals).toEqual(["hour", "day", "day", "month", "month"])
    expect(allowedInterval("week", resolveRange(preset("mtd"), NOW, BERLIN))).toBe("week")
  })

  test("of a century are read, compared and moved without walking through it", () => {
    const began = performance.now()
    for (const choice of [custom("2001-01-01", "2100-01-01"), custom("2001-01-02", "2100-01-01")]) {
      const range = resolveRange(choice, NOW, BERLIN)
      expect(comparisonRange(choice, range, "previous", NOW, BERLIN)?.from.getUTCFullYear()).toBeLessThan(
        1_903,
      )
      shiftRange(choice, -1, NOW, BERLIN)
      expect(allowedInterval("week", range)).toBe("month")
    }
    expect(performance.now() - began).toBeLessThan(500)
  })

  test("lie in the years of the ledger, and a refusal names the end", () => {
    expect(() => resolveRange(custom("1901-01-01", "2026-11-01"), NOW, BERLIN)).toThrow(
      "from must lie in the years 2000 to 2100.",
    )
    expect(() => resolveRange(custom("2026-01-01", "9999-01-01"), NOW, BERLIN)).toThrow("to must lie")
  })

  test("refuse an end before their beginning", () => {
    expect(() => resolveRange(custom("2026-11-02", "2026-11-01"), NOW, BERLIN)).toThrow(
      "ends before it begins",
    )
  })
})
