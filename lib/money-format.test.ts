import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, compare, formatDecimal, parseDecimal, picoToString, ZERO } from "./money"
import {
  centParts,
  changeTenths,
  currencySign,
  formatAxisMoney,
  formatChangeTenths,
  formatCompact,
  formatCount,
  formatMoney,
  formatMoneyChange,
  formatMoneyColumn,
  formatMoneyParts,
  formatMoneyWhole,
  formatProvenance,
  formatProvenanceParts,
  formatRates,
  formatRough,
  formatTenths,
  shareTenths,
  splitCompact,
  splitMoney,
} from "./money-format"

const pico = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })
const amount = fc.oneof(pico, fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n })).map(picoToString)
const positive = fc.bigInt({ min: 0n, max: 10n ** 18n }).map(picoToString)

/** Reads a printed amount back, so that a test can compare it with the exact one. */
function read(text: string): ReturnType<typeof parseDecimal> {
  return parseDecimal(text.replace(/[$,+\u2007\u00a0]/g, "").replace("−", "-"))
}

const absolute = (value: ReturnType<typeof parseDecimal>) => ({
  digits: value.digits < 0n ? -value.digits : value.digits,
  scale: value.scale,
})
const minus = (a: string, b: ReturnType<typeof parseDecimal>) =>
  absolute(add(parseDecimal(a), { digits: -b.digits, scale: b.scale }))

describe("money", () => {
  test("is printed within half a cent, and $0.00 means none", () => {
    fc.assert(
      fc.property(amount, (value) => {
        const printed = read(formatMoney(value, "USD"))
        expect(compare(minus(value, printed), parseDecimal("0.005"))).toBeLessThanOrEqual(0)
        expect(printed.digits === 0n).toBe(parseDecimal(value).digits === 0n)
      }),
    )
  })

  test.each([
    ["8532.28", "$8,532.28"],
    ["44104.57", "$44,104.57"],
    ["0", "$0.00"],
    ["0.125", "$0.12"],
    ["0.135", "$0.14"],
    ["-512.79", "−$512.79"],
    ["0.0000123", "$0.0000123"],
    ["0.0000123456", "$0.00001235"],
    ["1234567890.5", "$1,234,567,890.50"],
  ])("%s is %s", (value, text) => {
    expect(formatMoney(value, "USD")).toBe(text)
  })

  test("shows changes with their sign", () => {
    expect(["1789.16", "-512.79", "0"].map((value) => formatMoneyChange(value, "USD"))).toEqual([
      "+$1,789.16",
      "−$512.79",
      "$0.00",
    ])
  })

  test("a column aligns its points and keeps four significant digits under one", () => {
    const column = formatMoneyColumn(["0.1229", "0.04765", "0.0172", "0", "0.0078943", "12.5", null], "USD")
    expect(column).toEqual([
      "$0.1229\u2007\u2007",
      "$0.04765\u2007",
      "$0.0172\u2007\u2007",
      "$0.00\u2007\u2007\u2007\u2007",
      "$0.007894",
      "$12.50\u2007\u2007\u2007\u2007",
      "–",
    ])
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 20 }), (values) => {
        const printed = formatMoneyColumn(values, "USD")
        expect(new Set(printed.map((text) => text.length - text.indexOf("."))).size).toBe(1)
        for (const [index, value] of values.entries()) {
          const exact = parseDecimal(value)
          const gap = minus(value, read(printed[index] ?? ""))
          const tolerance = exact.digits < 10n ** BigInt(exact.scale) ? "0.00005" : "0.005"
          expect(compare(gap, parseDecimal(tolerance))).toBeLessThanOrEqual(0)
        }
      }),
    )
  })

  test("provenance has eight decimals", () => {
    expect(formatProvenance("0.19909536", "USD")).toBe("$0.19909536")
    expect(formatProvenance("12", "EUR")).toBe("€12.00000000")
    expect(formatProvenance("0.000000005", "USD")).toBe("$0.00000000")
    expect(formatProvenance("-0.05", "USD")).toBe("−$0.05000000")
  })

  test("parts of a charge add up to the charge as printed", () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), (values) => {
        const printed = formatProvenanceParts(values, "USD").map(read)
        const total = formatDecimal(values.map(parseDecimal).reduce(add, ZERO))
        expect(compare(printed.reduce(add, ZERO), read(formatProvenance(total, "USD")))).toBe(0)
        for (const [index, value] of values.entries()) {
          expect(
            compare(minus(value, printed[index] ?? ZERO), parseDecimal("0.00000001")),
          ).toBeLessThanOrEqual(0)
        }
      }),
    )
  })

  test("rates of a column are exact and share their decimals", () => {
    expect(formatRates(["2.76", "0.276", "13.8", null], "USD")).toEqual(["$2.760", "$0.276", "$13.800", "–"])
    expect(formatRates(["3.000", "15"], "USD")).toEqual(["$3.00", "$15.00"])
    expect(formatRates([], "USD")).toEqual([])
  })

  test("whole, split and signs", () => {
    expect(formatMoneyWhole("69837.6", "USD")).toBe("$69,838")
    expect(splitMoney("44104.57", "USD")).toEqual({ value: "$44,104", small: ".57" })
    expect(splitMoney("0.57", "USD")).toEqual({ value: "$0.57", small: "" })
    expect(splitMoney("-3.8", "USD")).toEqual({ value: "−$3", small: ".80" })
    expect(["USD", "EUR", "CNY", "CHF"].map(currencySign)).toEqual(["$", "€", "¥", "CHF\u00a0"])
  })
})

describe("counts", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1_100, "1.10\u00a0k"],
    [401_503, "401.5\u00a0k"],
    [999_999, "1.00\u00a0M"],
    [502_600_000, "502.6\u00a0M"],
    [11_615_136, "11.62\u00a0M"],
    [7_619_000_000, "7.62\u00a0B"],
    [72_344_000_000, "72.34\u00a0B"],
    [-11_615_136, "−11.62\u00a0M"],
  ])("%i is %s in a tight column", (count, text) => {
    expect(formatCompact(count)).toBe(text)
  })

  test.each([
    [412, "412"],
    [1_100, "1.1\u00a0k"],
    [1_900_000, "1.9\u00a0M"],
    [2_000_000, "2\u00a0M"],
    [18_480_000, "18\u00a0M"],
    [999_950, "1\u00a0M"],
  ])("%i is about %s", (count, text) => {
    expect(formatRough(count)).toBe(text)
  })

  test("in full and split", () => {
    expect(formatCount(2_546_120)).toBe("2,546,120")
    expect(formatCount(-1_234n)).toBe("−1,234")
    expect(splitCompact(11_615_136)).toEqual({ value: "11.62", small: "\u00a0M" })
  })
})

describe("shares", () => {
  test("sum to 100.0% and stay within a tenth of themselves", () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 30 }), (values) => {
        const tenths = shareTenths(values)
        const none = values.every((value) => parseDecimal(value).digits === 0n)
        expect(tenths === null).toBe(none)
        if (tenths) expect(tenths.reduce((a, b) => a + b, 0)).toBe(1_000)
      }),
    )
  })

  test.each([
    ["44104.57", "39206.36", "+12.5%"],
    ["787.07", "1299.86", "−39.4%"],
    ["5", "5", "0.0%"],
    ["0", "5", "−100.0%"],
  ])("%s against %s is %s", (now, before, text) => {
    expect(formatChangeTenths(changeTenths(now, before) ?? 0)).toBe(text)
  })

  test("nothing before has no percentage", () => {
    expect(changeTenths("5", "0")).toBeNull()
    expect(formatTenths(291)).toBe("29.1%")
  })
})

test("axis ticks are short", () => {
  const ticks = [0, 1_000, 1_500, 3_000_000, 0.05, 250, 0.30000000000000004]
  expect(ticks.map((tick) => formatAxisMoney(tick, "USD"))).toEqual([
    "$0",
    "$1k",
    "$1.5k",
    "$3M",
    "$0.05",
    "$250",
    "$0.3",
  ])
})

test("parts in cents are within one of themselves and add up to their sum in cents", () => {
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 12 }), (amounts) => {
      const parts = centParts(amounts).map(parseDecimal)
      const exact = amounts.map(parseDecimal).reduce(add, ZERO)
      expect(read(formatMoneyChange(formatDecimal(parts.reduce(add, ZERO)), "USD"))).toEqual(
        read(formatMoneyChange(centParts([formatDecimal(exact)])[0] ?? "", "USD")),
      )
      for (const [at, part] of parts.entries()) {
        const { digits, scale } = parseDecimal(amounts[at] ?? "0")
        const apart = add(part, { digits: -digits, scale })
        const size = { ...apart, digits: apart.digits < 0n ? -apart.digits : apart.digits }
        expect(compare(size, { digits: 1n, scale: 2 })).toBeLessThan(0)
      }
    }),
  )
})

test("a column of parts prints what adds up to its printed total, and only zero as zero", () => {
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 12 }), (amounts) => {
      const { parts, total } = formatMoneyParts(amounts, "USD")
      expect(compare(parts.map(read).reduce(add, ZERO), read(total))).toBe(0)
      for (const [at, part] of parts.entries()) {
        expect(read(part).digits === 0n).toBe(parseDecimal(amounts[at] ?? "0").digits === 0n)
      }
    }),
  )
  expect(formatMoneyParts(["0.335", "0.335", "0.33"], "USD")).toEqual({
    parts: ["$0.34", "$0.33", "$0.33"],
    total: "$1.00",
  })
})
