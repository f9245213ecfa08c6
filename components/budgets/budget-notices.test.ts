import { expect, test } from "vitest"
import { budgetInput } from "@/lib/budgets/schema"
import type { BudgetLine } from "./budget-line"
import { toBudgetLine } from "./budget-line"
import { attentionOf, budgetOfValue } from "./budget-notices"
import { concerns, toRowOf } from "./budget-of-value"

const entity = (
  key: string | null,
  percent: string,
  crossed: number[],
  state: "within" | "warning" | "over",
) => ({
  ...{ key, percent, crossed, state, spent: "5", remaining: "5" },
})

function line(name: string, written: object, more: object = {}): BudgetLine {
  const {
    version: _,
    currency = "USD",
    ...input
  } = budgetInput.parse({ name, period: "month", amount: "10", ...written })
  const budget = {
    ...input,
    currency,
    slug: name,
    version: 1,
    increases: [],
    changed_at: "",
    changed_by: null,
  }
  const status = {
    ...{
      slug: name,
      name,
      each: input.each,
      period: input.period,
      currency,
      limit: "10",
      limit_unknown: null,
    },
    ...{ from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z", as_of: "2026-11-20T00:00:00Z" },
    ...{
      straight_line: "6",
      spent: "5",
      remaining: "5",
      percent: "50.00",
      crossed: [],
      state: "within" as const,
    },
    ...{ on_exceed: "warn" as const, parent: null, unpriced: { calls: 0, tokens: 0 }, entities: null },
    ...more,
  }
  return toBudgetLine(
    {
      budget: { ...budget, scope: (written as { scope?: object }).scope ?? {} } as never,
      status,
      course: null,
    },
    0,
  )
}

test("what is over stands before what is near, and many are counted", () => {
  const over = line("a", {}, { state: "over", percent: "120.00", crossed: [80, 100] })
  const near = line("b", {}, { state: "warning", percent: "85.00", crossed: [80] })
  const half = line("c", {}, { state: "warning", percent: "55.00", crossed: [50] })
  expect(attentionOf([near, half, over]).map(({ id, state }) => [id, state])).toEqual([
    ["budget-a", "over"],
    ["budget-b", "at-risk"],
  ])
  expect(attentionOf([half])).toEqual([])
  const many = attentionOf(Array.from({ length: 9 }, (_, at) => line(`o${at}`, {}, { state: "over" })))
  expect(many).toHaveLength(4)
  expect(many[3]?.text).toBe("6 more budgets are over, will be, or are near their limit.")
})

test("a row is told of the budget made for it before that of a fan-out, and of no wider one", () => {
  const own = line("own", { scope: { team: "Search" } })
  const wide = line("wide", { scope: { team: ["Search", "Support"] } })
  const entities = [entity("Search", "50.00", [], "within"), entity("Ops", "90.00", [80], "warning")]
  const fan = line("fan", { each: "team" }, { each: "team", entities })
  const all = [wide, fan, own]
  expect(budgetOfValue(all, "team", "Search")?.href).toBe("/budgets?budget=own")
  expect(budgetOfValue(all, "team", "Ops")).toMatchObject({ text: "over 80%", href: "/budgets?budget=fan" })
  expect(budgetOfValue(all, "team", null)).toBeNull()
  expect(budgetOfValue(all, "feature", "Search")).toBeNull()
  expect(
    budgetOfValue([line("day", { scope: { team: "Search" }, period: "day" })], "team", "Search"),
  ).toBeNull()
})

test("a page of a value lists every budget that names it, of a fan-out its own standing", () => {
  expect(concerns({ scope: { team: ["a", "b"] }, each: null }, "team", "b")).toBe(true)
  expect(concerns({ scope: ["team!=b"], each: null }, "team", "b")).toBe(false)
  expect(concerns({ scope: {}, each: "team" }, "team", "b")).toBe(true)
  const fan = line(
    "fan",
    { each: "team" },
    { each: "team", entities: [entity("Ops", "90.00", [80], "warning")] },
  )
  expect(toRowOf(fan, "Ops")).toMatchObject({ share: "90.00%", stateText: "over 80%", entities: null })
  expect(toRowOf(fan, "none")).toMatchObject({ spent: "$0.00", kind: "within", percent: null })
})
