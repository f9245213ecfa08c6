import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { mintScope } from "@/lib/auth/scope"
import { ingestEvents } from "@/lib/sources/ingest"
import { readCsv } from "@/lib/testing/csv-file"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { readBudgetFile, writeBudgetFile } from "./budget-file"
import { budgetsCsv } from "./budgets-csv"
import { putBudget } from "./mutations"
import { listBudgets } from "./queries"
import { budgetInput } from "./schema"

await testDatabase()

async function withBudgets() {
  const { scope, orgId } = await makeTenant()
  const put = (slug: string, more: object) =>
    putBudget(scope, slug, budgetInput.parse({ name: slug, period: "month", amount: "10", ...more }))
  await put("all", { name: '=All, "everything"', forecast_thresholds: [100] })
  await put("search", { scope: { team: "Search" }, each: "user" })
  await put("dark", { scope: { feature: "dark" } })
  const event = { provider: "openai", usage: { input_uncached: 1, output: 1 } }
  const cost = { amount: "12", currency: "USD" }
  const events = [
    { ...event, id: "1", model: "gpt-4o-mini", route: "openrouter", cost, team: "Search", user: "ann" },
    { ...event, id: "2", model: "no-such-model", feature: "dark" },
  ]
  const options = { now: new Date(), backfill: true, requestId: "test" }
  expect((await ingestEvents(scope, await testSource(orgId), events, options)).accepted).toBe(2)
  return { scope, orgId }
}

test("the list leaves as it stands: exact, safe in a spreadsheet, and unknown where no price is known", async () => {
  const { scope, orgId } = await withBudgets()
  const lines = readCsv(await budgetsCsv(scope)).rows
  expect(lines).toMatchObject([
    { slug: "all", name: '\'=All, "everything"', limit: "10", spent: "12", remaining: "-2", state: "over" },
    { slug: "dark", scope: "feature=dark", spent: "", remaining: "", percent: "", state: "unknown" },
    { slug: "search", scope: "team=Search", each: "user", values: "1", values_over: "1", parent: "all" },
  ])
  expect(lines[1]).toMatchObject({ unpriced_calls: "1", limit: "10" })
  const kept = readCsv(await budgetsCsv(mintScope(orgId, scope.actor, ["Search"]))).rows
  expect(kept.map(({ slug }) => slug)).toEqual(["search"])
})

test("the file of the page is the file that is applied", async () => {
  const { scope } = await withBudgets()
  const text = writeBudgetFile(await listBudgets(scope))
  const { budgets } = readBudgetFile(text)
  expect(budgets?.map(({ slug }) => slug)).toEqual(["all", "dark", "search"])
  for (const { slug, input } of budgets ?? []) {
    expect((await putBudget(scope, slug, input)).outcome).toBe("unchanged")
  }
})
