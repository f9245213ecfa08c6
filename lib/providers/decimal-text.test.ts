import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decimalText, excessOf, shifted, sumOf } from "./decimal-text"

describe("decimalText", () => {
  it("names the very double it was given, without an exponent", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
        const text = decimalText(value)
        expect(text).toMatch(/^\d+(\.\d+)?$/)
        expect(Number(text)).toBe(value)
      }),
    )
  })

  it.each([
    [0.000011165000000000002, "0.000011165000000000002"],
    [5.5e-5, "0.000055"],
    [1e21, null],
    ["8E-7", "0.0000008"],
    [" 12.50 ", "12.5"],
    [0, "0"],
    [-0, "0"],
    [-1, null],
    [Number.NaN, null],
    [5e-324, null],
    ["1,5", null],
    [null, null],
    [{}, null],
  ])("%j → %j", (value, text) => {
    expect(decimalText(value)).toBe(text)
  })
})

describe("sums", () => {
  it("are exact where doubles are not", () => {
    expect(sumOf("0.1", "0.2")).toBe("0.3")
    expect(excessOf("0.3", "0.1")).toBe("0.2")
    expect(excessOf("0.1", "0.1")).toBeNull()
    expect(shifted("1176500", 10)).toBe("0.00011765")
    expect(shifted("0.324", 2)).toBe("0.00324")
  })
})
