import fc from "fast-check"
import { expect, test } from "vitest"
import { latencyOf, latencyResult } from "./latency"

const times = fc.array(fc.double({ min: 1, max: 10_000, noNaN: true }), { minLength: 20, maxLength: 60 })

test("what a route adds to every call is what is said, at p50 and at p95", () => {
  fc.assert(
    fc.property(times, fc.integer({ min: -500, max: 500 }), (direct, more) => {
      const base = latencyOf(direct, null, null)
      const slower = direct.map((each) => each + more)
      const found = latencyOf(slower, null, base)
      // Two figures to a tenth of a millisecond, each.
      expect(Math.abs((found.added_p50_ms ?? Number.NaN) - more)).toBeLessThanOrEqual(0.15)
      expect(Math.abs((found.added_p95_ms ?? Number.NaN) - more)).toBeLessThanOrEqual(0.15)
    }),
  )
})

test("too few calls say nothing of the slowest, none nothing at all, and neither is zero", () => {
  const few = latencyOf([10, 20, 30], 4, latencyOf([5], null, null))
  expect(few).toMatchObject({ p50_ms: 20, p95_ms: null, added_p50_ms: 15, added_p95_ms: null })
  expect(latencyResult(few, null, "direct").sentence).toBe("p50 20 ms over 3 calls, 15 ms more than direct.")
  const none = latencyOf([], null, null)
  expect(none).toMatchObject({ calls: 0, p50_ms: null, added_p50_ms: null })
  expect(latencyResult(none, "It answered 500.", null)).toMatchObject({ state: "untested" })
})
