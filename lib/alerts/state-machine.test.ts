import fc from "fast-check"
import { expect, test } from "vitest"
import { limitsOf } from "./readings"
import { condition } from "./rule-schema"
import { type Limits, nextState, type ReadState } from "./state-machine"

const STATES: readonly ReadState[] = ["ok", "warning", "alert", "no_data"]
const value = fc.double({ min: 0, max: 200, noNaN: true })
const limits = fc
  .record({
    alert: fc.integer({ min: 1, max: 100 }),
    bad: fc.constantFrom("above" as const, "below" as const),
    margin: fc.constantFrom(0, 0.1, 0.5),
    most: fc.constantFrom(null, 200),
    step: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
  })
  .map(
    ({ alert, bad, margin, most, step }): Limits => ({
      ...{ alert, bad, margin, most },
      warn: step === null ? null : bad === "above" ? Math.max(0, alert - step) : alert + step,
    }),
  )

test("beyond the threshold it is an alert whatever was before, and without a value nothing is known", () => {
  fc.assert(
    fc.property(fc.constantFrom(...STATES), value, limits, (before, at, own) => {
      const isBeyond = own.bad === "above" ? at >= own.alert : at <= own.alert
      if (isBeyond) expect(nextState(before, at, own)).toBe("alert")
      expect(nextState(before, null, own)).toBe("no_data")
    }),
  )
})

test("a value that hovers about a threshold by less than the margin goes to and fro once", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 91, max: 109, noNaN: true }), { minLength: 1 }), (values) => {
      const own: Limits = { alert: 100, warn: null, bad: "above", margin: 0.1, most: null }
      let state: ReadState = "ok"
      let changes = 0
      for (const at of values) {
        const next = nextState(state, at, own)
        if (next !== state) changes += 1
        state = next
      }
      expect(changes).toBeLessThanOrEqual(1)
    }),
  )
})

test("better is never worse: a value further on the good side gives no worse state", () => {
  const rank = { ok: 0, warning: 1, alert: 2, no_data: -1 }
  fc.assert(
    fc.property(fc.constantFrom(...STATES), value, value, limits, (before, a, b, own) => {
      const [worse, better] =
        own.bad === "above" ? [Math.max(a, b), Math.min(a, b)] : [Math.min(a, b), Math.max(a, b)]
      expect(rank[nextState(before, better, own)]).toBeLessThanOrEqual(rank[nextState(before, worse, own)])
    }),
  )
})

const shareRule = fc.constantFrom(
  { kind: "coverage", dimension: "team" },
  { kind: "provider_health", measure: "availability" },
  { kind: "credit", measure: "percent_left" },
)
const below100 = fc.oneof(
  fc.double({ min: 0, max: 100, maxExcluded: true, noNaN: true }),
  fc.constantFrom(99.5, 99.9, 99.95, 99.999),
)

test("whatever was before, a share of 100% is good again where its thresholds are below that", () => {
  fc.assert(
    fc.property(shareRule, fc.constantFrom(...STATES), below100, below100, (rule, before, a, b) => {
      const read = { ...rule, alert: Math.min(a, b), warn: Math.max(a, b) }
      expect(nextState(before, 100, limitsOf(condition.parse(read)))).toBe("ok")
    }),
  )
})

test("a share comes back by a tenth of what it lacks of 100%, and by no more than a tenth of its threshold", () => {
  const backAt = (alert: number, at: number) =>
    nextState(
      "alert",
      at,
      limitsOf(condition.parse({ kind: "provider_health", measure: "availability", alert })),
    )
  expect([backAt(99.9, 99.905), backAt(99.9, 99.915)]).toEqual(["alert", "ok"])
  expect([backAt(20, 21.9), backAt(20, 22.1)]).toEqual(["alert", "ok"])
})
