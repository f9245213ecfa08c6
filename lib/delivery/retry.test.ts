import fc from "fast-check"
import { expect, test } from "vitest"
import { outcomeOf, retryAfterMs } from "./outcome"
import { GIVE_UP_MS, nextTry } from "./retry"

const now = Date.parse("2026-11-26T20:00:00Z")
const tried = fc.record({
  attempts: fc.integer({ min: 1, max: 200 }),
  age: fc.integer({ min: 0, max: GIVE_UP_MS - 1 }),
  retryAfter: fc.option(fc.integer({ min: 0, max: 40 * 86_400_000 })),
  drawn: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
})

test("a message is tried again in a second at the earliest, as late as was asked, and within a day and a half", () => {
  fc.assert(
    fc.property(tried, ({ attempts, age, retryAfter, drawn }) => {
      const given = { attempts, dueSince: now - age, now, retryAfterMs: retryAfter }
      const at = nextTry(given, () => drawn) ?? 0
      expect(at - now).toBeGreaterThanOrEqual(1_000 + Math.min(retryAfter ?? 0, 86_400_000))
      expect(at - now).toBeLessThanOrEqual(36 * 3_600_000)
    }),
  )
})

test("it is given up after five days and not before, after some twenty attempts", () => {
  let attempts = 1
  let at: number | null = now
  while (at !== null) {
    const last: number = at
    at = nextTry({ attempts, dueSince: now, now: last, retryAfterMs: null }, () => 0.5)
    if (at === null) expect(last - now).toBeGreaterThanOrEqual(GIVE_UP_MS)
    else attempts += 1
  }
  expect(attempts).toBeGreaterThan(15)
  expect(attempts).toBeLessThan(40)
})

test("waits are spread evenly up to the longest: those who failed together part", () => {
  const given = { attempts: 5, dueSince: now, now, retryAfterMs: null }
  const waits = Array.from({ length: 1_000 }, () => (nextTry(given) ?? 0) - now)
  const quarter = (from: number) =>
    waits.filter((wait) => wait >= from * 900_000 && wait < (from + 1) * 900_000)
  for (const from of [0, 1, 2, 3]) expect(quarter(from).length).toBeGreaterThan(180)
})

test("Retry-After is seconds or a date to come, and nothing else", () => {
  expect(retryAfterMs("120", now)).toBe(120_000)
  expect(retryAfterMs("Thu, 26 Nov 2026 20:05:00 GMT", now)).toBe(300_000)
  for (const text of [
    null,
    "",
    "-5",
    "1.5",
    "soon",
    "Thu, 26 Nov 2026 19:00:00 GMT",
    "9999999999999",
    "2027-01-01",
  ])
    expect(retryAfterMs(text, now), String(text)).toBeNull()
})

test("an answer is kept as far as the database can hold it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 3_000 }), (text) => {
      const { answer } = outcomeOf({ status: 500, retryAfter: null, text }, now)
      expect(Buffer.byteLength(answer ?? "")).toBeLessThanOrEqual(1_024)
      expect(answer ?? "").not.toContain("\0")
    }),
  )
})
