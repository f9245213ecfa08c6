import fc from "fast-check"
import { expect, test } from "vitest"
import { SLUG } from "@/lib/budgets/schema"
import { answerWords, periodWords, scopeTexts, scopeWords, slugOf, stateWords } from "./budget-words"

test("every name gives a slug that the API takes", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => SLUG.test(slugOf(name))))
  expect(slugOf("Search, each user")).toBe("search-each-user")
})

test("a scope is said in words and read back as filters", () => {
  expect(scopeTexts({ feature: "search", team: [null, "a"] })).toEqual(["feature=search", "team=|a"])
  expect(scopeWords({ scope: {}, each: null }, null)).toBe("all spend")
  expect(scopeWords({ scope: {}, each: "user" }, 2)).toBe("all spend, 2 users")
})

test("states and periods are said plainly", () => {
  expect(stateWords({ state: "warning", crossed: [50, 80] })).toBe("over 80%")
  expect(periodWords({ period: "custom", fiscal: { months: 4, start_month: null } })).toBe("every 4 months")
  expect(answerWords([{ name: "A", state: "within" }])).toBe("The budget is within its limit.")
  expect(
    answerWords([
      { name: "A", state: "over" },
      { name: "B", state: "warning" },
    ]),
  ).toBe("Over the limit: A. Past a threshold: B.")
})
