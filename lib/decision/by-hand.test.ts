import { expect, test } from "vitest"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { decision } from "./queries"
import { decisionQuery } from "./schema"

await testDatabase()

const FAILED = {
  ...{ status: "error", error: { http_status: 503 }, usage: undefined },
} as unknown as Partial<EventInput>

test("totals are what the formula gives by hand", async () => {
  const tenant = await makeTenant()
  const sent = calls(200, { provider: "anthropic", model: "claude-sonnet-5" }).map((call, at) => ({
    ...call,
    usage: { input_uncached: 10_000, output: 1_000 },
    ...(at < 20 ? FAILED : {}),
  }))
  await send(tenant, sent)
  const query = decisionQuery.parse({ assume: ["failed_value:0.05", "rescued.direct:25"] })
  const answer = await decision(tenant.scope, query, TEST_NOW)
  const on = (id: string) => answer.scopes[0]?.candidates.find(({ route }) => route === id)
  // 180 answered calls × (10,000 × $2 + 1,000 × $10) a million are $5.40, on either route.
  // Direct, measured: 200 requests × 10 % that fail × 75 % not rescued × 5 cents, and 3 hours at $95.
  expect(on("direct")).toMatchObject({
    ...{ tokens: "5.4", fees: "0", failures: "0.75", engineering: "285", total: "291.15" },
  })
  // OpenRouter, assumed: 5.5 % are less than the least purchase; 200 × 1 % × 5 cents, and 4 hours.
  expect(on("openrouter")).toMatchObject({
    ...{ tokens: "5.4", fees: "0.8", failures: "0.1", engineering: "380", total: "386.3" },
  })
  expect(answer.mixes[0]).toMatchObject({ id: "least", total: "291.15", routes: { anthropic: "direct" } })
})

test("ranges are looked at in the reporting currency", async () => {
  const tenant = await makeTenant({ currency: "JPY" })
  await send(tenant, calls(200, { provider: "anthropic", model: "claude-sonnet-5" }))
  const answer = await decision(tenant.scope, decisionQuery.parse({}), TEST_NOW)
  const rate = answer.assumptions.find(({ name }) => name === "hourly_rate")
  const [value, least, most] = [Number(rate?.value), ...(rate?.range ?? [])]
  // Dollars by the day's rate, whatever it is: the range is as wide beside its value as in dollars.
  expect(value).toBeGreaterThan(5_000)
  expect(Number(least) / value).toBeCloseTo(20 / 95, 3)
  expect(Number(most) / value).toBeCloseTo(250 / 95, 3)
})
