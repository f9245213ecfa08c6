import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  addUnits,
  bucketStarts,
  calendarApart,
  exceedsBuckets,
  fiscalPeriodStart,
  localDate,
  localFields,
  parseLocalOrInstant,
  RANGE_PRESETS,
  type RangePreset,
  rangeOf,
  TIME_UNITS,
  zonedStart,
} from "./time"

const ZONES = [
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/New_York",
  "Pacific/Apia",
  "Europe/Berlin",
  "America/Havana",
  "Africa/Cairo",
  "America/Santiago",
  "Pacific/Chatham",
  "UTC",
]
const HOUR = 3_600_000
const zone = fc.constantFrom(...ZONES)
const unit = fc.constantFrom(...TIME_UNITS)
const anyInstant = fc.date({
  min: new Date("2005-01-01T00:00:00Z"),
  max: new Date("2035-01-01T00:00:00Z"),
  noInvalidDate: true,
})
/** Days on which one of the zones changes its offset, found rarely by chance. */
const nearChange = fc
  .tuple(
    fc.constantFrom(
      "2011-12-30",
      "2024-04-25",
      "2026-03-08",
      "2026-04-04",
      "2026-09-05",
      "2026-10-03",
      "2026-11-01",
    ),
    fc.integer({ min: -36 * 60, max: 60 * 60 }),
  )
  .map(([day, minutes]) => new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000))
const instant = fc.oneof(anyInstant, nearChange)

/** An oracle that shares no code with the module: the runtime's own calendar. */
function intlDate(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(at)
}

describe("a zone's days", () => {
  test("are kept for a while and not for ever", () => {
    const set = Map.prototype.set
    let largest = 0
    Map.prototype.set = function (key: unknown, value: unknown) {
      const map = set.call(this, key, value)
      largest = Math.max(largest, map.size)
      return map
    }
    try {
      for (let at = Date.UTC(2000, 0, 1); at < Date.UTC(2100, 0, 1); at += 24 * HOUR) {
        zonedStart(new Date(at), "day", "Europe/Berlin")
      }
    } finally {
      Map.prototype.set = set
    }
    expect(largest).toBeGreaterThan(1_000)
    expect(largest).toBeLessThanOrEqual(20_000)
  })

  test("are counted along the calendar, and over none that was skipped", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 400 }), zone, (at, count, z) => {
        const from = zonedStart(at, "day", z)
        const to = zonedStart(new Date(from.getTime() + count * 24 * HOUR), "day", z)
        const apart = calendarApart(from, to, "day", z)
        expect(addUnits(from, "day", apart, z)).toEqual(to)
        const month = zonedStart(to, "month", z)
        const first = zonedStart(from, "month", z)
        expect(addUnits(first, "month", calendarApart(first, month, "month", z), z)).toEqual(month)
      }),
    )
  })

  test("are enough or too many exactly as their starts say", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 900 }), unit, zone, (at, hours, u, z) => {
        const to = new Date(at.getTime() + hours * HOUR)
        const count = bucketStarts(at, to, u, z).length
        expect(exceedsBuckets(at, to, u, z, count)).toBe(false)
        expect(exceedsBuckets(at, to, u, z, count - 1)).toBe(true)
      }),
    )
  })
})

describe("buckets", () => {
  test("hold their instant and meet without gap or overlap", () => {
    fc.assert(
      fc.property(instant, unit, zone, (at, u, z) => {
        const start = zonedStart(at, u, z)
        const end = addUnits(start, u, 1, z)
        expect(start <= at && at < end).toBe(true)
        expect(zonedStart(start, u, z)).toEqual(start)
        expect(zonedStart(new Date(end.getTime() - 1), u, z)).toEqual(start)
        expect(zonedStart(end, u, z)).toEqual(end)
        expect(addUnits(end, u, -1, z)).toEqual(start)
      }),
      { numRuns: 3000 },
    )
  })

  test("start where the runtime's calendar turns to the day", () => {
    fc.assert(
      fc.property(instant, zone, (at, z) => {
        const start = zonedStart(at, "day", z)
        expect(intlDate(start, z)).toBe(intlDate(at, z))
        expect(intlDate(new Date(start.getTime() - 1), z)).not.toBe(intlDate(start, z))
        expect(localDate(at, z)).toBe(intlDate(at, z))
        expect(parseLocalOrInstant(localDate(at, z), z)).toEqual(start)
      }),
      { numRuns: 2000 },
    )
  })

  test("hours nest in days, days in weeks and months, months in quarters and years", () => {
    const pairs = [
      ["hour", "day"],
      ["day", "week"],
      ["day", "month"],
      ["month", "quarter"],
      ["quarter", "year"],
    ] as const
    fc.assert(
      fc.property(instant, fc.constantFrom(...pairs), zone, (at, [small, large], z) => {
        const start = zonedStart(at, large, z)
        const parts = bucketStarts(start, addUnits(start, large, 1, z), small, z)
        expect(parts[0]).toEqual(start)
        expect(parts.every((part) => zonedStart(part, large, z).getTime() === start.getTime())).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test("cover a range exactly once", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 90 * 24 * HOUR }), unit, zone, (from, length, u, z) => {
        const to = new Date(from.getTime() + length)
        const starts = bucketStarts(from, to, u, z)
        expect(starts[0]).toEqual(zonedStart(from, u, z))
        for (const [index, start] of starts.entries()) {
          expect(addUnits(start, u, 1, z)).toEqual(starts[index + 1] ?? addUnits(start, u, 1, z))
          expect(start < to).toBe(true)
        }
        expect(addUnits(starts.at(-1) as Date, u, 1, z) >= to).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ["America/New_York", "2026-03-08", 23],
    ["America/New_York", "2026-11-01", 25],
    ["Europe/Berlin", "2026-10-25", 25],
    ["Asia/Kathmandu", "2026-10-25", 24],
    ["Africa/Cairo", "2024-04-26", 23],
    ["America/Havana", "2026-11-01", 25],
  ])("%s has on %s %i hours", (z, day, hours) => {
    const start = parseLocalOrInstant(day, z)
    const end = addUnits(start, "day", 1, z)
    expect((end.getTime() - start.getTime()) / HOUR).toBe(hours)
    expect(bucketStarts(start, end, "hour", z)).toHaveLength(hours)
  })

  test("Lord Howe's half-hour change cuts two half hours", () => {
    const start = parseLocalOrInstant("2026-04-05", "Australia/Lord_Howe")
    const hours = bucketStarts(
      start,
      addUnits(start, "day", 1, "Australia/Lord_Howe"),
      "hour",
      "Australia/Lord_Howe",
    )
    expect(hours).toHaveLength(25)
    expect(hours[3]).toEqual(new Date((hours[2] as Date).getTime() + HOUR / 2))
  })

  test("Apia goes from 29 to 31 December 2011", () => {
    const start = parseLocalOrInstant("2011-12-29", "Pacific/Apia")
    const next = addUnits(start, "day", 1, "Pacific/Apia")
    expect(localDate(next, "Pacific/Apia")).toBe("2011-12-31")
    expect(next.getTime() - start.getTime()).toBe(24 * HOUR)
    expect(addUnits(next, "day", -1, "Pacific/Apia")).toEqual(start)
    expect(
      bucketStarts(start, parseLocalOrInstant("2012-01-02", "Pacific/Apia"), "day", "Pacific/Apia"),
    ).toHaveLength(3)
  })

  test("hours of Kathmandu begin at a quarter past the UTC hour", () => {
    expect(zonedStart(new Date("2026-11-19T09:24:31Z"), "hour", "Asia/Kathmandu").toISOString()).toBe(
      "2026-11-19T09:15:00.000Z",
    )
  })

  test("weeks begin on Monday, and a month's last day stays the last where needed", () => {
    expect(localDate(zonedStart(new Date("2026-11-22T12:00:00Z"), "week", "UTC"), "UTC")).toBe("2026-11-16")
    expect(localDate(addUnits(new Date("2026-01-31T12:00:00Z"), "month", 1, "UTC"), "UTC")).toBe("2026-02-28")
  })
})

describe("ranges", () => {
  test("begin and end on days of the zone, and hold now or end before it", () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...RANGE_PRESETS), zone, (now, preset, z) => {
        const { from, to, unfinished } = rangeOf(preset, now, z)
        const cut = preset.endsWith("h") ? "hour" : "day"
        expect(zonedStart(from, cut, z)).toEqual(from)
        expect(zonedStart(to, cut, z)).toEqual(to)
        expect(from < to).toBe(true)
        expect(unfinished).toBe(to > now)
        expect(unfinished ? from <= now : to <= now).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ["mtd", "2026-11-01", "2026-11-20"],
    ["today", "2026-11-19", "2026-11-20"],
    ["yesterday", "2026-11-18", "2026-11-19"],
    ["7d", "2026-11-13", "2026-11-20"],
    ["30d", "2026-10-21", "2026-11-20"],
    ["last_month", "2026-10-01", "2026-11-01"],
    ["qtd", "2026-10-01", "2026-11-20"],
    ["ytd", "2026-01-01", "2026-11-20"],
    ["12m", "2025-12-01", "2026-11-20"],
  ] as const)("%s on 19 November is %s to %s", (preset, from, to) => {
    const range = rangeOf(preset, new Date("2026-11-19T09:24:31Z"), "Europe/Berlin")
    expect([localDate(range.from, "Europe/Berlin"), localDate(range.to, "Europe/Berlin")]).toEqual([from, to])
  })
})

describe("parseLocalOrInstant", () => {
  test.each([
    ["2026-11-19", "2026-11-18T23:00:00.000Z"],
    ["2026-11-19T10:30", "2026-11-19T09:30:00.000Z"],
    ["2026-11-19T10:30:05.25", "2026-11-19T09:30:05.250Z"],
    ["2026-11-19T10:30:00Z", "2026-11-19T10:30:00.000Z"],
    ["2026-11-19T10:30:00+05:45", "2026-11-19T04:45:00.000Z"],
    ["2026-03-29T02:30", "2026-03-29T01:00:00.000Z"],
    ["2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
  ])("%s in Berlin", (text, expected) => {
    expect(parseLocalOrInstant(text, "Europe/Berlin").toISOString()).toBe(expected)
  })

  test.each([
    "",
    "19 Nov",
    "2026-02-30",
    "2026-13-01",
    "0026-11-19",
    "2026-11-19T25:00",
    "2026-11-19T10:30:61",
    "tomorrow",
    "2026-11-19T99:99Z",
  ])("refuses %j", (text) => {
    expect(() => parseLocalOrInstant(text, "UTC")).toThrow("is not a date")
  })

  test("refuses an unknown zone by name", () => {
    expect(() => parseLocalOrInstant("2026-11-19", "Mars/Olympus")).toThrow(
      '"Mars/Olympus" is not a time zone.',
    )
  })
})

describe("a fiscal year", () => {
  const NOW = new Date("2026-11-19T09:24:31Z")
  const days = (preset: RangePreset, fiscalStart: number, now = NOW) => {
    const { from, to } = rangeOf(preset, now, "Europe/Berlin", fiscalStart)
    return [localDate(from, "Europe/Berlin"), localDate(to, "Europe/Berlin")]
  }

  test.each([
    [1, "2026-10-01", "2026-01-01", "2026-07-01"],
    [2, "2026-11-01", "2026-02-01", "2026-08-01"],
    [4, "2026-10-01", "2026-04-01", "2026-07-01"],
    [11, "2026-11-01", "2026-11-01", "2026-08-01"],
    [12, "2026-09-01", "2025-12-01", "2026-06-01"],
  ])(
    "from month %i on: its quarter began %s, the year %s, the quarter before %s",
    (start, qtd, ytd, last) => {
      expect(days("qtd", start)).toEqual([qtd, "2026-11-20"])
      expect(days("ytd", start)).toEqual([ytd, "2026-11-20"])
      expect(days("last_quarter", start)).toEqual([last, qtd])
    },
  )

  test("changes no other range", () => {
    for (const preset of RANGE_PRESETS.filter((name) => !/q|ytd/.test(name)))
      expect(days(preset, 4)).toEqual(days(preset, 1))
  })

  test("its quarters follow one another without a gap, whatever the month and the zone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }),
        fc.constantFrom("Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"),
        (start, now, zone) => {
          const quarter = fiscalPeriodStart(now, "quarter", zone, start)
          const before = fiscalPeriodStart(new Date(quarter.getTime() - 1), "quarter", zone, start)
          const year = fiscalPeriodStart(now, "year", zone, start)
          expect(localFields(year, zone)).toMatchObject({ month: start, day: 1, hour: 0 })
          expect(calendarApart(before, quarter, "month", zone)).toBe(3)
          expect(calendarApart(year, quarter, "month", zone) % 3).toBe(0)
          expect(year.getTime()).toBeLessThanOrEqual(quarter.getTime())
          expect(quarter.getTime()).toBeLessThanOrEqual(now.getTime())
        },
      ),
    )
  })
})
