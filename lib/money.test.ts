import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, multiply, parseDecimal, picoToString, splitLargestRemainder } from "./money"

const decimal = fc.record({
  digits: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  scale: fc.nat({ max: 24 }),
})

describe("a decimal as text", () => {
  test("is the same number, without an exponent, a trailing zero or a bare point", () => {
    fc.assert(
      fc.property(decimal, (value) => {
        const text = formatDecimal(value)
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
        const read = parseDecimal(text)
        const scale = Math.max(read.scale, value.scale)
        const at = ({ digits, scale: own }: typeof read) => digits * 10n ** BigInt(scale - own)
        expect(at(read)).toBe(at(value))
        expect(formatDecimal(read)).toBe(text)
      }),
    )
  })

  test("of pico has at most twelve places", () => {
    expect(
      [0n, 1n, -1n, 10n ** 12n, 199_095_360_000n, -3n * 10n ** 12n, 1_000_000_000_001n].map(picoToString),
    ).toEqual(["0", "0.000000000001", "-0.000000000001", "1", "0.19909536", "-3", "1.000000000001"])
  })
})

test("sums and products are exact", () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(formatDecimal(add(a, b))).toBe(formatDecimal(add(b, a)))
      const less = add(add(a, b), { ...b, digits: -b.digits })
      expect(formatDecimal(less)).toBe(formatDecimal(a))
      const product = multiply(a, b)
      expect(product.digits * 10n ** BigInt(a.scale + b.scale - product.scale)).toBe(a.digits * b.digits)
    }),
  )
})

test("parts in proportion sum to the whole, and differ by less than one from their share", () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), weights, (total, shares) => {
      const parts = splitLargestRemainder(total, shares)
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(total)
      const sum = shares.reduce((a, b) => a + b, 0n)
      if (sum === 0n) return
      parts.forEach((part, i) => {
        const off = part * sum - total * (shares[i] ?? 0n)
        expect(off < sum && off > -sum).toBe(true)
      })
    }),
  )
})
