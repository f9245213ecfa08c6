import fc from "fast-check"
import { expect, test } from "vitest"
import { type Limits, nextState, type ReadState } from "./state-machine"

const STATES: readonly ReadState[] = ["ok", "warning", "alert", "no_data"]
const value = fc.double({ min: 0, max: 200, noNaN: true })
const limits = fc
  .record({
    alert: fc.integer({ min: 1, max: 100 }),
    bad: fc.constantFrom("above" as const, "below" as const),
    margin: fc.constantFrom(0, 0.1, 0.5),
    step: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
  })
  .map(
    ({ alert, bad, margin, step }): Limits => ({
      ...{ alert, bad, margin },
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
      const own: Limits = { alert: 100, warn: null, bad: "above", margin: 0.1 }
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
