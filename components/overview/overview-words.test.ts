import { expect, test } from "vitest"
import { demoWords, emptyWords, footItems } from "./overview-words"

const answer = { zone: "Europe/Berlin", currency: "USD", as_of: "2026-11-19T09:24:31Z" }
const november = {
  from: new Date("2026-10-31T23:00:00Z"),
  to: new Date("2026-11-19T23:00:00Z"),
  unfinished: true,
}
const filters = [{ dimension: "feature" as const, operator: "=" as const, values: ["code-agent"] }]

test("an empty page says what was asked for", () => {
  expect(emptyWords(filters, "1–19 Nov")).toBe("No spend matches feature is code-agent in 1–19 Nov.")
  expect(emptyWords([], "1–19 Nov")).toBe("No spend in 1–19 Nov.")
})

test("the foot says the range to the second, or to its end", () => {
  expect(footItems({ answer, range: november, filters, priceDate: "2026-11-18" })).toEqual([
    "1 Nov 00:00 – 19 Nov 10:24:31, Europe/Berlin",
    "USD, billed cost",
    "Price book of 18 Nov 2026",
    "Only feature is code-agent",
  ])
  const whole = footItems({ answer, range: { ...november, unfinished: false }, filters: [], priceDate: null })
  expect(whole).toEqual(["1 Nov 00:00 – 20 Nov 00:00, Europe/Berlin", "USD, billed cost"])
})

test("a replayed trace says what of it is real", () => {
  expect(demoWords({ name: "Northwind" })).toContain("made up")
  expect(demoWords({ name: "Northwind (trace)" })).toContain("recorded trace")
})
