import { expect, test } from "vitest"
import type { ReconcileAnswer } from "./schema"
import { answerWords, besidesWords, roundingWords, shareWords } from "./words"

const NOTHING = { base: "0", tied: "0", explained: "0", adjusted: "0", open: "0", tied_share: null }
const PARTS = { events: "0", tokens: "0", price: "0", charges: "0", timing: "0", rounding: "0", unknown: "0" }
const FIGURES = {
  bill: "0",
  ledger: "0",
  difference: "0",
  parts: PARTS,
  adjusted: "0",
  left: "0",
  unpriced_calls: 0,
}
const EMPTY: ReconcileAnswer = {
  range: { from: "2026-10-01", to: "2026-10-31" },
  ...{ zone: "UTC", currency: "USD", as_of: "2026-11-20T12:00:00.000Z", tied_out: NOTHING, trend: [] },
  ...{ total: FIGURES, rows: [], other: null, still_open: [], not_compared: [], without_bill: [] },
}

test("a share is rounded down: only what ties out whole is 100%", () => {
  expect(
    ["0.9999", "1.0000", "0.0500", "0.9872", null].map((share) => shareWords({ tied_share: share })),
  ).toEqual([...["99.99%", "100%", "5.00%", "98.72%", "–"]])
})

test("the answer names what is open by its parts, the largest first", () => {
  const tied = { ...NOTHING, base: "100", tied: "97", open: "3", tied_share: "0.9700" }
  const parts = { ...PARTS, tokens: "-1", price: "2", timing: "50" }
  const answer = { ...EMPTY, tied_out: tied, total: { ...FIGURES, parts }, other: { count: 3, ...FIGURES } }
  expect(answerWords(answer)).toEqual(["97.00% of $100.00 ties out.", "$3.00 is open: price, tokens."])
  expect(answerWords(EMPTY)).toEqual(["No closed day with a bill lies in this range."])
})

test("what rounding may come to is no row of noughts", () => {
  const told = ["0", "0.000000000050", "0.000001", "0.73"].map((amount) => roundingWords(amount, "USD"))
  expect(told).toEqual(["$0.00", "less than $0.000001", "$0.000001", "$0.73"])
})

test("what is in no sum is said, and calls without a price are never $0", () => {
  const span = { from: "2026-10-01", to: "2026-10-02" }
  const words = besidesWords({
    ...EMPTY,
    still_open: [{ provider: "openai", day: "2026-10-31", closes_at: "2026-11-02T00:00:00Z" }],
    not_compared: [{ provider: "qwen", day: "2026-10-03", because: "No rate is known." }],
    without_bill: [
      { provider: "anthropic", days: 2, ...span, ledger: "12.5", unpriced_calls: 0 },
      { provider: "house", days: 1, ...span, ledger: "0", unpriced_calls: 4 },
    ],
  })
  expect(words).toEqual([
    "31 Oct of openai is still open: the provider may add to it.",
    "3 Oct of qwen: No rate is known.",
    "Spend without a bill: anthropic $12.50 on 2 days, house 4 calls without a price on 1 day.",
  ])
})
