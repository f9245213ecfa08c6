import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, compare, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { measures, type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { addUnits, parseLocalOrInstant } from "@/lib/time"
import { assignColours, colourSlot } from "./colour"
import { toStackedBars } from "./series"

const BERLIN = "Europe/Berlin"
const from = parseLocalOrInstant("2026-11-01", BERLIN)
const to = parseLocalOrInstant("2026-11-20", BERLIN)
const now = parseLocalOrInstant("2026-11-19T10:24", BERLIN)
const names = [
  "support",
  "developer-tools",
  "commerce",
  "data",
  "marketing",
  "legal",
  "ops",
  "hr",
  "qa",
  "lab",
  "web",
]

const spent: fc.Arbitrary<Spent> = fc.record({
  bucket: fc.integer({ min: 0, max: 18 }),
  value: fc.constantFrom<string | null | undefined>(...names, null, undefined),
  billed: fc.bigInt({ min: 0n, max: 10n ** 16n }).map(picoToString),
})
const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
const answerOf = (list: readonly Spent[], otherCount = 3) =>
  spendAnswer({ from, to, zone: BERLIN, interval: "day", dimension: "team", spent: list, otherCount })

describe("a stacked chart", () => {
  test("adds up by series, by bucket and in all, to the last digit", () => {
    fc.assert(
      fc.property(fc.array(spent, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (list, top) => {
        const answer = answerOf(list)
        const model = toStackedBars(answer, { dimension: "team", now, top })
        expect(model.total).toBe(answer.total.billed)
        expect(sum(model.series.map((series) => series.total))).toBe(model.total)
        expect(sum(model.buckets.map((bucket) => bucket.total))).toBe(model.total)
        for (const bucket of model.buckets) expect(sum(bucket.values)).toBe(bucket.total)
        for (const [index, series] of model.series.entries()) {
          expect(sum(model.buckets.map((bucket) => bucket.values[index] ?? "0"))).toBe(series.total)
        }
      }),
    )
  })

  test("stacks by size, then Other, then Unattributed", () => {
    fc.assert(
      fc.property(fc.array(spent, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (list, top) => {
        const { series } = toStackedBars(answerOf(list), { dimension: "team", now, top })
        const kinds = series.map((each) => ["entity", "other", "unattributed"].indexOf(each.kind))
        expect(kinds).toEqual(kinds.toSorted((a, b) => a - b))
        const entities = series.filter((each) => each.kind === "entity")
        expect(entities.length).toBeLessThanOrEqual(top)
        for (const [index, each] of entities.slice(1).entries()) {
          expect(
            compare(parseDecimal(entities[index]?.total ?? "0"), parseDecimal(each.total)),
          ).toBeGreaterThanOrEqual(0)
        }
        expect(new Set(entities.map((each) => each.colour)).size).toBe(Math.min(entities.length, 9))
      }),
    )
  })

  test("has every bucket, zero where nothing was spent, and knows the unfinished one", () => {
    const model = toStackedBars(answerOf([{ bucket: 18, value: "support", billed: "1.5" }]), {
      dimension: "team",
      now,
    })
    expect(model.buckets).toHaveLength(19)
    expect(model.buckets[0]).toMatchObject({
      values: ["0"],
      total: "0",
      state: "done",
      share: 0,
      tick: "1 Nov",
    })
    expect(model.buckets[18]).toMatchObject({
      state: "unfinished",
      label: "Thu 19 Nov",
      wideTick: "Thu 19",
      share: 1000,
    })
    expect(model.unfinishedWords).toBe("Today, until 10:24")
    expect(model.periodWords).toBe("of the month")
  })

  test("says how many joined Other", () => {
    const list = names.map((value, index) => ({ bucket: 0, value, billed: String(20 - index) }))
    const model = toStackedBars(answerOf([...list, { bucket: 1, value: undefined, billed: "2" }], 4), {
      dimension: "team",
      now,
      top: 8,
    })
    expect(model.series.map((series) => series.name).slice(7)).toEqual(["hr", "Other (7)"])
    expect(model.series.at(-1)?.total).toBe("35")
  })

  test("lays the comparison under each bucket", () => {
    const starts = [0, 1].map((index) => addUnits(from, "day", index - 28, BERLIN))
    const bucket = starts[1]?.toISOString() ?? ""
    const model = toStackedBars(answerOf([{ bucket: 0, value: null, billed: "1" }]), {
      dimension: "team",
      now,
      compared: { starts, words: "October, same weekday", points: [{ bucket, ...measures(["7.25"]) }] },
    })
    expect(model.buckets[0]?.compared).toEqual({ label: "Sun 4 Oct", total: "0" })
    expect(model.buckets[1]?.compared).toEqual({ label: "Mon 5 Oct", total: "7.25" })
    expect(model.buckets[2]?.compared).toBeNull()
  })

  test("says itself in a sentence", () => {
    const list = [
      { bucket: 11, value: "support", billed: "1000" },
      { bucket: 2, value: "data", billed: "500.5" },
    ]
    expect(toStackedBars(answerOf(list), { dimension: "team", now }).summary).toBe(
      "Billed cost per day by team, 1–19 Nov: $1,500.50 in all, most from support (66.6%); highest on Thu 12 Nov with $1,000.00.",
    )
    expect(toStackedBars(answerOf([]), { dimension: "team", now }).summary).toBe(
      "Billed cost per day by team, 1–19 Nov: no spend.",
    )
  })

  test("hours that have not come are future", () => {
    const day = {
      from: addUnits(to, "day", -1, BERLIN),
      to,
      zone: BERLIN,
      dimension: "team" as const,
      spent: [],
    }
    const model = toStackedBars(spendAnswer({ ...day, interval: "hour" }), { dimension: "team", now })
    expect(model.buckets.map((bucket) => bucket.state).filter((state) => state === "future")).toHaveLength(13)
    expect(model.unfinishedWords).toBe("This hour, until 10:24")
  })
})

describe("colours", () => {
  test("belong to the name, whatever stands beside it, while slots are free", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 12 }),
        (name, rest) => {
          const colours = assignColours([name, ...rest.filter((other) => other !== name)])
          expect(colours.get(name)).toBe(colourSlot(name))
          const slots = [...colours.values()].filter((colour) => colour !== "other")
          expect(new Set(slots).size).toBe(slots.length)
        },
      ),
    )
  })

  test("spread over the palette", () => {
    const counts = new Map<number, number>()
    for (let index = 0; index < 4_000; index += 1) {
      const slot = colourSlot(`feature-${index}`)
      counts.set(slot, (counts.get(slot) ?? 0) + 1)
    }
    expect(counts.size).toBe(8)
    expect(Math.min(...counts.values())).toBeGreaterThan(350)
  })

  test("marks what happened at its bucket, the oldest first, and nothing from before", () => {
    const happened = [
      { id: 2, time: "2026-11-12T10:00:00Z", entity: null, text: "Prices rose." },
      { id: 1, time: "2026-11-02T23:30:00Z", entity: "checkout", text: "version 2 went out." },
      { id: 3, time: "2026-10-20T00:00:00Z", entity: null, text: "Before." },
    ]
    const { markers } = toStackedBars(answerOf([]), { dimension: "team", now, happened })
    expect(markers).toEqual([
      { id: 1, index: 2, words: "3 Nov: checkout, version 2 went out." },
      { id: 2, index: 11, words: "12 Nov: Prices rose." },
    ])
  })
})
