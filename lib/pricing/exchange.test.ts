import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseDecimal } from "@/lib/money"
import { convert, exchangeAt, exchangeTable } from "./exchange"
import type { ExchangeRate } from "./schema"

const rate = (currency: string, date: string, usdPerUnit: string): ExchangeRate => ({
  currency,
  date,
  usdPerUnit,
  source: `made up on ${date}`,
})

const table = exchangeTable([
  rate("CNY", "2026-06-01", "0.14"),
  rate("CNY", "2026-01-01", "0.13"),
  rate("EUR", "2026-03-01", "1.1"),
])

const at = (text: string) => new Date(text)

describe("the rate", () => {
  it.each([
    ["2026-01-01T00:00:00Z", "0.13"],
    ["2026-05-31T23:59:59.999Z", "0.13"],
    ["2026-06-01T00:00:00Z", "0.14"],
    ["2030-01-01T00:00:00Z", "0.14"],
  ])("is the newest at or before the day of %s", (time, expected) => {
    expect(exchangeAt(table, "CNY", "USD", at(time))?.used.numerator).toBe(expected)
  })

  it("is unknown before the first and for an unheard currency", () => {
    expect(exchangeAt(table, "CNY", "USD", at("2025-12-31T23:59:59Z"))).toBeNull()
    expect(convert(table, parseDecimal("1"), "CHF", "USD", at("2026-07-01T00:00:00Z"))).toBeNull()
  })

  it("of two currencies meets in the dollar and states both", () => {
    const found = convert(table, parseDecimal("1.1"), "CNY", "EUR", at("2026-07-01T00:00:00Z"))
    expect(found?.pico).toBe(140_000_000_000n)
    expect(found?.used).toEqual({
      from: "CNY",
      to: "EUR",
      numerator: "0.14",
      denominator: "1.1",
      date: "2026-03-01",
      source: "made up on 2026-06-01; made up on 2026-03-01",
    })
  })

  it("given later for the same day replaces the earlier", () => {
    const own = exchangeTable([rate("CNY", "2026-01-01", "0.13"), rate("CNY", "2026-01-01", "0.2")])
    expect(exchangeAt(own, "CNY", "USD", at("2026-01-01T05:00:00Z"))?.used.numerator).toBe("0.2")
  })

  it("refuses what is no day and no rate", () => {
    expect(() => exchangeTable([rate("CNY", "yesterday", "1")])).toThrow("CNY")
    expect(() => exchangeTable([rate("CNY", "2026-01-01", "0")])).toThrow("CNY")
  })
})

describe("converting", () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 20n })
  const positive = fc.bigInt({ min: 1n, max: 10n ** 9n })

  it("is the exact ratio, rounded once, half to even", () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 24 }), positive, positive, (amount, scale, from, to) => {
        const own = exchangeTable([rate("AAA", "2026-01-01", `${from}`), rate("BBB", "2026-01-01", `${to}`)])
        const found = convert(own, { digits: amount, scale }, "AAA", "BBB", at("2026-01-02T00:00:00Z"))
        const top = amount * from * 10n ** 12n
        const bottom = to * 10n ** BigInt(scale)
        const pico = found?.pico ?? -1n
        const distance = 2n * (pico * bottom - top)
        const size = distance < 0n ? -distance : distance
        expect(size).toBeLessThanOrEqual(bottom)
        if (size === bottom) expect(pico % 2n).toBe(0n)
      }),
    )
  })

  it("within one currency needs no rate", () => {
    expect(convert(table, parseDecimal("2.5"), "CHF", "CHF", at("2020-01-01T00:00:00Z"))).toEqual({
      pico: 2_500_000_000_000n,
      used: null,
    })
  })
})
