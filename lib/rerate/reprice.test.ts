import { expect, test } from "vitest"
import { OVER_LIMIT } from "@/lib/ledger/limits"
import { FLAG } from "@/lib/ledger/usage-event"
import { createPriceBook } from "@/lib/pricing/book"
import { testRow } from "@/lib/testing/price"
import { type LineNow, repriceCall } from "./reprice"

/** A million tokens in, at a dollar, as it stands. */
function line(more: Partial<LineNow> = {}): LineNow {
  return {
    ...{ time: new Date("2026-06-02T12:00:00Z"), key: 1n, line: 0, context_id: 1, price_id: 7, flags: 1 },
    ...{ list_pico: 10n ** 12n, computed_pico: null, billed_pico: 10n ** 12n, reported_pico: null },
    ...{
      provider: "p",
      model: "m",
      route: "direct",
      service_tier: null,
      asked: true,
      rates: null,
      extra: null,
    },
    ...{ input_uncached: 1_000_000, cache_read: 0, output: 0, reasoning: null },
    ...{ cache_write_5m: null, cache_write_1h: null, cache_write_other: null },
    ...more,
  }
}

const UNPRICED = { list_pico: null, billed_pico: null, price_id: null, flags: 1 | FLAG.unpriced }
const twoDollars = testRow({ rates: { input_uncached: "0.000002", output: "0" } })

function reprice(lines: LineNow[], rows = [twoDollars], onlyUnpriced = false) {
  const book = createPriceBook(rows, [])
  const found = repriceCall(lines, { book, currency: "USD", onlyUnpriced, billers: new Set(["gateway"]) })
  return found.map(({ price, changed }) => ({
    billed: price.billed,
    unpriced: (price.flags & FLAG.unpriced) !== 0,
    kept: price.price === "kept",
    changed,
  }))
}

const two = { billed: 2n * 10n ** 12n, unpriced: false, kept: false, changed: true }
const asIs = { billed: 10n ** 12n, unpriced: false, kept: true, changed: false }

test("a line costs what the price book says of its instant, and nothing where it says nothing", () => {
  expect(reprice([line()])).toEqual([two])
  const later = testRow({
    id: "later",
    effectiveFrom: "2026-06-02T12:00:01Z",
    rates: { input_uncached: "9" },
  })
  expect(reprice([line()], [later])).toEqual([{ billed: null, unpriced: true, kept: false, changed: true }])
  expect(reprice([line(UNPRICED)])).toEqual([two])
})

test("only what is asked for moves, and a call is unpriced as long as one of its lines is", () => {
  const aside = line({ line: 1, asked: false })
  expect(reprice([line(), aside])).toEqual([two, asIs])
  const unknown = line({ ...UNPRICED, line: 1, asked: false })
  expect(reprice([line(UNPRICED), unknown])).toEqual([
    { ...two, unpriced: true },
    { billed: null, unpriced: true, kept: true, changed: false },
  ])
  const other = line({ ...UNPRICED, line: 1, model: "without price" })
  expect(reprice([line(UNPRICED), other]).map(({ unpriced }) => unpriced)).toEqual([true, true])
})

test("unpriced calls alone leave every amount that there is", () => {
  expect(reprice([line()], [twoDollars], true)).toEqual([asIs])
  const partly = [line({ flags: 1 | FLAG.unpriced }), line({ ...UNPRICED, line: 1 })]
  expect(reprice(partly, [twoDollars], true)).toEqual([
    { ...asIs, changed: true },
    { ...two, changed: true },
  ])
})

test("pieces that are missing from an amount keep their call unpriced until a price has them", () => {
  const extra = { counts: { searches: 2 } }
  const missing = line({ extra, flags: 1 | FLAG.unpriced, rates: { input_uncached: "0.000001" } })
  expect(reprice([missing], [twoDollars], true)).toMatchObject([{ unpriced: true, changed: false }])
  expect(reprice([missing])).toMatchObject([{ billed: 2n * 10n ** 12n, unpriced: true }])
  const whole = testRow({ rates: { input_uncached: "0.000001", searches: "0.5" } })
  expect(reprice([missing], [whole])).toMatchObject([{ billed: 2n * 10n ** 12n, unpriced: false }])
})

test("tiers are chosen by the call's input, also where the line's own classes are less", () => {
  const rows = [
    testRow({ id: "short", conditions: { maxInputTokens: 1_500_000 } }),
    testRow({ id: "long", conditions: { minInputTokens: 1_500_001 }, rates: { input_uncached: "0.000005" } }),
  ]
  expect(reprice([line()], rows)).toMatchObject([{ billed: 10n ** 12n, changed: false }])
  expect(reprice([line({ extra: { input_total: 2_000_000 } })], rows)).toMatchObject([
    { billed: 5n * 10n ** 12n },
  ])
})

test("what no price book can price stays: fees, calls without usage, and what is over the day's limit", () => {
  const nothing = { input_uncached: 0, price_id: null }
  expect(reprice([line({ ...nothing, extra: { kind: "platform_fee" } })])).toEqual([asIs])
  const failed = line({ ...nothing, list_pico: 0n, billed_pico: 0n })
  const perRequest = testRow({ rates: { input_uncached: "0", request: "1" } })
  expect(reprice([failed], [perRequest])).toEqual([{ ...asIs, billed: 0n }])
  expect(reprice([line({ provider: OVER_LIMIT, model: OVER_LIMIT })])).toEqual([asIs])
})

test("what the biller charged stays, by the row's word or, in older rows, by its amounts or the gateway's name", () => {
  const reported = { reported_pico: 5n, billed_pico: 5n }
  const stays = [{ billed: 5n, unpriced: false, kept: false, changed: true }]
  expect(reprice([line({ ...reported, flags: 1 | FLAG.reporterBills })])).toEqual(stays)
  expect(reprice([line(reported)])).toEqual(stays)
  const agreed = { reported_pico: 10n ** 12n }
  expect(reprice([line({ ...agreed, route: "gateway" })])).toMatchObject([{ billed: 10n ** 12n }])
  expect(reprice([line({ ...agreed, route: "gateway", flags: 1 | FLAG.reporterPasses })])).toEqual([two])
  expect(reprice([line(agreed)])).toEqual([two])
})
