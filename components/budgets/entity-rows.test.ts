import { expect, test } from "vitest"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { toEntityRows } from "./entity-rows"

function spentOf(amounts: readonly string[]): string[] {
  const entities = amounts.map((spent, at) => ({
    ...{ key: `user-${at}`, spent, remaining: null, percent: null, crossed: [], state: "unknown" as const },
  }))
  const { rows, total } = toEntityRows({ entities, each: "user", currency: "USD" } as unknown as BudgetStatus)
  return [...rows, total].map(({ spent }) => spent)
}

test("what rows print adds up to the total, and small spend is not printed as none", () => {
  expect(spentOf(["0.335", "0.335", "0.33"])).toEqual(["$0.34", "$0.33", "$0.33", "$1.00"])
  expect(spentOf(["1", "0.0004"])).toEqual(["$1.0000", "$0.0004", "$1.0004"])
  const many = spentOf(Array.from({ length: 23 }, () => "0.335"))
  expect(many.slice(-2)).toEqual(["$1.00", "$7.70"])
})
