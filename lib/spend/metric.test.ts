import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { add, formatDecimal, parseDecimal, picoToString, ZERO } from "@/lib/money"
import { measures, type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { amountOf, formatAmount, METRIC, METRICS, perRequests } from "./metric"
import { metricHeadline } from "./metric-headline"
import { toRatioLines } from "./ratio-series"
import { toRunning } from "./running"
import { toStackedBars } from "./series"

const zone = "Australia/Lord_Howe"
const base = {
  from: parseLocalOrInstant("2026-10-01", zone),
  to: parseLocalOrInstant("2026-10-08", zone),
  zone,
  interval: "day",
  dimension: "team",
} as const
const now = parseLocalOrInstant("2026-10-06T10:00", zone)
const spent: fc.Arbitrary<Spent> = fc.record({
  bucket: fc.integer({ min: 0, max: 5 }),
  value: fc.constantFrom<string | null | undefined>("a", "b", "c", null, undefined),
  billed: fc.bigInt({ min: 0n, max: 10n ** 16n }).map(picoToString),
})
const sum = (amounts: readonly string[]) => formatDecimal(amounts.map(parseDecimal).reduce(add, ZERO))
const additive = METRICS.filter((metric) => !METRIC[metric].isRatio)

describe("a metric", () => {
  test("that is a sum stacks to its total, by bucket and by series", () => {
    fc.assert(
      fc.property(fc.array(spent, { maxLength: 30 }), fc.constantFrom(...additive), (list, metric) => {
        const answer = spendAnswer({ ...base, spent: list })
        const model = toStackedBars(answer, { dimension: "team", now, metric })
        expect(model.total).toBe(amountOf(metric, answer.total))
        expect(sum(model.buckets.map((bucket) => bucket.total))).toBe(model.total)
        expect(sum(model.series.map((series) => series.total))).toBe(model.total)
      }),
    )
  })

  test("that runs on ends at its total", () => {
    fc.assert(
      fc.property(fc.array(spent, { maxLength: 30 }), (list) => {
        const model = toStackedBars(spendAnswer({ ...base, spent: list }), { dimension: "team", now })
        const begun = toRunning(model).buckets.filter((bucket) => bucket.state !== "future")
        expect(begun.at(-1)?.total).toBe(model.total)
        expect(begun.at(-1)?.values).toEqual(model.series.map((series) => series.total))
      }),
    )
  })

  test("per unit divides by what has a price alone", () => {
    const priced = { ...measures(["6"]), requests: 3, calls: 3 }
    const mixed = { ...priced, requests: 5, calls: 5, unpriced: { calls: 2, tokens: 40 } }
    expect(amountOf("per_request", mixed)).toBe(amountOf("per_request", priced))
    // Six calls for five requests: of four priced ones it is told that they are four sixths of the requests.
    expect(amountOf("per_request", { ...mixed, calls: 6 })).toBe("1.8")
    expect(amountOf("per_request", { ...mixed, billed: "0", unpriced: { calls: 5, tokens: 9 } })).toBeNull()
    const tokens = { ...priced.tokens, input_uncached: 100, output: 0, cache_read: 0, cache_write: 0 }
    expect(amountOf("per_thousand_tokens", { ...mixed, tokens })).toBe("100")
    const users = { count: 4, priced: 3, billed: "6" }
    expect(amountOf("per_user", { ...mixed, users })).toBe("2")
    expect(amountOf("per_user", { ...mixed, users: { ...users, priced: 0 } })).toBeNull()
    expect(perRequests({ ...priced, billed: "44104.57", requests: 11_615_136 }, 1_000n)).toBe(
      "3.797163459817",
    )
  })

  test("that is a quotient is taken of sums and rounded once, and is unknown without a divisor", () => {
    expect(amountOf("per_request", measures(["1", "2"]))).toBe("1.5")
    expect(amountOf("per_request", { ...measures(["1"]), requests: 3 })).toBe("0.333333333333")
    expect(amountOf("per_request", measures([]))).toBeNull()
    const answer = spendAnswer({ ...base, spent: [{ bucket: 1, value: "a", billed: "3" }] })
    const model = toRatioLines(answer, { dimension: "team", metric: "per_request", now })
    expect(model.total).toBe("3")
    expect(model.buckets.map((bucket) => bucket.total).slice(0, 3)).toEqual([null, "3", null])
  })

  test("is said in its own unit, and its change in words", () => {
    expect(formatAmount("2546120", null)).toBe("2,546,120")
    expect(formatAmount(null, "USD")).toBe("–")
    const answer = spendAnswer({
      ...base,
      spent: [{ bucket: 0, value: "a", billed: "9" }],
      before: { a: "8" },
    })
    expect(metricHeadline(answer, "billed", now)).toEqual({
      value: "$9.00",
      change: "up 12.5%, $1.00 more than 1–7 Oct",
    })
    expect(metricHeadline(answer, "requests", now).change).toBe("the same as 1–7 Oct")
  })
})
