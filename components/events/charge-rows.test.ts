import fc from "fast-check"
import { expect, test } from "vitest"
import type { ChargeDetail } from "@/lib/ledger/schema"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { formatProvenance } from "@/lib/money-format"
import { printCharges } from "./charge-rows"

const CLASSES = {
  input_uncached: 0,
  cache_read: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
  cache_write_other: 0,
  output: 0,
}

const PRICE = {
  listRow: "openai/gpt-test",
  overrideRow: null,
  currency: "USD",
  effectiveFrom: null,
  source: "made up",
  sourceUrl: null,
  asOf: "2026-01-01",
  conditionsMet: [],
  notChosen: [],
  exchange: null,
}

function charge(overrides: Partial<ChargeDetail> = {}): ChargeDetail {
  return {
    line: 0,
    kind: "message",
    model: "gpt-test",
    classes: CLASSES,
    ofWhich: {},
    counts: {},
    list: null,
    computed: null,
    reported: null,
    billed: null,
    parts: [],
    price: PRICE,
    unpricedBecause: null,
    ...overrides,
  }
}

function part(key: string, picos: bigint | null): ChargeDetail["parts"][number] {
  const billed = picos === null ? null : picoToString(picos)
  return { key, quantity: 1, listRate: "1", rate: "1", unit: "million", billed }
}

/** `$0.12345678` as the decimal it shows. */
function shown(text: string) {
  return parseDecimal(text.replace(/[$,]/g, ""))
}

test("parts add up to their charge and charges to the call, in the digits that are shown", () => {
  const picos = fc.array(fc.bigInt({ min: 0n, max: 10n ** 14n }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.array(picos, { minLength: 1, maxLength: 5 }), (amounts) => {
      const charges = amounts.map((parts, line) => {
        const billed = picoToString(parts.reduce((a, b) => a + b, 0n))
        return charge({ line, billed, computed: billed, parts: parts.map((p, i) => part(`class_${i}`, p)) })
      })
      const printed = printCharges({ charges, currency: "USD" })
      for (const { lines, billed } of printed.charges) {
        expect(lines.map((line) => shown(line.billed)).reduce(add, ZERO)).toEqual(shown(billed))
      }
      expect(printed.charges.map(({ billed }) => shown(billed)).reduce(add, ZERO)).toEqual(
        shown(printed.billed),
      )
      const exact = picoToString(amounts.flat().reduce((a, b) => a + b, 0n))
      expect(printed.billed).toBe(formatProvenance(exact, "USD"))
    }),
  )
})

test("a sub-count stands below its class and is not added, unless it has a rate of its own", () => {
  const counted = charge({
    classes: { ...CLASSES, input_uncached: 100, output: 40 },
    ofWhich: { reasoning: 30, audio_in: 10 },
    billed: "0.0000014",
    computed: "0.0000014",
    parts: [
      { ...part("audio_in", 1n), quantity: 10 },
      { ...part("input_uncached", 1n), quantity: 90 },
      { ...part("output", 1n), quantity: 40 },
    ],
  })
  const [printed] = printCharges({ charges: [counted], currency: "USD" }).charges
  expect(printed?.lines.map(({ key, ofWhich, quantity }) => [key, ofWhich, quantity])).toEqual([
    ["audio_in", false, "10"],
    ["input_uncached", false, "90"],
    ["output", false, "40"],
    ["reasoning", true, "30"],
  ])
  expect(printed?.tokens).toBe(140)
})

test("what has no price is unknown in every row and in the sums, never nothing", () => {
  const unpriced = charge({ price: null, parts: [part("output", null)], classes: { ...CLASSES, output: 5 } })
  const priced = charge({ billed: "1", computed: "1", parts: [part("output", 10n ** 12n)] })
  const { charges, billed } = printCharges({ charges: [priced, unpriced], currency: "USD" })
  expect(charges[1]?.lines.map((line) => [line.list, line.contract, line.billed])).toEqual([["–", "–", "–"]])
  expect([charges[0]?.billed, charges[1]?.billed, billed]).toEqual(["$1.00000000", "–", "–"])
})

test("a biller's one amount is kept where the price list cannot split it", () => {
  const parts = [part("input_uncached", null), part("output", null)]
  const billed = charge({ price: null, billed: "0.25", parts })
  const fee = charge({ kind: "platform_fee", billed: "0.01", computed: "0.01" })
  const printed = printCharges({ charges: [billed, fee], currency: "USD" })
  expect(printed.charges.map((each) => each.billed)).toEqual(["$0.25000000", "$0.01000000"])
  expect(printed.charges[0]?.lines[0]?.billed).toBe("–")
  expect(printed.billed).toBe("$0.26000000")
})

test("rates are per million tokens in the list's own currency, and by the piece where they are", () => {
  const row = charge({
    price: { ...PRICE, currency: "CNY", overrideRow: "ours" },
    billed: "0.02",
    computed: "0.02",
    parts: [
      { ...part("output", 1n), listRate: "4", rate: "3.6" },
      {
        key: "web_search_requests",
        quantity: 2,
        listRate: "0.01",
        rate: "0.01",
        unit: "piece",
        billed: "0.02",
      },
    ],
  })
  const { charges, hasContract } = printCharges({ charges: [row], currency: "USD" })
  expect(hasContract).toBe(true)
  expect(charges[0]?.lines.map(({ list, contract }) => [list, contract])).toEqual([
    ["¥4.00", "¥3.60"],
    ["¥0.01 each", "¥0.01 each"],
  ])
  expect(formatDecimal(shown("$0.02"))).toBe("0.02")
})
