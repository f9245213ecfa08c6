import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compare, formatDecimal } from "@/lib/money"
import { SUB_COUNTS, TOKEN_CLASSES } from "@/lib/providers/schema"
import { testItem, testRow } from "@/lib/testing/price"
import { compileRates, pricedParts, rateItem } from "./rates"
import type { PriceRow } from "./schema"

const compiled = (rates: PriceRow["rates"]) => compileRates(testRow({ rates }))
const amountOf = (rates: PriceRow["rates"], item = testItem()) => rateItem(compiled(rates), item)

const rate = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 8n }), fc.integer({ min: 0, max: 23 }))
  .map(([digits, scale]) => formatDecimal({ digits, scale }))
const count = fc.nat(3_000_000)
const classes = fc.record(Object.fromEntries(TOKEN_CLASSES.map((key) => [key, count])))
const everyRate = fc.record(Object.fromEntries(TOKEN_CLASSES.map((key) => [key, rate])))

/** A fraction in whole numbers, apart from everything the price book does. */
function fraction(text: string): { top: bigint; bottom: bigint } {
  const [whole = "0", decimals = ""] = text.split(".")
  return { top: BigInt(whole + decimals), bottom: 10n ** BigInt(decimals.length) }
}

describe("an amount", () => {
  it("is the one an independent fraction gives, to the last digit", () => {
    fc.assert(
      fc.property(everyRate, classes, (rates, counts) => {
        let top = 0n
        let bottom = 1n
        for (const key of TOKEN_CLASSES) {
          const one = fraction(rates[key] ?? "0")
          top = top * one.bottom + one.top * BigInt(counts[key] ?? 0) * bottom
          bottom *= one.bottom
        }
        const { amount } = amountOf(rates, testItem(counts))
        expect(amount.digits * bottom).toBe(top * 10n ** BigInt(amount.scale))
      }),
    )
  })

  it("is never negative and never falls when a class grows", () => {
    fc.assert(
      fc.property(
        everyRate,
        classes,
        fc.constantFrom(...TOKEN_CLASSES),
        count,
        (rates, counts, key, more) => {
          const less = amountOf(rates, testItem(counts)).amount
          const grown = amountOf(rates, testItem({ ...counts, [key]: (counts[key] ?? 0) + more })).amount
          expect(less.digits).toBeGreaterThanOrEqual(0n)
          expect(compare(grown, less)).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it("is the sum of its parts, whose tokens are the item's", () => {
    const ofWhich = fc.record(Object.fromEntries(SUB_COUNTS.map((key) => [key, count])), { requiredKeys: [] })
    const subRates = fc.record(Object.fromEntries(SUB_COUNTS.map((key) => [key, rate])), { requiredKeys: [] })
    fc.assert(
      fc.property(everyRate, subRates, classes, ofWhich, (rates, own, counts, parts) => {
        const rated = amountOf({ ...rates, ...own }, testItem(counts, { ofWhich: parts }))
        const total = rated.parts.reduce((sum, part) => sum + part.amount, 0n)
        const tokens = rated.parts.reduce((sum, part) => sum + part.quantity, 0)
        expect(total).toBe(rated.amount.digits)
        expect(tokens).toBe(TOKEN_CLASSES.reduce((sum, key) => sum + (counts[key] ?? 0), 0))
        expect(rated.parts.every(({ quantity }) => quantity > 0)).toBe(true)
      }),
    )
  })
})

describe("a class without a rate", () => {
  const input = { input_uncached: "3", output: "5" }

  it.each([
    ["a cache read costs what input costs", input, { cache_read: 2 }, "6"],
    ["a cache write costs so too where no write has a fee", input, { cache_write_5m: 2 }, "6"],
    ["whatever its lifetime", input, { cache_write_1h: 2, cache_write_other: 1 }, "9"],
    [
      "an unstated lifetime is the short one",
      { ...input, cache_write_5m: "4" },
      { cache_write_other: 2 },
      "8",
    ],
    ["and the other way round", { ...input, cache_write_other: "4" }, { cache_write_5m: 2 }, "8"],
    ["a rate of 0 is a price", { ...input, cache_read: "0" }, { cache_read: 2 }, "0"],
  ])("%s", (_, rates, counts, expected) => {
    const rated = amountOf(rates, testItem(counts))
    expect(rated.missing).toBeNull()
    expect(formatDecimal(rated.amount)).toBe(expected)
  })

  it.each([
    [
      "an hour's write beside a known shorter one",
      { ...input, cache_write_5m: "4" },
      { cache_write_1h: 1 },
      "cache_write_1h",
    ],
    ["output of an embedding model", { input_uncached: "3" }, { output: 1 }, "output"],
    ["input of a model with pieces alone", { seconds: "3" }, { input_uncached: 1 }, "input_uncached"],
  ])("stays unknown: %s", (_, rates, counts, missing) => {
    expect(amountOf(rates, testItem(counts)).missing).toBe(missing)
  })

  it("does not matter while it has no tokens", () => {
    expect(amountOf({ input_uncached: "3" }, testItem({ input_uncached: 1 })).missing).toBeNull()
  })
})

describe("a sub-count with a rate of its own", () => {
  const rates = {
    input_uncached: "1",
    cache_read: "0.1",
    output: "2",
    audio_in: "10",
    cached_audio: "1",
    image_out: "20",
  }
  const parts = (counts: Parameters<typeof testItem>[0], ofWhich: Record<string, number>) => {
    const compiledRates = compiled(rates)
    const rated = rateItem(compiledRates, testItem(counts, { ofWhich }))
    return pricedParts(rated.parts, compiledRates.scale).map(({ key, quantity, amount }) => [
      key,
      quantity,
      amount,
    ])
  }

  it.each([
    [
      "replaces the plain rate for its tokens",
      { input_uncached: 10 },
      { audio_in: 4 },
      [
        ["audio_in", 4, "40"],
        ["input_uncached", 6, "6"],
      ],
    ],
    [
      "leaves the rest of its class",
      { output: 1_300 },
      { image_out: 1_290 },
      [
        ["image_out", 1_290, "25800"],
        ["output", 10, "20"],
      ],
    ],
    [
      "counts cached audio at the cached rate alone",
      { input_uncached: 6, cache_read: 4 },
      { audio_in: 7, cached_audio: 4 },
      [
        ["cached_audio", 4, "4"],
        ["audio_in", 3, "30"],
        ["input_uncached", 3, "3"],
      ],
    ],
    ["never takes more than its class has", { input_uncached: 2 }, { audio_in: 9 }, [["audio_in", 2, "20"]]],
    [
      "without a rate changes nothing",
      { input_uncached: 5 },
      { image_in: 5, reasoning: 1 },
      [["input_uncached", 5, "5"]],
    ],
  ])("%s", (_, counts, ofWhich, expected) => {
    expect(parts(counts, ofWhich)).toEqual(expected)
  })
})

describe("pieces", () => {
  it("cost their rate each, whole or not", () => {
    const item = testItem({}, { counts: { seconds: 2.5, web_search_requests: 3, mcp_calls: 7 } })
    expect(formatDecimal(amountOf({ seconds: "0.0001", web_search_requests: "0.01" }, item).amount)).toBe(
      "0.03025",
    )
  })

  it("include the request itself, once per serving line", () => {
    const rates = { input_uncached: "1", request: "0.012" }
    expect(formatDecimal(amountOf(rates, testItem({ input_uncached: 2 })).amount)).toBe("2.012")
    expect(formatDecimal(amountOf(rates, testItem({ input_uncached: 2 }, { kind: "advisor" })).amount)).toBe(
      "2",
    )
  })
})

it("refuses a negative rate", () => {
  expect(() => compiled({ output: "-1" })).toThrow("negative")
})
