import fc from "fast-check"
import { expect, test } from "vitest"
import { ingestEvents } from "@/lib/sources/ingest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { addUnits, zonedStart } from "@/lib/time"
import { listAlerts } from "./queries"
import { replay } from "./replay"
import { putRule } from "./rule-mutations"
import { ruleInput } from "./rule-schema"
import { alertsQuery } from "./schema"
import { watchRules } from "./watch-rules"
import { watchedOrganisations } from "./watched"

await testDatabase()

const ZONE = "Asia/Kathmandu"
const HOURS = 20
const RULES = [
  { condition: { kind: "unpriced", alert: 3, warn: 2 }, each: "feature" },
  { condition: { kind: "coverage", dimension: "team", window: "day", alert: 50 } },
  { condition: { kind: "provider_health", measure: "error_rate", minutes: 60, alert: 40, least_calls: 2 } },
] as const

const event = fc.record({
  hour: fc.integer({ min: 0, max: HOURS - 2 }),
  feature: fc.constantFrom("chat", "rank"),
  isPriced: fc.boolean(),
  hasTeam: fc.boolean(),
  hasFailed: fc.boolean(),
})

test("the preview tells the alerts that looks at every hour would have recorded", async () => {
  const until = zonedStart(new Date(), "hour", ZONE)
  const from = addUnits(until, "hour", -HOURS, ZONE)
  const property = fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 30 }), async (events) => {
    const { scope, orgId } = await makeTenant({ zone: ZONE })
    const sent = events.map(({ hour, feature, isPriced, hasTeam, hasFailed }, n) => ({
      ...{ id: `e${n}`, provider: "openai", feature, usage: { input_uncached: 100, output: 10 } },
      time: new Date(addUnits(from, "hour", hour, ZONE).getTime() + 60_000).toISOString(),
      model: isPriced ? "gpt-4o-mini" : "no-such-model",
      ...(hasTeam ? { team: "search" } : {}),
      ...(hasFailed ? { status: "error", error: { http_status: 500 } } : {}),
    }))
    const options = { now: new Date(), backfill: true, requestId: "test" }
    await ingestEvents(scope, await testSource(orgId), sent, options)
    for (const rule of RULES)
      await putRule(scope, rule.condition.kind, ruleInput.parse({ name: "Rule", ...rule }))
    for (let n = 0; n <= HOURS; n += 1) {
      const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
      await watchRules(own, addUnits(from, "hour", n, ZONE))
    }
    for (const rule of RULES) {
      const { times } = await replay(scope, ruleInput.parse({ name: "Rule", ...rule }), until)
      const asked = alertsQuery.parse({ rule: rule.condition.kind, from: from.toISOString() })
      const { alerts } = await listAlerts(scope, asked)
      const text = ({ at, entity }: { at: string; entity: string | null }) => `${at} ${entity}`
      const live = alerts.map(({ fired_at, entity }) => text({ at: fired_at, entity }))
      expect(live.sort(), rule.condition.kind).toEqual(times.map(text).sort())
    }
  })
  await fc.assert(property, { numRuns: 2 })
}, 120_000)

test.each([
  { kind: "anomaly" },
  { kind: "spend_change", window: "four_weeks", alert: 10 },
  { kind: "unpriced" },
  { kind: "coverage", dimension: "user", window: "four_weeks", alert: 50 },
  { kind: "source_silent", alert: 60 },
  { kind: "credit", measure: "days_left", alert: 7 },
  { kind: "provider_health", measure: "latency_p95", by: "path", alert: 1_000 },
])("where nothing was sent, $kind would have told nobody", async (condition) => {
  const { scope } = await makeTenant({ zone: ZONE })
  const { fired, from, to } = await replay(scope, ruleInput.parse({ name: "Rule", condition }))
  expect(fired).toBe(0)
  expect(Date.parse(to) - Date.parse(from)).toBeGreaterThanOrEqual(30 * 86_400_000)
})
