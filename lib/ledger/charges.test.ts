import { expect, test } from "vitest"
import type { EventInput } from "@/lib/sources/events-schema"
import { testDraft, testEvent } from "@/lib/testing/ledger"

const PICO = 10n ** 12n
const CENT = PICO / 100n

function lineOf(overrides: Partial<EventInput>) {
  const { charges, warnings } = testDraft(testEvent(overrides))
  const [charge] = charges
  if (!charge) throw new Error("The event has no charge.")
  const { list, computed, reported, billed, unpricedBecause } = charge
  return { list, computed, reported, billed, unpricedBecause, codes: warnings.map(({ code }) => code) }
}

const dollars = { amount: "0.01", currency: "USD" }
const francs = { amount: "0.01", currency: "CHF" }
const silent = (overrides: Partial<EventInput>) => {
  const { usage: _, ...event } = testEvent(overrides)
  const { charges, warnings } = testDraft(event)
  const codes = warnings.map(({ code }) => code)
  return charges.map(({ kind: _kind, model: _model, classes: _classes, extra: _extra, ...costs }) => ({
    ...costs,
    codes,
  }))[0]
}

test("a failed or aborted call without usage keeps what was reported of it", () => {
  for (const status of ["error", "aborted"] as const) {
    const known = status === "error" ? 0n : null
    const codes = status === "error" ? [] : ["usage_unknown"]
    expect(silent({ status, route: "openrouter", cost: dollars })).toMatchObject({
      list: known,
      computed: known,
      reported: CENT,
      billed: CENT,
      unpricedBecause: null,
      codes,
    })
    expect(silent({ status, cost: dollars })).toMatchObject({ reported: CENT, billed: known, codes })
    expect(silent({ status })).toMatchObject({
      list: known,
      computed: known,
      reported: null,
      billed: known,
      codes,
    })
  }
  expect(silent({ status: "aborted", cost: dollars })?.unpricedBecause).toMatch(/neither response nor usage/)
})

test("a cost in a currency without a rate is warned of, and unpriced where its reporter bills", () => {
  const rate = /^No exchange rate from CHF to USD is known for 2026-11-18/
  const computed = 5_750n * 10n ** 6n
  expect(lineOf({ cost: francs })).toMatchObject({
    computed,
    reported: null,
    billed: computed,
    unpricedBecause: null,
    codes: ["no_rate"],
  })
  const byBiller = lineOf({ route: "openrouter", cost: francs })
  expect(byBiller).toMatchObject({ reported: null, billed: null, codes: ["no_rate"] })
  expect(byBiller.unpricedBecause).toMatch(rate)
  for (const status of ["error", "aborted"] as const) {
    const line = silent({ status, route: "openrouter", cost: francs })
    expect(line).toMatchObject({ reported: null, billed: null })
    expect(line?.codes).toContain("no_rate")
    expect(line?.unpricedBecause).toMatch(rate)
  }
})

test("an event stands under the model that served it, unless that is a version of the one asked for", () => {
  const served = (model: string, model_served: string) =>
    testDraft(testEvent({ model, model_served })).charges[0]?.model
  expect(served("gpt-4", "gpt-4o-mini-2024-07-18")).toBe("gpt-4o-mini-2024-07-18")
  expect(served("gpt-4o", "gpt-4o-2024-08-06")).toBe("gpt-4o")
})

test("a call without usage counts with what was reported of it, and is refused with nothing at all", () => {
  expect(silent({ route: "openrouter", cost: dollars })).toMatchObject({
    computed: null,
    reported: CENT,
    billed: CENT,
    codes: ["usage_unknown"],
  })
  expect(silent({ cost: dollars })).toMatchObject({ reported: CENT, billed: null, codes: ["usage_unknown"] })
  expect(() => silent({})).toThrow()
})

test("pieces without a price are said where the rest is computed, and not where a biller stated the amount", () => {
  const usage = { input_uncached: 90, output: 50, counts: { image_generation_call: 1 } }
  const computed = lineOf({ usage })
  expect(computed.billed).not.toBeNull()
  expect(computed.unpricedBecause).toMatch(/1 × image_generation_call/)
  expect(lineOf({ usage, route: "openrouter", cost: dollars })).toMatchObject({
    billed: CENT,
    unpricedBecause: null,
  })
})
