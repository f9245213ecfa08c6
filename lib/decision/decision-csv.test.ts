import { expect, test } from "vitest"
import { readCsv } from "@/lib/testing/csv-file"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { decisionCsv } from "./decision-csv"
import { decision } from "./queries"
import { decisionQuery } from "./schema"

await testDatabase()

test("the file has every mix and every route as the answer has them, and no failure that nobody valued", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    ...calls(200, { provider: "anthropic", model: "claude-sonnet-5", feature: "=cmd" }),
    ...calls(150, { provider: "deepseek", model: "deepseek-v4-pro" }),
  ])
  const ask = (assume: string[]) =>
    decision(tenant.scope, decisionQuery.parse({ assume, mix: "anthropic:openrouter" }), TEST_NOW)
  const answer = await ask([])
  const rows = readCsv(decisionCsv(answer)).rows
  expect(rows.filter(({ row }) => row === "mix").map(({ name, total }) => [name, total])).toEqual(
    answer.mixes.map(({ name, total }) => [name, total]),
  )
  expect(rows.some(({ name }) => name === "Your own mix")).toBe(true)
  const routes = answer.scopes.flatMap(({ scope, candidates }) =>
    candidates.map(({ route, total }) => [scope, route, total]),
  )
  expect(rows.filter(({ row }) => row === "route")).toHaveLength(routes.length)
  expect(rows.every(({ failures }) => failures === "")).toBe(true)
  const valued = readCsv(decisionCsv(await ask(["failed_value:0.05"]))).rows
  expect(valued.every(({ failures }) => failures !== "")).toBe(true)
})
