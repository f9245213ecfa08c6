import fc from "fast-check"
import { expect, test } from "vitest"
import { addTime, mergeTimes, noTimes, timeAt } from "./answer-times"

test("a quantile is never told too short, nor a fifth too long, however the times were gathered", () => {
  const ms = fc.double({ min: 0.25, max: 8_000, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(ms, { minLength: 1, maxLength: 200 }),
      fc.nat(200),
      fc.constantFrom(0.5, 0.95, 1),
      (all, cut, at) => {
        const [first, second] = [noTimes(), noTimes()]
        for (const [i, each] of all.entries()) addTime(i < cut ? first : second, each)
        mergeTimes(first, second)
        const exact = [...all].sort((a, b) => a - b)[Math.max(0, Math.ceil(all.length * at) - 1)] ?? 0
        const told = timeAt(first, at) ?? 0
        expect(told).toBeGreaterThanOrEqual(exact * (1 - 1e-9))
        expect(told).toBeLessThanOrEqual(exact * 1.19)
      },
    ),
  )
})

test("nothing is said of no answers, nor of those beyond the scale", () => {
  expect(timeAt(noTimes(), 0.95)).toBeNull()
  const times = noTimes()
  addTime(times, 60_000)
  expect(timeAt(times, 0.5)).toBeNull()
})
