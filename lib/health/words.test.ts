import { expect, test } from "vitest"
import { isOfPart, isOfWhole } from "./incident"
import type { Incident } from "./incidents"
import type { HealthRow } from "./queries"
import { extraWords, failedTenths, healthSentence } from "./words"

const now = new Date("2026-11-19T09:24:00Z")
const facts = { currency: "USD", zone: "Europe/Berlin", now }

/** As much of a row as the sentences look at. */
const row = (provider: string, availability: number | null) =>
  ({ key: { provider, model: null, route: "direct" }, availability }) as HealthRow

const open: Incident = {
  ...{ id: 1, provider: "deepseek", route: "direct", model: null, state: "open", errorClass: "timeout" },
  from: new Date("2026-11-19T08:12:00Z"),
  until: now,
  figures: {
    ...{ calls: 5_000, faults: 390, requestsFailed: 455, rescued: 412, retried: 0, lost: 43 },
    ...{ failedPico: 410_000_000_000n, failedUnpriced: 0, models: [{ model: "m-1", faults: 390 }] },
  },
}

test("all is said to be well only where it is", () => {
  expect(healthSentence({ ...facts, rows: [row("a", 1), row("b", 0.995)], open: [] })).toEqual({
    answer: "All 2 routes are within their limits.",
    details: null,
  })
  expect(healthSentence({ ...facts, rows: [row("a", null)], open: [] }).answer).toBe(
    "The one route is within its limits.",
  )
})

test("who fails is named first, with what became of the requests and what it cost", () => {
  const rows = [row("deepseek", 0.92), row("qwen", 0.9756), row("openai", 0.999)]
  expect(healthSentence({ ...facts, rows, open: [open] })).toEqual({
    answer:
      "deepseek direct has been failing since 09:12: 7.8% of calls, mostly timeout. qwen direct is degraded: 97.56% available. The other one is within its limits.",
    details:
      "412 of 455 failed requests were rescued elsewhere, 0 answered there after all, 43 reached users as errors. Failed attempts have cost $0.41 so far.",
  })
})

test("one model that fails alone is named, and its route is neither degraded nor among the others", () => {
  const alone = { ...open, model: "deepseek-v4" }
  const rows = [row("deepseek", 0.98), row("openai", 0.999)]
  expect(healthSentence({ ...facts, rows, open: [alone] }).answer).toBe(
    "deepseek deepseek-v4 direct has been failing since 09:12: 7.8% of calls, mostly timeout. The other one is within its limits.",
  )
  const of = (model: string | null) => ({ provider: "deepseek", model, route: "direct" })
  expect([of(null), of("deepseek-v4"), of("another")].map((key) => isOfWhole(alone, key))).toEqual([
    ...[false, true, false],
  ])
  expect([of(null), of("deepseek-v4"), of("another")].map((key) => isOfPart(alone, key))).toEqual([
    ...[true, true, false],
  ])
  expect([of(null), of("another")].every((key) => isOfWhole(open, key) && isOfPart(open, key))).toBe(true)
})

test("what failed attempts cost is not said to be nothing where they have no price", () => {
  const rows = [row("deepseek", 0.92)]
  const costing = (more: object) => {
    const figures = open.figures && { ...open.figures, ...more }
    return healthSentence({ ...facts, rows, open: [{ ...open, figures }] }).details
  }
  expect(costing({ failedUnpriced: 3 })).toContain("have cost $0.41 so far, 3 of them unpriced.")
  expect(costing({ failedPico: 0n, failedUnpriced: 390 })).toContain(
    "What failed attempts have cost is not known, 390 of them unpriced.",
  )
  expect(costing({ failedPico: 0n })).toContain("have cost $0.00 so far.")
})

test("figures of everybody's calls are not told to whoever is kept to teams", () => {
  const told = healthSentence({ ...facts, rows: [row("deepseek", 0.92)], open: [{ ...open, figures: null }] })
  expect(told).toEqual({
    answer: "deepseek direct has been failing since 09:12, mostly timeout.",
    details: null,
  })
})

test("what fallbacks cost is said with its sign, and unknown where it is", () => {
  const fates = { failed: 9, rescued: 3, retried: 0, lost: 6, failures: 9, extraPico: 0n, extraUnknown: 0 }
  expect(extraWords({ ...fates, rescued: 0 }, "USD")).toBeNull()
  expect(extraWords({ ...fates, extraUnknown: 3 }, "USD")).toContain("is not known")
  expect(extraWords({ ...fates, extraPico: -2_000_000_000_000n, extraUnknown: 1 }, "USD")).toBe(
    "The answers elsewhere of 2 rescued requests cost $2.00 less than the same tokens would have on the path that failed. Of 1 others it is not known.",
  )
})

test("a share of nothing is none", () => {
  const tally = { failedPico: 1n, billedPico: 0n } as HealthRow["tally"]
  expect(failedTenths(tally)).toBeNull()
  expect(failedTenths({ ...tally, failedPico: 5n, billedPico: 1_000n })).toBe(5)
})
