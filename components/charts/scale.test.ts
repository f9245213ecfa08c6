import fc from "fast-check"
import { expect, test } from "vitest"
import { niceTicks, tickStride } from "./scale"

test("ticks begin at zero, are evenly spaced, few, and reach the largest value", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (max) => {
      const ticks = niceTicks(max)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9))
      expect(ticks.length).toBeGreaterThanOrEqual(3)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }),
  )
})

test.each([
  [3350.9, [0, 1000, 2000, 3000, 4000]],
  [0, [0, 1]],
  [0.17, [0, 0.05, 0.1, 0.15, 0.2]],
  [100, [0, 25, 50, 75, 100]],
])("%d", (max, ticks) => {
  expect(niceTicks(max)).toEqual(ticks)
})

test("labels are thinned to the room there is", () => {
  expect(tickStride(30, 720, 24)).toBe(1)
  expect(tickStride(30, 320, 24)).toBe(3)
  expect(tickStride(0, 320, 24)).toBe(1)
})

test("an axis of counts has no steps between whole numbers", () => {
  expect(niceTicks(1, { whole: true })).toEqual([0, 1])
  expect(niceTicks(3, { whole: true })).toEqual([0, 1, 2, 3])
  expect(niceTicks(9, { whole: true })).toEqual([0, 5, 10])
  expect(niceTicks(1_000, { whole: true })).toEqual([0, 250, 500, 750, 1_000])
})
