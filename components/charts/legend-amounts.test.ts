import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import type { StackSeries } from "@/lib/spend/series"
import { legendAmounts } from "./legend-amounts"

const seriesOf = (total: string, unpriced = false): StackSeries => ({
  ...{ id: total, name: total, kind: "entity", colour: "other", total, unpriced, href: null },
})
const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))

describe("a legend's amounts", () => {
  test("add up to the total that stands below them", () => {
    const amount = fc.bigInt({ min: 10n ** 10n, max: 10n ** 18n })
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 9 }), (digits) => {
        const totals = digits.map((pico) => formatDecimal({ digits: pico, scale: 12 }))
        const total = sum(totals)
        const printed = legendAmounts({
          series: totals.map((each) => seriesOf(each)),
          total,
          currency: "USD",
        })
        fc.pre(printed.every((text) => /\.\d\d$/.test(text)))
        expect(formatMoney(sum(printed.map((text) => text.replace(/[$,]/g, ""))), "USD")).toBe(
          formatMoney(total, "USD"),
        )
      }),
    )
  })

  test("say small sums, counts and unknowns for what they are", () => {
    const series = [seriesOf("12.5"), seriesOf("0.0004"), seriesOf("0", true)]
    expect(legendAmounts({ series, total: "12.5004", currency: "USD" })).toEqual(["$12.50", "$0.0004", "–"])
    expect(legendAmounts({ series: [seriesOf("1234")], total: "1234", currency: null })).toEqual(["1,234"])
  })
})
