import fc from "fast-check"
import { expect, test } from "vitest"
import { type Burning, burningAlone, burningOf, FIVE_MS, type Five } from "./burn"

/** Fives in a row from zero; null is five minutes without a call. */
const fives = (...shares: ([calls: number, faults: number] | null)[]): Five[] =>
  shares.flatMap((five, i) => (five ? [{ at: i * FIVE_MS, calls: five[0], faults: five[1] }] : []))
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value)
const told = (found: Burning[]) =>
  found.map(({ from, until, isOpen }) => [from / FIVE_MS, until / FIVE_MS, isOpen])
const GOOD: [number, number] = [100, 0]
const now = (n: number) => n * FIVE_MS

test("five minutes far over the budget open an incident, half an hour of answers ends it", () => {
  const course = fives(...times(12, GOOD), [100, 30], [100, 40], ...times(6, GOOD))
  expect(told(burningOf(course, now(20)))).toEqual([[12, 14, false]])
  expect(told(burningOf(course.slice(0, -1), now(19)))).toEqual([[12, 14, true]])
})

test("what is within the budget, and single faults of few calls, open none", () => {
  expect(burningOf(fives(...times<[number, number]>(50, [1_000, 8])), now(50))).toEqual([])
  expect(burningOf(fives(...times(12, GOOD), [2, 1], ...times(12, GOOD), [4, 2]), now(30))).toEqual([])
})

test("a slow burn of few calls is found by its hour", () => {
  const course = fives(...times<[number, number]>(12, [4, 1]))
  expect(told(burningOf(course, now(12)))).toEqual([[0, 12, true]])
})

test("silence neither opens nor calms, and ends an incident after a day", () => {
  const down: [number, number] = [50, 50]
  expect(told(burningOf(fives(...times(12, GOOD), down, ...times(20, null)), now(33)))).toEqual([
    [12, 13, true],
  ])
  const later = fives(...times(12, GOOD), down, ...times(300, null), GOOD)
  expect(told(burningOf(later, now(314)))).toEqual([[12, 13, false]])
})

const course = fc.array(
  fc.option(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0, max: 1, noNaN: true })), {
    nil: null,
  }),
  { maxLength: 150 },
)

test("incidents lie apart in order, begin and end by a fault, and only the last may be open", () => {
  fc.assert(
    fc.property(course, (shares) => {
      const made = fives(
        ...shares.map(
          (five): [number, number] | null => five && [five[0], Math.floor(five[0] * five[1] ** 4)],
        ),
      )
      const found = burningOf(made, now(shares.length))
      found.forEach(({ from, until, isOpen }, i) => {
        expect(from).toBeLessThan(until)
        expect(from).toBeGreaterThanOrEqual(found[i - 1]?.until ?? 0)
        expect(made.find(({ at }) => at === from)?.faults).toBeGreaterThan(0)
        expect(made.find(({ at }) => at === until - FIVE_MS)?.faults).toBeGreaterThan(0)
        if (i < found.length - 1) expect(isOpen).toBe(false)
      })
    }),
  )
})

const DOWN: [number, number] = [10, 10]

test("one model's outage is told where the route does not tell it, and once", () => {
  const course = fives(...times(12, GOOD), ...times(6, DOWN), ...times(12, GOOD))
  const route = (from: number, until: number, isOpen = false): Burning => ({
    ...{ from: from * FIVE_MS, until: until * FIVE_MS, isOpen },
  })
  expect(told(burningAlone(course, [], now(30)))).toEqual([[12, 18, false]])
  // What runs into the route's incident is the same outage, and so is what lies within it.
  expect(burningAlone(course, [route(14, 18)], now(30))).toEqual([])
  expect(burningAlone(course, [route(14, 16, true)], now(30))).toEqual([])
  // What goes on after it is told anew.
  expect(told(burningAlone(course, [route(12, 15)], now(30)))).toEqual([[15, 18, false]])
  // What began long before is an outage of its own, which ends where the route tells it.
  const long = fives(...times(12, GOOD), ...times(40, DOWN))
  expect(told(burningAlone(long, [route(30, 40)], now(52)))).toEqual([
    [12, 30, false],
    [40, 52, true],
  ])
})

test("too few calls of one model open nothing by themselves", () => {
  expect(burningAlone(fives([6, 6], [6, 6], [6, 6]), [], now(3))).toEqual([])
  expect(burningAlone(fives([7, 7], [7, 7], [7, 7]), [], now(3))).toHaveLength(1)
})

test("no instant has an incident of a model and of its route", () => {
  fc.assert(
    fc.property(course, course, (shares, others) => {
      const made = (list: typeof shares) =>
        fives(
          ...list.map(
            (five): [number, number] | null => five && [five[0], Math.floor(five[0] * five[1] ** 4)],
          ),
        )
      const end = now(Math.max(shares.length, others.length))
      const whole = burningOf(made(others), end)
      for (const { from, until } of burningAlone(made(shares), whole, end)) {
        expect(from).toBeLessThan(until)
        expect(whole.filter((each) => each.from < until && from < each.until)).toEqual([])
      }
    }),
  )
})
