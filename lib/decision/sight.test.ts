import { expect, test } from "vitest"
import { seenAssumptions } from "./sight"

const item = (name: string, value: string) => ({
  ...{ name, value, set_by: "Ada", set_at: "2026-11-01T00:00:00.000Z" },
})
const saved = {
  version: 3,
  items: [
    item("direct_hours", "5"),
    item("failed_value.search", "0.05"),
    item("failed_value.payroll.run", "900"),
    item("keep_direct", "payroll.run, search"),
    item("needs", "payroll.run:tools|search:stream"),
  ],
}

test("whoever sees all sees what was set, and by whom", () => {
  expect(seenAssumptions({ teams: null }, saved, new Set())).toEqual(saved)
})

test("an asker kept to teams learns neither other teams' features nor who set what", () => {
  const seen = seenAssumptions({ teams: ["Search"] }, saved, new Set(["search"]))
  expect(JSON.stringify(seen)).not.toMatch(/payroll|Ada/)
  expect(seen.items.map(({ name, value }) => `${name}=${value}`)).toEqual([
    "direct_hours=5",
    "failed_value.search=0.05",
    "keep_direct=search",
    "needs=search:stream",
  ])
  const none = seenAssumptions({ teams: ["Search"] }, saved, new Set())
  expect(none.items.map(({ name }) => name)).toEqual(["direct_hours"])
})
