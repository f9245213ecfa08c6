import { expect, test } from "vitest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { decision } from "./queries"
import { decisionQuery } from "./schema"

await testDatabase()

test("a scope has enough data by its own calls, not by all of its family on that route", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    ...calls(200, { provider: "anthropic", model: "claude-sonnet-5" }),
    ...calls(5, { provider: "anthropic", model: "claude-sonnet-5", feature: "contracts" }),
  ])
  const answer = await decision(
    tenant.scope,
    decisionQuery.parse({ assume: ["keep_direct:contracts", "gateway_hours:90"] }),
    TEST_NOW,
  )
  const contracts = answer.scopes.find(({ feature }) => feature === "contracts")
  expect(contracts).toMatchObject({ choice: "direct", n: 5, verdict: "not enough data" })
  const measured = contracts?.candidates.find(({ route }) => route === "direct")
  expect(measured).toMatchObject({ n: 5, availability: { n: 205, assumed: false } })
})
