import { expect, test } from "vitest"
import type { CreditSummary } from "@/lib/credits/schema"
import { toBurnDown } from "./burn-down-model"

const CREDIT: CreditSummary = {
  ...{ id: 1, name: "Sign-up", scope: [], amount: "14", tokens: null, currency: "USD", pending: false },
  ...{ starts_at: "2026-11-01T00:00:00.000Z", expires_at: "2026-12-31T00:00:00.000Z", state: "active" },
  used: { billed: "4.000000000001", tokens: 0 },
  left: { amount: "9.999999999999", tokens: null },
  days: [
    { day: "2026-11-03", billed: "1.500000000001", tokens: 0 },
    { day: "2026-11-09", billed: "2.5", tokens: 0 },
  ],
}

test("what is left falls by what each day used, and the sentence says the end", () => {
  const { points, summary } = toBurnDown(CREDIT, "UTC")
  expect(points.map(({ day, left }) => [day, left])).toEqual([
    ["2026-11-03", "$12.50"],
    ["2026-11-09", "$10.00"],
  ])
  expect(points[1]?.share).toBeCloseTo(10 / 14, 6)
  expect(summary).toBe("Sign-up: $10.00 of $14.00 left, expires 31 Dec.")
})

test("tokens are counted, and no expiry is said", () => {
  const tokens = { amount: null, tokens: 1_000, left: { amount: null, tokens: 400 }, expires_at: null }
  const days = [{ day: "2026-11-03", billed: "0.1", tokens: 600 }]
  const { points, summary } = toBurnDown({ ...CREDIT, ...tokens, days }, "UTC")
  expect(points[0]).toMatchObject({ used: "600 tokens", left: "400 tokens" })
  expect(summary).toBe("Sign-up: 400 tokens of 1,000 tokens left, does not expire.")
})
