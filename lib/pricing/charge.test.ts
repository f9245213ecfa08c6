import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { formatDecimal } from "@/lib/money"
import type { ReportedCost } from "@/lib/providers/schema"
import { testItem, testQuery, testRow } from "@/lib/testing/price"
import { createPriceBook } from "./book"
import { chargeCosts, splitParts } from "./charge"
import { priceItem } from "./cost"
import type { ExchangeRate, PricedPart, PriceRow } from "./schema"

const yuan: ExchangeRate = { currency: "CNY", date: "2026-01-01", usdPerUnit: "0.14", source: "made up" }
const reported = (more: Partial<ReportedCost> = {}): ReportedCost => ({
  amount: "0.5",
  currency: "USD",
  source: "usage.cost",
  isBiller: true,
  ...more,
})

function costs(rows: PriceRow[], cost: ReportedCost | null, reportingCurrency = "USD") {
  const book = createPriceBook(rows, [yuan])
  const query = testQuery()
  return chargeCosts({ query, priced: priceItem(book, query), reported: cost, reportingCurrency, book })
}

describe("billed", () => {
  const computed = 1_200_000_000n

  it.each<[string, PriceRow[], ReportedCost | null, bigint | null, string]>([
    ["is computed where nobody reports", [testRow()], null, computed, "computed"],
    [
      "is computed where the reporter is not the biller",
      [testRow()],
      reported({ isBiller: false }),
      computed,
      "computed",
    ],
    ["is reported where the reporter is the biller", [testRow()], reported(), 500_000_000_000n, "reported"],
    ["is reported for a model without a price", [], reported(), 500_000_000_000n, "reported"],
    ["is unknown for a model without a price", [], null, null, "unpriced"],
    ["is not what a third party reports for it", [], reported({ isBiller: false }), null, "unpriced"],
    [
      "is unknown where the currency of the biller's report has no rate",
      [testRow()],
      reported({ currency: "CHF" }),
      null,
      "unpriced",
    ],
    [
      "is computed where that of a third party's report has none",
      [testRow()],
      reported({ currency: "CHF", isBiller: false }),
      computed,
      "computed",
    ],
  ])("%s", (_, rows, cost, billed, because) => {
    expect(costs(rows, cost)).toMatchObject({ billedPico: billed, billedBecause: because })
  })

  it("keeps all four costs", () => {
    const rows = [
      testRow(),
      testRow({ id: "half", layer: "override", rates: {}, relative: { percent: "-50" } }),
    ]
    expect(costs(rows, reported({ isBiller: false }))).toMatchObject({
      listPico: computed,
      computedPico: computed / 2n,
      reportedPico: 500_000_000_000n,
      billedPico: computed / 2n,
    })
  })

  it("is in the reporting currency and says by which rate", () => {
    const result = costs(
      [testRow({ currency: "CNY" })],
      reported({ amount: "1", currency: "CNY", isBiller: false }),
    )
    expect(result).toMatchObject({ computedPico: 168_000_000n, reportedPico: 140_000_000_000n })
    expect(result.exchange).toMatchObject({ from: "CNY", to: "USD", numerator: "0.14", denominator: "1" })
    expect(costs([testRow()], null).exchange).toBeNull()
  })

  it("is unknown where the price's currency has no rate", () => {
    expect(costs([testRow({ currency: "CHF" })], null)).toMatchObject({
      billedPico: null,
      unpricedBecause: "No exchange rate from CHF to USD is known for 2026-06-02.",
    })
  })

  it("of nothing is nothing", () => {
    const book = createPriceBook([], [])
    const query = testQuery({ item: testItem() })
    const result = chargeCosts({
      query,
      priced: priceItem(book, query),
      reported: null,
      reportingCurrency: "USD",
      book,
    })
    expect(result).toMatchObject({ listPico: 0n, computedPico: 0n, billedPico: 0n, unpricedBecause: null })
  })

  it("is rounded once, half to even, and not part by part", () => {
    const rates = { input_uncached: "0.00000000000025", output: "0.00000000000025" }
    const book = createPriceBook([testRow({ rates })], [])
    const of = (input: number, output: number) => {
      const query = testQuery({ item: testItem({ input_uncached: input, output }) })
      const priced = priceItem(book, query)
      return chargeCosts({ query, priced, reported: null, reportingCurrency: "USD", book }).billedPico
    }
    expect(of(1, 1)).toBe(0n)
    expect(of(3, 3)).toBe(2n)
    expect(of(2, 1)).toBe(1n)
  })
})

it("splits a charge over its parts to the last digit", () => {
  const amount = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 20 }))
    .map(([digits, scale]) => formatDecimal({ digits, scale }))
  const part = amount.map((text): PricedPart => ({ key: "output", quantity: 1, rate: text, amount: text }))
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      fc.array(part, { minLength: 1, maxLength: 8 }),
      (total, parts) => {
        const shares = splitParts(total, parts)
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(total)
        expect(shares.every((share) => share >= 0n)).toBe(true)
      },
    ),
  )
})
