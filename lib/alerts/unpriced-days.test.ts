import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { ingestEvents } from "@/lib/sources/ingest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { zonedStart } from "@/lib/time"
import { getAlert, listAlerts } from "./queries"
import { putRule } from "./rule-mutations"
import { getRule } from "./rule-queries"
import { ruleInput } from "./rule-schema"
import { alertsQuery } from "./schema"
import { watchRules } from "./watch-rules"
import { watchedOrganisations } from "./watched"

await testDatabase()

const HOUR = 3_600_000
let sent = 0

async function send(scope: Scope, at: Date, more: object): Promise<void> {
  sent += 1
  const event = {
    ...{ id: `event-${sent}`, provider: "openai", model: "gpt-4o-mini", route: "openrouter" },
    ...{ usage: { input_uncached: 1, output: 1 }, cost: { amount: "1", currency: "USD" } },
    ...{ time: at.toISOString(), ...more },
  }
  const options = { now: new Date(), backfill: true, requestId: "test" }
  const answer = await ingestEvents(scope, await testSource(scope.orgId), [event], options)
  expect(answer.accepted).toBe(1)
}

test("a day of which nothing is known makes no change of spend; calls without a price beside others are marked", async () => {
  const { scope, orgId } = await makeTenant()
  const today = zonedStart(new Date(), "day", "UTC")
  const dayOf = (n: number) => new Date(today.getTime() - n * 24 * HOUR + 6 * HOUR)
  const dear = { cost: { amount: "30", currency: "USD" } }
  const free = { model: "no-such-model", route: "direct", cost: undefined }
  await send(scope, dayOf(2), { feature: "dark", ...free })
  await send(scope, dayOf(1), { feature: "dark", ...dear })
  await send(scope, dayOf(2), { feature: "half" })
  await send(scope, dayOf(2), { feature: "half", ...free })
  await send(scope, dayOf(1), { feature: "half", ...dear })
  const condition = { kind: "spend_change", window: "day", alert: 100, least: "0" }
  await putRule(scope, "rise", ruleInput.parse({ name: "Rule", condition, each: "feature" }))
  await watchRules(
    (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId),
    new Date(),
  )
  const { entities } = await getRule(scope, "rise")
  expect(entities.map(({ entity, state }) => [entity, state]).sort()).toEqual([
    ["dark", "no_data"],
    ["half", "alert"],
  ])
  expect(entities.find(({ entity }) => entity === "dark")?.said).toBe(
    "What was spent is not known: 1 call has no price.",
  )
  const [alert] = (await listAlerts(scope, alertsQuery.parse({}))).alerts
  const { facts } = await getAlert(scope, alert?.id ?? 0)
  expect(facts).toContainEqual({ name: "Calls without a price", value: "1" })
})
