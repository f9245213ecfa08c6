import { describe, expect, test } from "vitest"
import { measures, spendAnswer } from "@/lib/testing/spend-answer"
import { parseLocalOrInstant } from "@/lib/time"
import { toHeadlines } from "./headline"
import { metricHeadline } from "./metric-headline"
import { toRatioLines } from "./ratio-series"
import type { Measures, SpendAnswer } from "./schema"
import { toSpendLines } from "./spend-lines"
import { DEFAULT_VIEW } from "./url"

const zone = "Europe/Berlin"
const from = parseLocalOrInstant("2026-11-01", zone)
const to = parseLocalOrInstant("2026-11-03", zone)
const now = parseLocalOrInstant("2026-11-10", zone)
const UNPRICED: Measures = { ...measures(["0"]), unpriced: { calls: 1, tokens: 1_100 } }

const answer = spendAnswer({
  ...{ from, to, zone, interval: "day", dimension: "team" },
  spent: [
    { bucket: 0, value: "a", billed: "3" },
    { bucket: 1, value: "a", billed: "0" },
  ],
})
const compared = (past: Measures): SpendAnswer => ({
  ...answer,
  compare: {
    range: { from: "2026-09-30T22:00:00.000Z", to: "2026-10-02T22:00:00.000Z" },
    total: past,
    groups: [],
    other: past,
  },
})
const options = { dimension: "team", view: DEFAULT_VIEW, now } as const

describe("what has no price is no zero", () => {
  test("in the course of a unit cost", () => {
    const series = answer.series.map((point) => (point.billed === "0" ? { ...point, ...UNPRICED } : point))
    const model = toRatioLines({ ...answer, series }, { dimension: "team", metric: "per_request", now })
    expect(model.buckets.map(({ values, total }) => [values[0], total])).toEqual([
      ["3", "3"],
      [null, null],
    ])
  })

  test("in the period compared with", () => {
    const [spend, , unit] = toHeadlines(compared(UNPRICED), now)
    expect(spend).toMatchObject({ delta: null, against: "no price in 1–2 Oct" })
    expect(unit).toMatchObject({ delta: null, against: "no price before" })
    expect(metricHeadline(compared(UNPRICED), "billed", now).change).toBe("no price in 1–2 Oct")
  })

  test("in the row of what was there only before, which has one where something was spent", () => {
    const names = (past: Measures) => toSpendLines(compared(past), options).lines.map(({ name }) => name)
    expect(names(UNPRICED)).toEqual(["a"])
    expect(names(measures(["2"]))).toEqual(["a", "Only before"])
  })

  test("in the list cost of calls that no list knows", () => {
    const groups = answer.groups.map((group) => ({ ...group, list: "0" }))
    const unlisted = { ...answer, groups, total: { ...answer.total, list: "0" } }
    const { lines, total } = toSpendLines(unlisted, options)
    expect([...lines, total].map(({ list, listText }) => [list, listText])).toEqual([
      [null, "–"],
      [null, "–"],
    ])
    expect(metricHeadline(unlisted, "list", now).value).toBe("–")
  })
})
