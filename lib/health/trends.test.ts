import { expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { picoToString } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { healthOf, healthParts } from "./queries"
import { trendInterval, trendsOf } from "./trends"
import { askedOf } from "./window"

await testDatabase()

const at = (hour: number, minute = 0) => new Date(Date.UTC(2026, 10, 18, hour, minute))
const WINDOW = { from: at(9, 30), to: at(15, 45) }
const FAILED = { status: "error" as const, error: { http_status: 504 } }

async function sent() {
  const tenant = await makeTenant({ zone: "Europe/Berlin" })
  const calls = (hour: number, n: number, more: object = {}) =>
    Array.from({ length: n }, (_, i) => ({
      ...{
        id: `${hour}-${i}-${JSON.stringify(more)}`,
        time: at(hour, 40).toISOString(),
        latency_ms: hour * 100,
        ...more,
      },
    }))
  const drafts = [
    ...calls(9, 50),
    ...calls(10, 30),
    ...calls(10, 10, { ...FAILED, request_id: "a" }),
    ...calls(10, 1, { request_id: "a", attempt: 2, provider: "anthropic", model: "claude-test" }),
    ...calls(12, 5),
    ...calls(12, 2, { ...FAILED, model: "unknown-model" }),
    ...calls(15, 3),
  ].map((event) => testDraft(testEvent(event)))
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
  await applyPending()
  return tenant
}

test("figures have a course of their own, whose unknown hours are gaps and whose first is whole", async () => {
  const { scope } = await sent()
  const parts = await healthParts(await askedOf(scope, { ...WINDOW, filters: [] }), trendInterval(WINDOW))
  const { availability, calls, p95, rescued, failedCost, unfinished } = trendsOf(parts, {
    ...{ ...WINDOW, zone: "Europe/Berlin", now: at(15, 50) },
  })
  expect(calls).toEqual(["41", "0", "7", "0", "0", "3"])
  expect(availability).toEqual([String(31 / 41), null, String(5 / 7), null, null, "1"])
  expect(p95.map((each) => each !== null)).toEqual([true, false, false, false, false, false])
  expect(rescued).toEqual(["1", null, null, null, null, null])
  expect([failedCost[1], failedCost[2], failedCost[5]]).toEqual(["0", null, "0"])
  expect(unfinished).toBe(true)
})

test("parts in buckets make the same health as parts in one sum", async () => {
  const { scope } = await sent()
  const asked = await askedOf(scope, { ...WINDOW, filters: [] })
  const by = ["provider", "model", "route"] as const
  const whole = healthOf(await healthParts(asked, null), by)
  for (const interval of ["hour", "day", "week"] as const) {
    expect(healthOf(await healthParts(asked, interval), by)).toEqual(whole)
  }
  expect(whole.total.tally.calls).toBe(101)
  expect(picoToString(whole.total.tally.failedPico)).not.toBe("0")
})
