import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { deleteBudget, putBudget } from "@/lib/budgets/mutations"
import { budgetInput } from "@/lib/budgets/schema"
import { ingestEvents } from "@/lib/sources/ingest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { countOpen, getAlert, listAlerts } from "./queries"
import { alertsQuery } from "./schema"
import { watchSpend } from "./watch-budgets"
import { watchedOrganisations } from "./watched"

await testDatabase()

const budgetOf = (team: string) =>
  budgetInput.parse({ name: "Team", period: "month", amount: "10", thresholds: [100], scope: { team } })

async function spendOn(scope: Scope, team: string): Promise<void> {
  const event = {
    ...{
      id: `call of ${team}`,
      provider: "openai",
      model: "gpt-4o-mini",
      usage: { input_uncached: 1, output: 1 },
    },
    ...{ route: "openrouter", cost: { amount: "20", currency: "USD" }, team },
  }
  const options = { now: new Date(), backfill: true, requestId: "test" }
  expect((await ingestEvents(scope, await testSource(scope.orgId), [event], options)).accepted).toBe(1)
}

async function look(orgId: number): Promise<void> {
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await watchSpend(own, new Date())
}

test("an alert is seen by whom it was about when it was raised, whatever its budget is about since", async () => {
  const { scope, orgId } = await makeTenant()
  const kept = (team: string) => mintScope(orgId, scope.actor, [team])
  const seen = async (team: string) => (await listAlerts(kept(team), alertsQuery.parse({}))).alerts
  await putBudget(scope, "team", budgetOf("Search"))
  await spendOn(scope, "Search")
  await look(orgId)
  const [alert] = await seen("Search")
  expect(alert?.title).toBe("Team: 100% spent")
  expect(await seen("Ads")).toEqual([])
  await putBudget(scope, "team", budgetOf("Ads"))
  expect(await seen("Ads")).toEqual([])
  expect(await countOpen(kept("Ads"))).toEqual({ open: 0, critical: 0 })
  await expect(getAlert(kept("Ads"), alert?.id ?? 0)).rejects.toMatchObject({ code: "not_found" })
  expect((await seen("Search")).map(({ id }) => id)).toEqual([alert?.id])
  expect(await getAlert(kept("Search"), alert?.id ?? 0)).toMatchObject({ title: "Team: 100% spent" })
  await deleteBudget(scope, "team")
  expect(await seen("Search")).toHaveLength(1)
  expect(await seen("Ads")).toEqual([])
})
