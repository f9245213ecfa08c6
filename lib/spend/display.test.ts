import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { attributedTenths, cachedTenths, deltaOf, differenceWords, toSpendTable } from "./display"

const BERLIN = "Europe/Berlin"
const span = {
  from: parseLocalOrInstant("2026-11-01", BERLIN),
  to: parseLocalOrInstant("2026-11-20", BERLIN),
}
const base = { ...span, zone: BERLIN, interval: "day", dimension: "team" } as const
const spent: fc.Arbitrary<Spent> = fc.record({
  bucket: fc.integer({ min: 0, max: 18 }),
  value: fc.constantFrom<string | null | undefined>("a", "b", "c", "d", null, undefined),
  billed: fc.bigInt({ min: 0n, max: 10n ** 16n }).map(picoToString),
})
const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))

describe("a spend table", () => {
  test("adds up to its total in money, shares, requests and trends", () => {
    fc.assert(
      fc.property(fc.array(spent, { minLength: 1, maxLength: 40 }), (list) => {
        const { rows, total } = toSpendTable(spendAnswer({ ...base, spent: list, before: {} }), "team")
        expect(sum(rows.map((row) => row.billed))).toBe(total.billed)
        expect(sum(total.trend)).toBe(total.billed)
        expect(rows.reduce((count, row) => count + row.requests, 0)).toBe(total.requests)
        if (total.share !== null)
          expect(rows.reduce((tenths, row) => tenths + (row.share ?? 0), 0)).toBe(1_000)
        for (const row of rows) if (row.kind !== "other") expect(sum(row.trend)).toBe(row.billed)
      }),
    )
  })

  test("puts the largest first, others and Unattributed last", () => {
    const list = [
      { bucket: 0, value: null, billed: "50" },
      { bucket: 0, value: undefined, billed: "70" },
      { bucket: 0, value: "small", billed: "1" },
      { bucket: 1, value: "large", billed: "9" },
    ]
    const { rows } = toSpendTable(spendAnswer({ ...base, spent: list, otherCount: 7 }), "team")
    expect(rows.map((row) => row.name)).toEqual(["large", "small", "7 others", "Unattributed"])
    expect(rows.map((row) => row.change)).toEqual([null, null, null, null])
    expect(rows.map((row) => row.colour).slice(2)).toEqual(["other", "unattributed"])
  })

  test("draws each value's own course, whatever the value is called", () => {
    const list = ["total", "unattributed", "=total", "__proto__"].map((value, bucket) => ({
      bucket,
      value,
      billed: "1",
    }))
    const { rows, total } = toSpendTable(spendAnswer({ ...base, spent: list }), "team")
    for (const row of rows) expect([row.name, sum(row.trend)]).toEqual([row.name, "1"])
    expect(sum(total.trend)).toBe("4")
  })

  test("says what is new and what has changed", () => {
    const list = [
      { bucket: 0, value: "old", billed: "12" },
      { bucket: 0, value: "fresh", billed: "3" },
    ]
    const { rows, total } = toSpendTable(spendAnswer({ ...base, spent: list, before: { old: "10" } }), "team")
    expect(rows.map(({ change, changeTenths, isNew }) => [change, changeTenths, isNew])).toEqual([
      ["2", 200, false],
      ["3", null, true],
    ])
    expect([total.change, total.changeTenths]).toEqual(["5", 500])
  })

  test("knows how much of the spend is attributed", () => {
    const list = [
      { bucket: 0, value: "a", billed: "97" },
      { bucket: 0, value: null, billed: "3" },
    ]
    expect(attributedTenths(toSpendTable(spendAnswer({ ...base, spent: list }), "team"))).toBe(970)
    expect(attributedTenths(toSpendTable(spendAnswer({ ...base, spent: [] }), "team"))).toBeNull()
  })
})

test.each([
  ["44104.57", "39206.36", "up 12.5%", "$4,898.21 more"],
  ["3", "4", "down 25.0%", "$1.00 less"],
  ["5", "5.00", "unchanged", "the same"],
  ["5", "0", "new", "$5.00 more"],
  ["0", "0", "none", "the same"],
  ["50", "5", "about 10 times as much", "$45.00 more"],
])("%s after %s is %s, %s", (now, before, words, difference) => {
  const delta = deltaOf(now, before)
  expect([delta.words, differenceWords(delta.difference, "USD")]).toEqual([words, difference])
})

test("unit figures are unknown where there is nothing to divide by", () => {
  expect(
    cachedTenths({ input_uncached: 0, cache_read: 0, cache_write: 0, output: 5, reasoning: 0 }),
  ).toBeNull()
  expect(
    cachedTenths({ input_uncached: 500, cache_read: 455, cache_write: 45, output: 0, reasoning: 0 }),
  ).toBe(455)
})
