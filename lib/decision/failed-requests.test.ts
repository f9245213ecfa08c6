import { expect, test } from "vitest"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { decision } from "./queries"
import { decisionQuery } from "./schema"

await testDatabase()

const FAILED = {
  status: "error",
  error: { http_status: 503 },
  usage: undefined,
} as unknown as Partial<EventInput>

/** Two hundred requests: 40 fail at first, 30 of these are answered by the third attempt, 10 by none of three. */
function requests(): Partial<EventInput>[] {
  return calls(200, { provider: "anthropic", model: "claude-sonnet-5" }).flatMap((call, at) => {
    const attempt = (number: number, more: Partial<EventInput> = {}) => ({
      ...{ ...call, id: `${call.id}-${number}`, request_id: `r${at}`, attempt: number },
      time: new Date(Date.parse(String(call.time)) + number * 1_000).toISOString(),
      ...more,
    })
    if (at >= 40) return [attempt(1)]
    return [attempt(1, FAILED), attempt(2, FAILED), attempt(3, at < 30 ? {} : FAILED)]
  })
}

test("a request that failed counts once, however many attempts it took, and not where one was answered", async () => {
  const tenant = await makeTenant()
  await send(tenant, requests())
  const query = decisionQuery.parse({ assume: ["failed_value:1"] })
  const answer = await decision(tenant.scope, query, TEST_NOW)
  expect(answer.calls).toBe(280)
  const direct = answer.scopes[0]?.candidates.find(({ route }) => route === "direct")
  expect(direct).toMatchObject({
    availability: { percent: "80", n: 200, assumed: false },
    rescued: { percent: "75", n: 40, assumed: false },
    failures: "10",
  })
})

test("failures that name no request are requests of their own", async () => {
  const tenant = await makeTenant()
  const sent = calls(200, { provider: "anthropic", model: "claude-sonnet-5" })
  await send(
    tenant,
    sent.map((call, at) => (at < 50 ? { ...call, ...FAILED } : call)),
  )
  const query = decisionQuery.parse({ assume: ["failed_value:1"] })
  const [scope] = (await decision(tenant.scope, query, TEST_NOW)).scopes
  const direct = scope?.candidates.find(({ route }) => route === "direct")
  expect(direct).toMatchObject({
    availability: { percent: "75", n: 200, assumed: false },
    rescued: { percent: "0", n: 0, assumed: true },
    failures: "50",
  })
})
