import { expect, test } from "vitest"
import type { RerateDetail, RerateFigures } from "@/lib/rerate/schema"
import { amountWords, applyWords, rangeWords, unpricedWords } from "./rerate-words"

const none = { calls: 0, tokens: 0 }
const figures = (difference: string, changed: number): RerateFigures => ({
  ...{ calls: 50_000, changed, before: "1", after: "1", difference, list_difference: "0" },
  ...{ unpriced_before: none, unpriced_after: none },
})

const detail = (total: RerateFigures, months: [string, RerateFigures][]) =>
  ({
    total,
    currency: "USD",
    by_month: months.map(([month, of]) => ({ month, ...of })),
  }) as unknown as RerateDetail

test("a re-rate says how many calls it moves, by how much and in which months", () => {
  const whole = figures("-612.35", 48_210)
  const one = detail(whole, [
    ["2026-10-01", figures("0", 0)],
    ["2026-11-01", whole],
  ])
  expect(applyWords(one)).toBe("Re-rate 48,210 calls: −$612.35 in November. History keeps both.")
  const two = detail(figures("0.5", 1), [
    ["2026-10-01", figures("0.25", 1)],
    ["2026-11-01", figures("0.25", 1)],
  ])
  expect(applyWords(two)).toBe("Re-rate 1 call: +$0.50 in October to November. History keeps both.")
})

test("a range that ends at a midnight ends with the day before", () => {
  const zone = "Asia/Kolkata"
  expect(rangeWords({ from: "2026-10-31T18:30:00Z", to: "2026-11-19T18:30:00Z" }, zone)).toBe(
    "1 Nov 2026 to 19 Nov 2026",
  )
  expect(rangeWords({ from: "2026-10-31T18:30:00Z", to: "2026-11-01T10:00:00Z" }, zone)).toBe("1 Nov 2026")
})

test("unpriced calls are told with their tokens", () => {
  expect(unpricedWords({ calls: 1, tokens: 4_500 })).toBe("1 call, 4,500 tokens")
  expect(unpricedWords(none)).toBe("none")
})

test("what no call has a price for is unknown, not zero", () => {
  const half = { calls: 25_000, tokens: 1 }
  const all = { calls: 50_000, tokens: 1 }
  expect(amountWords("0", all, figures("0", 0), "USD")).toBe("–")
  expect(amountWords("0", half, figures("0", 0), "USD")).toBe("$0.00")
  expect(amountWords("1.5", none, figures("0", 0), "USD")).toBe("$1.50")
})
