import { describe, expect, test } from "vitest"
import { type Spent, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { toCoverage, toHeadlines } from "./headline"
import type { SpendAnswer } from "./schema"

const zone = "Europe/Berlin"
const base = {
  from: parseLocalOrInstant("2026-11-01", zone),
  to: parseLocalOrInstant("2026-11-20", zone),
  zone,
  interval: "day",
  dimension: "team",
} as const
const now = new Date("2026-11-19T09:24:31Z")
const october = { from: "2026-09-30T22:00:00.000Z", to: "2026-10-19T08:24:31.000Z" }

function answerOf(spent: readonly Spent[], before?: Record<string, string>): SpendAnswer {
  const answer = spendAnswer({ ...base, spent, ...(before ? { before } : {}) })
  return { ...answer, compare: answer.compare && { ...answer.compare, range: october } }
}

const spent = [
  { bucket: 0, value: "a", billed: "44000" },
  { bucket: 18, value: null, billed: "104.57" },
]

describe("headlines", () => {
  test("say the figure, its change in words and what it is against", () => {
    const [spend, requests, unit, cache] = toHeadlines(answerOf(spent, { a: "39206.36" }), now)
    expect(spend).toMatchObject({
      label: "Spend, 1–19 Nov",
      value: "$44,104",
      small: ".57",
      delta: "up 12.5%",
      after: ", $4,898.21 more",
      against: "than 1–19 Oct until 10:24",
    })
    expect(spend?.trend).toHaveLength(19)
    expect([spend?.trend[0], spend?.trend[1], spend?.trend[18]]).toEqual(["44000", "0", "104.57"])
    expect(requests).toMatchObject({ value: "2", delta: "up 100.0%", against: "1 more" })
    expect(unit).toMatchObject({ value: "$22,052,285", delta: "down 43.8%", against: "was $39,206,360.00" })
    expect(unit?.trend).toEqual(["44000000", "104570"])
    expect(cache).toMatchObject({
      value: "40.0",
      small: "%",
      delta: "unchanged",
      against: "800 of 2.00\u00a0k tokens",
    })
  })

  test("call what was not there before new, and compare with nothing when asked to", () => {
    const fresh = toHeadlines(answerOf(spent, {}), now)
    expect(fresh[0]).toMatchObject({ delta: "new", after: null, against: "nothing in 1–19 Oct until 10:24" })
    expect(fresh.map((headline) => headline.delta)).toEqual(["new", "new", "new", null])
    for (const { delta, after } of toHeadlines(answerOf(spent), now))
      expect([delta, after]).toEqual([null, null])
  })

  test("know no cost of calls that have no price, and none that would be zero", () => {
    const answer = answerOf([{ bucket: 0, value: "a", billed: "0" }], { a: "12" })
    const unpriced = { calls: answer.total.calls, tokens: 9 }
    const total = { ...answer.total, unpriced }
    const headlines = toHeadlines({ ...answer, total, unpriced }, now)
    expect(headlines[0]).toMatchObject({ value: "–", small: "", delta: null, trend: [] })
    expect(headlines[0]?.against).toBe("no call has a price")
    expect(headlines[2]).toMatchObject({ value: "–", small: "", delta: null, trend: [] })
    expect(toCoverage({ ...answer, total }, answer, now)).toMatchObject({ value: "–", against: null })
  })

  test("know no unit cost and no share of nothing", () => {
    const [spend, , unit, cache] = toHeadlines(answerOf([], {}), now)
    expect(spend).toMatchObject({
      value: "$0.00",
      delta: null,
      against: "nothing in 1–19 Oct until 10:24 either",
    })
    expect([unit?.value, cache?.value, cache?.against]).toEqual(["–", "–", "no input tokens"])
    expect(unit?.trend).toEqual([])
  })
})

describe("attribution coverage", () => {
  const known = answerOf([{ bucket: 0, value: "a", billed: "44000" }], { a: "100" })

  test("is the share of spend with everything known, its change in points", () => {
    expect(toCoverage(answerOf(spent, { a: "200" }), known, now)).toMatchObject({
      label: "Attributed",
      value: "99.8",
      small: "%",
      delta: "up 49.8 points",
      against: "$104.57 Unattributed",
      trend: ["1000", "0"],
    })
  })

  test("is not known without spend, and never above all of it", () => {
    expect(toCoverage(answerOf([]), answerOf([]), now)).toMatchObject({ value: "–", delta: null })
    const later = toCoverage(answerOf([{ bucket: 0, value: "a", billed: "1" }]), known, now)
    expect(later).toMatchObject({ value: "100.0", against: "$0.00 Unattributed" })
  })
})
