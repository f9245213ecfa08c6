import { expect, test } from "vitest"
import { mintScope } from "@/lib/auth/scope"
import { appendEvents } from "@/lib/ledger/append"
import { compare, parseDecimal, toPico } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { spend } from "@/lib/spend/queries"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { addUnits, parseLocalOrInstant } from "@/lib/time"
import { spendForecast } from "./queries"

await testDatabase()

const ZONE = "Asia/Kolkata"
const now = parseLocalOrInstant("2026-11-20T12:00", ZONE)

/** One call at noon of each of the `days` before the running one, in the zone, and one today. */
async function sendDays(tenant: Tenant, days: number, more: object = {}) {
  const drafts = Array.from({ length: days + 1 }, (_, back) => {
    const noon = addUnits(parseLocalOrInstant("2026-11-20T10:00", ZONE), "day", -back, ZONE)
    return testDraft(testEvent({ id: `${JSON.stringify(more)}-${back}`, time: noon.toISOString(), ...more }))
  })
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
}

test("the month's end holds what is spent, in the zone's days, whatever the cubes have reached", async () => {
  const tenant = await makeTenant({ zone: ZONE })
  await sendDays(tenant, 40, { team: "Support" })
  const before = await spendForecast(tenant.scope, { period: "month", filters: [], now })
  await applyPending()
  expect({
    ...(await spendForecast(tenant.scope, { period: "month", filters: [], now })),
    as_of: "",
  }).toEqual({
    ...before,
    as_of: "",
  })
  const { total } = await spend(tenant.scope, {
    ...{ from: new Date(before.period.from), to: now, interval: "day", groupBy: [] },
    ...{ filters: [], limit: 1, comparison: null },
  })
  expect(before.spent).toBe(total.billed)
  expect(before.period).toEqual({ from: "2026-10-31T18:30:00.000Z", to: "2026-11-30T18:30:00.000Z" })
  expect(before.reason).toBeNull()
  const days = before.forecast?.days ?? []
  expect([days.length, days[0]?.date, days.at(-1)?.date]).toEqual([11, "2026-11-20", "2026-11-30"])
  expect(before.forecast?.end).toEqual(days.at(-1)?.period_to_date)
  for (const { period_to_date } of days) {
    expect(compare(parseDecimal(period_to_date.low), parseDecimal(before.spent))).toBeGreaterThanOrEqual(0)
  }
  // A call a day: 20 so far, half a day and ten more to come.
  const [each, end] = [toPico(parseDecimal(total.billed)) / 20n, before.forecast?.end.middle ?? "0"]
  expect(Number(toPico(parseDecimal(end))) / Number(each)).toBeCloseTo(30.5, 6)
})

test("too few days are said, with how many there are", async () => {
  const tenant = await makeTenant({ zone: ZONE })
  await sendDays(tenant, 9)
  const { forecast, reason, spent } = await spendForecast(tenant.scope, {
    period: "quarter",
    filters: [],
    now,
  })
  expect(forecast).toBeNull()
  expect(reason).toMatchObject({ code: "too_few_days", days: 9, needed: 14 })
  expect(spent).not.toBe("0")
})

test("days without any price are unknown, and their calls are said", async () => {
  const tenant = await makeTenant({ zone: ZONE })
  await sendDays(tenant, 30, { model: "nobody-prices-this" })
  const { forecast, reason, unpriced } = await spendForecast(tenant.scope, {
    period: "month",
    filters: [],
    now,
  })
  expect(forecast).toBeNull()
  expect(reason?.days).toBe(0)
  expect(unpriced.calls).toBe(20)
})

test("a member kept to a team is told that team's alone", async () => {
  const tenant = await makeTenant({ zone: ZONE })
  await sendDays(tenant, 30, { team: "Support" })
  await sendDays(tenant, 30, { team: "Search" })
  const member = mintScope(tenant.orgId, { kind: "user", userId: 1, role: "viewer" }, ["Support"])
  const own = await spendForecast(member, { period: "month", filters: [], now })
  const asked = await spendForecast(tenant.scope, {
    period: "month",
    filters: [{ dimension: "team", operator: "=", values: ["Support"] }],
    now,
  })
  expect({ ...own, as_of: "" }).toEqual({ ...asked, as_of: "" })
  const all = await spendForecast(tenant.scope, { period: "month", filters: [], now })
  expect(own.spent).not.toBe(all.spent)
})
