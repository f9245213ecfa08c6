import fc from "fast-check"
import { expect, test } from "vitest"
import { SLUG } from "@/lib/budgets/schema"
import { entitiesWords, periodWords, scopeTexts, scopeWords, slugOf, stateWords } from "./budget-words"
import { answerWords, nestedWords } from "./outlook-words"

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
  const entity = (crossed: number[]) =>
    ({ key: "", crossed, spent: "0", remaining: null, percent: null, state: "within" }) as const
  expect(entitiesWords({ entities: [entity([50, 80]), entity([50]), entity([])], crossed: [50, 80] })).toBe(
    "1 of 3 over 80%",
  )
})

test("the page says first what is over, then what will be, then what is past a threshold", () => {
  const shown = { zone: "UTC", bucket: "day", forecast: null, no_forecast: null, over_since: null } as const
  const course = (at: string | null) => ({ ...shown, crosses_at: at })
  const standing = { name: "A", state: "within", course: null } as const
  expect(answerWords([standing])).toBe("The budget is within its limit.")
  expect(answerWords([standing, standing])).toBe("All 2 budgets are within their limits.")
  expect(
    answerWords([
      { name: "A", state: "over", course: null },
      { name: "B", state: "warning", course: course(null) },
      { name: "C", state: "warning", course: course("2026-11-27T00:00:00.000Z") },
      { name: "D", state: "within", course: course("2026-11-20T00:00:00.000Z") },
    ]),
  ).toBe(
    "Over the limit: A. Will be crossed before the period ends: C on 27 Nov and D on 20 Nov. Past a threshold: B.",
  )
})

test("what stands within a budget is summed beside it, fan-outs and other periods left out", () => {
  const of = (slug: string, parent: string | null, limit: string | null, more: object = {}) => ({
    ...{ name: slug, each: null },
    status: { slug, parent, limit, spent: "1.5", period: "month", currency: "USD" } as const,
    ...more,
  })
  const all = [
    of("all", null, "300"),
    of("a", "all", "100"),
    of("b", "all", "150"),
    of("c", "all", "1", { each: "user" }),
  ]
  expect(nestedWords(all)).toBe(
    "The 2 budgets within all come to $250 of its $300, their spend to $3.00 of $1.50.",
  )
  expect(nestedWords(all.slice(0, 2))).toBeNull()
  expect(nestedWords([...all.slice(0, 2), of("b", "all", null)])).toBeNull()
})
