import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { compare, formatDecimal, multiply, parseDecimal } from "@/lib/money"
import { competes, priceInput, toPriceRow } from "./price-input"
import { findPrices, toPriceLine } from "./price-lines"

const ZONE = "Asia/Kathmandu"
const BASE = { provider: "openai", models: ["gpt-4o"], from: "2026-11-01", source: "Contract 7" }
const row = (more: object) => toPriceRow(priceInput.parse({ ...BASE, ...more }), ZONE, "2026-11-26")

describe("a price of one's own", () => {
  test("keeps every digit of a rate per million", () => {
    const amount = fc
      .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.stringMatching(/^\d{1,12}$/))
      .map(([whole, fraction]) => `${whole}.${fraction}`)
    fc.assert(
      fc.property(amount, (text) => {
        const { rates } = row({ per_million: { output: text } })
        const back = multiply(parseDecimal(rates.output ?? ""), parseDecimal("1000000"))
        expect(compare(back, parseDecimal(text))).toBe(0)
      }),
    )
    expect(row({ per_million: { input_uncached: "2.50", request: "0.01" } }).rates).toEqual({
      input_uncached: "0.0000025",
      request: "0.01",
    })
  })

  test("begins with the zone's midnight", () => {
    expect(row({ percent: "-12.5" })).toMatchObject({
      effectiveFrom: "2026-10-31T18:15:00.000Z",
      effectiveTo: null,
      relative: { percent: "-12.5" },
    })
  })

  test.each([
    [{}, "percent"],
    [{ percent: "-5", per_million: { output: "1" } }, "percent"],
    [{ percent: "-5", to: "2026-11-01" }, "to"],
    [{ per_million: { output: "-1" } }, "per_million"],
    [{ per_million: { output: "1e3" } }, "per_million"],
    [{ percent: "5", models: ["two words"] }, "models"],
    [{ percent: "5", provider: " " }, "provider"],
    [{ percent: "5", from: "01.11.2026" }, "from"],
  ])("is refused at its field: %j", (more, field) => {
    const { error } = priceInput.safeParse({ ...BASE, ...more })
    expect(error?.issues.map((issue) => String(issue.path[0]))).toContain(field)
  })

  test("competes with another of the same models and time alone", () => {
    const mine = row({ percent: "-5", to: "2026-12-01" })
    expect(competes(mine, row({ percent: "-9", from: "2026-11-30" }))).toBe(true)
    expect(competes(mine, row({ percent: "-9", from: "2026-12-01" }))).toBe(false)
    expect(competes(mine, row({ percent: "-9", models: ["gpt-4o*"] }))).toBe(false)
    expect(competes(mine, row({ percent: "-9", conditions: { serviceTier: "batch" } }))).toBe(false)
  })

  test("is said in words", () => {
    const now = new Date("2026-11-26T00:00Z")
    const rates = row({ per_million: { input_uncached: "2.5", output: "0.123456" } })
    expect(toPriceLine(rates, ZONE, now)).toMatchObject({
      models: "gpt-4o",
      rates: "input $2.50, output $0.123456 per M",
      inForce: "now",
      kind: "Own rates",
    })
    expect(toPriceLine(row({ percent: "-12.5" }), ZONE, now).rates).toBe("12.5% below list")
    const when = { minInputTokens: 200_001, utcHours: [{ from: "16:30", to: "00:30" }], weekdays: [1, 5] }
    expect(toPriceLine(row({ percent: "8", conditions: when }), ZONE, now)).toMatchObject({
      rates: "8% above list",
      conditions: "from 200,001 input tokens; 16:30–00:30 UTC; on Mon, Fri",
    })
    expect(toPriceLine(row({ percent: "8", from: "2027-01-01" }), ZONE, now).inForce).toBe("later")
  })

  test("is found by part of its names, past ones on request", () => {
    const now = new Date("2026-11-26T00:00Z")
    const past = row({ percent: "-5", to: "2026-11-10" })
    const rows = [past, row({ percent: "-9", from: "2026-11-10", models: ["GPT-4o-mini"] })]
    const search = { text: "4O", provider: null, past: false }
    expect(findPrices(rows, search, now).map(({ models }) => models[0])).toEqual(["GPT-4o-mini"])
    expect(findPrices(rows, { ...search, past: true }, now)).toHaveLength(2)
    expect(findPrices(rows, { ...search, provider: "anthropic" }, now)).toHaveLength(0)
  })
})

test("formatDecimal reads back what a rate is written as", () => {
  expect(formatDecimal(parseDecimal(row({ per_million: { output: "0" } }).rates.output ?? ""))).toBe("0")
})
