import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { centParts } from "@/lib/money-format"
import { measures, type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import type { Measures, SpendAnswer } from "./schema"
import { toStackedBars } from "./series"
import { partTexts, toSeriesCells } from "./series-cells"

const zone = "Europe/Berlin"
const from = parseLocalOrInstant("2026-11-01", zone)
const to = parseLocalOrInstant("2026-11-05", zone)

const spent: fc.Arbitrary<Spent> = fc.record({
  bucket: fc.integer({ min: 0, max: 3 }),
  value: fc.constantFrom<string | null | undefined>("a", "b", "c", null, undefined),
  billed: fc.bigInt({ min: 10n ** 10n, max: 10n ** 15n }).map(picoToString),
})

const answerOf = (list: readonly Spent[]) =>
  spendAnswer({ from, to, zone, interval: "day", dimension: "team", spent: list })
const modelOf = (answer: SpendAnswer) => toStackedBars(answer, { dimension: "team", now: to })

/** `$1,204.33` as a decimal again. */
const plain = (text: string) => text.replace("$", "").replaceAll(",", "")
const sum = (texts: readonly string[]) =>
  centParts([formatDecimal(texts.map(plain).map(parseDecimal).reduce(add, ZERO))])[0]

describe("a chart as a table", () => {
  test("adds up in cents by row, by column and in all", () => {
    fc.assert(
      fc.property(fc.array(spent, { minLength: 1, maxLength: 30 }), (list) => {
        // Whole cents and more: amounts below one are said in full and add up by themselves.
        const { cells, rows, columns, total } = toSeriesCells(modelOf(answerOf(list)))
        const inCents = [...cells.flat(), ...rows, ...columns].every((text) => /\.\d\d$/.test(text))
        fc.pre(inCents)
        for (const [i, row] of cells.entries()) expect(sum(row)).toBe(sum([rows[i] ?? ""]))
        for (const [j, column] of columns.entries()) {
          expect(sum(cells.map((row) => row[j] ?? ""))).toBe(sum([column]))
        }
        expect(sum(rows)).toBe(sum([total]))
        expect(sum(columns)).toBe(sum([total]))
      }),
    )
  })

  test("three of $10.004 and their $30.01", () => {
    const list = ["a", "b", "c"].map((value, bucket) => ({ bucket, value, billed: "10.004" }))
    expect(toSeriesCells(modelOf(answerOf(list)))).toMatchObject({
      rows: ["$10.01", "$10.00", "$10.00", "$0.00"],
      columns: ["$10.01", "$10.00", "$10.00"],
      total: "$30.01",
    })
  })

  test("a bucket whose only calls have no price is a dash, and one without calls is none", () => {
    const unpriced: Measures = { ...measures(["0"]), unpriced: { calls: 1, tokens: 1_100 } }
    const answer = answerOf([
      { bucket: 0, value: "a", billed: "1" },
      { bucket: 1, value: "a", billed: "0" },
      { bucket: 2, value: "b", billed: "2" },
    ])
    const series = answer.series.map((point) => (point.billed === "0" ? { ...point, ...unpriced } : point))
    const { cells, rows, columns } = toSeriesCells(modelOf({ ...answer, series }))
    expect(cells).toEqual([
      ["$0.00", "$1.00"],
      ["$0.00", "–"],
      ["$2.00", "$0.00"],
      ["$0.00", "$0.00"],
    ])
    expect(rows).toEqual(["$1.00", "–", "$2.00", "$0.00"])
    expect(columns).toEqual(["$2.00", "$1.00"])
  })

  test("counts are printed as they are", () => {
    expect(partTexts(["1200", "3"], null)).toEqual(["1,200", "3"])
  })
})
