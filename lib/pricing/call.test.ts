import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { LineItem, NormalisedUsage, ReportedCost } from "@/lib/providers/schema"
import { testItem, testRow } from "@/lib/testing/price"
import { createPriceBook } from "./book"
import { priceCall } from "./call"

const book = createPriceBook(
  [
    testRow({
      id: "short",
      models: ["m"],
      conditions: { maxInputTokens: 100 },
      rates: { input_uncached: "1", output: "2" },
    }),
    testRow({
      id: "long",
      models: ["m"],
      conditions: { minInputTokens: 101 },
      rates: { input_uncached: "3", output: "4" },
    }),
    testRow({ id: "advisor", models: ["big"], rates: { input_uncached: "10", output: "20" } }),
  ],
  [],
)

function usage(items: [LineItem, ...LineItem[]], more: Partial<NormalisedUsage> = {}): NormalisedUsage {
  const { output: _, ...input } = items[0].classes
  return {
    shape: "made up",
    model: "m",
    responseId: null,
    items,
    inputTotal: Object.values(input).reduce((sum, count) => sum + count, 0),
    serviceTier: null,
    region: null,
    speed: null,
    thinking: null,
    reported: null,
    warnings: [],
    ...more,
  }
}

const call = (of: NormalisedUsage) =>
  priceCall({
    usage: of,
    provider: "p",
    route: "direct",
    model: "asked",
    at: new Date("2026-06-02T12:00:00Z"),
    reportingCurrency: "USD",
    book,
  })

const PICO = 1_000_000_000_000n
const advisor = testItem({ input_uncached: 200, output: 1 }, { kind: "advisor", model: "big" })
const cost = (amount: string, more: Partial<ReportedCost> = {}): ReportedCost => ({
  amount,
  currency: "USD",
  source: "usage.cost",
  isBiller: true,
  ...more,
})

it("prices each line by its own model, and each by its own length", () => {
  const result = call(usage([testItem({ input_uncached: 10, output: 1 }), advisor]))
  expect(result.charges.map(({ model, priced }) => [model, priced.computed?.row.id])).toEqual([
    ["m", "short"],
    ["big", "advisor"],
  ])
  expect(result.billedPico).toBe((12n + 2_020n) * PICO)
})

it("chooses the serving line's tier by the payload's own total", () => {
  const result = call(usage([testItem({ input_uncached: 10, output: 1 })], { inputTotal: 101 }))
  expect(result.charges[0]?.priced.computed?.row.id).toBe("long")
})

describe("a biller's amount", () => {
  it("is shared out over the lines by what each should cost, fees apart, to the last digit", () => {
    const amount = fc.integer({ min: 0, max: 10 ** 9 }).map((digits) => (digits / 1e6).toFixed(6))
    fc.assert(
      fc.property(amount, fc.nat(500), fc.nat(500), fc.nat(100), (text, input, output, feeShare) => {
        const fee = ((Number(text) * feeShare) / 200).toFixed(6)
        const fees = [{ kind: "tool_fee" as const, amount: fee, detail: "search" }]
        const result = call(
          usage([testItem({ input_uncached: input, output }), advisor], { reported: cost(text, { fees }) }),
        )
        const billed = result.charges.reduce((sum, charge) => sum + (charge.costs.billedPico ?? -1n), 0n)
        expect(billed).toBe(BigInt(text.replace(".", "")) * 1_000_000n)
        expect(result.billedPico).toBe(billed)
        expect(result.charges.at(-1)?.kind).toBe("tool_fee")
        expect(result.charges.every((charge) => (charge.costs.billedPico ?? -1n) >= 0n)).toBe(true)
      }),
    )
  })

  it("goes by tokens where a line has no price", () => {
    const unknown = testItem({ input_uncached: 30 }, { kind: "advisor", model: "unknown" })
    const result = call(usage([testItem({ input_uncached: 10 }), unknown], { reported: cost("4") }))
    expect(result.charges.map((charge) => charge.costs.billedPico)).toEqual([PICO, 3n * PICO])
    expect(result.charges.map((charge) => charge.costs.unpricedBecause)).toEqual([null, null])
    expect(result.computedPico).toBeNull()
  })

  it("of a call on one's own key is upstream and fee together, the fee on a line of its own", () => {
    const fees = [{ kind: "platform_fee" as const, amount: "0.6", detail: "5 % on one's own key" }]
    const result = call(
      usage([testItem({ input_uncached: 10, output: 1 })], { reported: cost("12.6", { fees }) }),
    )
    expect(result.charges.map(({ kind, costs }) => [kind, costs.billedPico])).toEqual([
      ["message", 12n * PICO],
      ["platform_fee", (6n * PICO) / 10n],
    ])
    expect(result.warnings).toEqual([])
  })

  it("smaller than its own fees keeps its total", () => {
    const fees = [{ kind: "tool_fee" as const, amount: "5", detail: "more than all" }]
    const result = call(usage([testItem({ input_uncached: 10 })], { reported: cost("1", { fees }) }))
    expect(result.billedPico).toBe(PICO)
    expect(result.charges).toHaveLength(1)
  })

  it("of nothing for a failed stream is nothing", () => {
    const result = call(usage([testItem({ input_uncached: 10 })], { reported: cost("0") }))
    expect(result.billedPico).toBe(0n)
    expect(result.warnings).toEqual([expect.objectContaining({ code: "reported_differs" })])
  })
})

it("keeps a third party's figure beside the computed one", () => {
  const result = call(
    usage([testItem({ input_uncached: 10, output: 1 })], { reported: cost("9", { isBiller: false }) }),
  )
  expect(result).toMatchObject({ reportedPico: 9n * PICO, billedPico: 12n * PICO, computedPico: 12n * PICO })
  expect(result.warnings[0]?.detail).toBe("usage.cost says 9 USD, the price book computes 12.")
})

it("flags a call over a change of price and prices it by its start", () => {
  const noon = testRow({
    id: "afternoon",
    models: ["m"],
    conditions: { utcHours: [{ from: "12:00", to: "18:00" }] },
  })
  const changing = createPriceBook([testRow({ id: "day", models: ["m"] }), noon], [])
  const over = (at: string, until: string) =>
    priceCall({
      usage: usage([testItem({ input_uncached: 10 })]),
      provider: "p",
      route: "direct",
      model: "m",
      at: new Date(at),
      until: new Date(until),
      reportingCurrency: "USD",
      book: changing,
    })
  const straddling = over("2026-06-02T11:59:59Z", "2026-06-02T12:00:00Z")
  expect(straddling.charges[0]?.priced.computed?.row.id).toBe("day")
  expect(straddling.warnings[0]?.detail).toContain("from day to afternoon")
  expect(over("2026-06-02T12:00:00Z", "2026-06-02T12:00:10Z").warnings).toEqual([])
})

it("has no total where one line is unknown", () => {
  const unknown = testItem({ input_uncached: 30 }, { kind: "advisor", model: "unknown" })
  expect(call(usage([testItem({ input_uncached: 10 }), unknown])).billedPico).toBeNull()
})
