import "@/lib/testing/signed-in"
import fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { addIncrease } from "@/lib/budgets/increases"
import { deleteBudget, putBudget } from "@/lib/budgets/mutations"
import { budgetInput, PERIODS } from "@/lib/budgets/schema"
import { prisma } from "@/lib/db/client"
import { applyPending } from "@/lib/rollups/apply"
import { ingestEvents } from "@/lib/sources/ingest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { startReceiver } from "@/lib/testing/receiver"
import { addUnits, zonedStart } from "@/lib/time"
import { periodsDue } from "./periods-due"
import { getAlert } from "./queries"
import { watchOutlooks, watchSpend } from "./watch-budgets"
import { watchedOrganisations } from "./watched"

process.env.OUTGOING_ALLOW = "127.0.0.1"
await testDatabase()
const { createEndpoint } = await import("@/lib/delivery/mutations")
const { listDeliveries } = await import("@/lib/delivery/queries")
const receiver = await startReceiver()
afterAll(() => receiver.close())

const HOUR = 3_600_000
const budgetOf = (more: object = {}) =>
  budgetInput.parse({ name: "Search", period: "month", amount: "10", notify: ["Hook"], ...more })

async function tenant(zone = "UTC") {
  const { scope, orgId } = await makeTenant({ zone })
  const target = { kind: "webhook", url: receiver.url } as const
  const { id } = await createEndpoint(scope, { name: "Hook", target })
  return { scope, orgId, hook: id }
}

let sent = 0

/** Reports a call that costs so many dollars. */
async function spendOn(scope: Scope, amount: string, more: object = {}): Promise<string> {
  sent += 1
  const id = `event-${sent}`
  const event = {
    ...{ id, provider: "openai", model: "gpt-4o-mini", usage: { input_uncached: 1, output: 1 } },
    ...{ route: "openrouter", cost: { amount, currency: "USD" }, ...more },
  }
  const options = { now: new Date(), backfill: true, requestId: "test" }
  const answer = await ingestEvents(scope, await testSource(scope.orgId), [event], options)
  expect(answer.accepted).toBe(1)
  return id
}

async function look(orgId: number, now = new Date()): Promise<void> {
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await watchSpend(own, now)
}

async function alertsOf(orgId: number) {
  const alerts = await prisma().alert.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  return alerts.map(({ measure, threshold, entity }) => `${measure} ${threshold}${entity}`)
}

test("a threshold is recorded once, with a delivery of its own, whatever becomes of the figures", async () => {
  const { scope, orgId, hook } = await tenant()
  await putBudget(scope, "search", budgetOf())
  await look(orgId)
  expect(await alertsOf(orgId)).toEqual([])
  await spendOn(scope, "7.999999")
  await look(orgId)
  expect(await alertsOf(orgId)).toEqual([])
  const last = await spendOn(scope, "0.000001")
  await look(orgId)
  await look(orgId)
  await applyPending()
  await look(orgId)
  expect(await alertsOf(orgId)).toEqual(["actual 80"])
  await spendOn(scope, "5")
  await look(orgId)
  expect(await alertsOf(orgId)).toEqual(["actual 80", "actual 100"])
  const voiding = { id: "void", type: "void", target_id: last, reason: "test" }
  const options = { now: new Date(), backfill: true, requestId: "test" }
  await ingestEvents(scope, await testSource(orgId), [voiding], options)
  const until = new Date(Date.now() + HOUR).toISOString()
  await addIncrease(scope, "search", { amount: "100", until, reason: "launch" })
  await look(orgId)
  await spendOn(scope, "200")
  await look(orgId)
  expect(await alertsOf(orgId)).toEqual(["actual 80", "actual 100"])
  const deliveries = await listDeliveries(scope, hook)
  expect(deliveries.map(({ message }) => message.title).sort()).toEqual([
    "Search: 100% spent",
    "Search: 80% spent",
  ])
  expect(new Set(deliveries.map(({ message }) => message.dedup_key)).size).toBe(2)
})

test("every value of a fan-out crosses by itself, Unattributed too, and a value called ~ is another", async () => {
  const { scope, orgId } = await tenant()
  await putBudget(scope, "users", budgetOf({ each: "user", thresholds: [100] }))
  for (const user of ["ann", "~", ""]) await spendOn(scope, "11", user ? { user } : {})
  await spendOn(scope, "9", { user: "bob" })
  await look(orgId)
  expect((await alertsOf(orgId)).sort()).toEqual(["actual 100=ann", "actual 100=~", "actual 100~"].sort())
})

test("whatever values are called, messages of them are such as can be delivered", async () => {
  const { scope, orgId, hook } = await tenant()
  const long = "\u{1f9fe}".repeat(60)
  await putBudget(scope, "users", budgetOf({ name: long, each: "user", thresholds: [100] }))
  for (const user of ["\u{1f4a5}".repeat(128), "x".repeat(256), "a\u202eb<!channel>\n"])
    await spendOn(scope, "11", { user })
  await look(orgId)
  const deliveries = await listDeliveries(scope, hook)
  expect(deliveries).toHaveLength(3)
  for (const { message } of deliveries) {
    expect(message.title.length).toBeLessThanOrEqual(200)
    expect(message.title.isWellFormed()).toBe(true)
  }
})

test("workers that look at the same instant record a crossing once", async () => {
  const { scope, orgId } = await tenant()
  for (let n = 0; n < 6; n += 1) await putBudget(scope, `b-${n}`, budgetOf({ name: `B ${n}` }))
  await spendOn(scope, "12")
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await Promise.all(Array.from({ length: 5 }, () => watchSpend(own, new Date())))
  await look(orgId)
  expect((await alertsOf(orgId)).length).toBe(12)
})

test("more crossings than one transaction takes are recorded by the next looks", async () => {
  const { scope, orgId } = await tenant()
  for (let n = 0; n < 40; n += 1) await putBudget(scope, `b-${n}`, budgetOf({ name: `B ${n}`, notify: [] }))
  await spendOn(scope, "12")
  await look(orgId)
  expect((await alertsOf(orgId)).length).toBe(50)
  await look(orgId)
  expect((await alertsOf(orgId)).length).toBe(80)
})

test("a worker that was paused over the end of a period loses no crossing of it, and repeats none", async () => {
  const { scope, orgId } = await tenant("Asia/Kathmandu")
  const now = new Date()
  const midnight = zonedStart(now, "day", "Asia/Kathmandu")
  await putBudget(scope, "daily", budgetOf({ period: "day", thresholds: [80] }))
  const yesterday = addUnits(midnight, "day", -1, "Asia/Kathmandu")
  await prisma().budget.updateMany({
    where: { orgId },
    data: { changedAt: addUnits(yesterday, "day", -9, "UTC") },
  })
  await look(orgId, new Date(midnight.getTime() - 90 * 60_000))
  await spendOn(scope, "9", { time: new Date(midnight.getTime() - 60_000).toISOString() })
  await look(orgId, new Date(midnight.getTime() + 90 * 60_000))
  expect(await alertsOf(orgId)).toEqual(["actual 80"])
  await spendOn(scope, "9", { time: new Date(midnight.getTime() + 1_000).toISOString() })
  await look(orgId, new Date(midnight.getTime() + 91 * 60_000))
  await look(orgId, new Date(midnight.getTime() + 95 * 60_000))
  expect(await alertsOf(orgId)).toEqual(["actual 80", "actual 80"])
  const [first, second] = await prisma().alert.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  expect(first?.periodStart).toEqual(yesterday)
  expect(first?.resolvedBecause).toBe("The period ended.")
  expect(second?.periodStart).toEqual(midnight)
  expect(second?.resolvedAt).toBeNull()
})

test("a clock that jumps an hour to and fro over the end of a period repeats and loses nothing", async () => {
  const { scope, orgId } = await tenant()
  const midnight = zonedStart(new Date(), "day", "UTC")
  await putBudget(scope, "daily", budgetOf({ period: "day", thresholds: [50, 100] }))
  await prisma().budget.updateMany({ where: { orgId }, data: { changedAt: new Date(0) } })
  const at = (minutes: number) => new Date(midnight.getTime() + minutes * 60_000)
  const spendAt = (amount: string, minutes: number) =>
    spendOn(scope, amount, { time: at(minutes).toISOString() })
  await spendAt("6", -40)
  await look(orgId, at(-30))
  await look(orgId, at(30))
  await spendAt("6", -29)
  await look(orgId, at(-29))
  await look(orgId, at(-28))
  await spendAt("11", 1)
  await look(orgId, at(2))
  await look(orgId, at(-58))
  await look(orgId, at(3))
  const alerts = await prisma().alert.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  expect(
    alerts.map(({ threshold, periodStart }) => `${threshold} ${periodStart < midnight ? "before" : "after"}`),
  ).toEqual(["50 before", "100 before", "50 after", "100 after"])
})

test("a budget that was made after a period ended says nothing of it", async () => {
  const { scope, orgId } = await tenant()
  await spendOn(scope, "50", { time: new Date(Date.now() - 32 * 24 * HOUR).toISOString() })
  await putBudget(scope, "monthly", budgetOf())
  await putBudget(scope, "daily", budgetOf({ period: "day" }))
  await look(orgId)
  expect(await alertsOf(orgId)).toEqual([])
})

test("a zone that changes makes no other crossing of a day", async () => {
  const { scope, orgId } = await tenant("UTC")
  await putBudget(scope, "monthly", budgetOf({ thresholds: [80] }))
  await spendOn(scope, "9")
  await look(orgId)
  await prisma().organisation.update({ where: { id: orgId }, data: { zone: "America/New_York" } })
  await new Promise((done) => setTimeout(done, 1_100))
  await spendOn(scope, "1")
  await look(orgId, new Date(Date.now() + 60_000))
  expect((await alertsOf(orgId)).length).toBe(1)
})

test("thresholds on the forecast are crossed long before the limit is, once there are days enough", async () => {
  const { scope, orgId } = await tenant()
  const now = new Date()
  const thresholds = { thresholds: [100], forecast_thresholds: [5, 1_000] }
  await putBudget(scope, "monthly", budgetOf({ amount: "1000", ...thresholds }))
  await putBudget(scope, "daily", budgetOf({ name: "A day", period: "day", amount: "1", thresholds: [100] }))
  const ahead = async () =>
    watchOutlooks(
      (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId),
      now,
    )
  for (let day = 1; day <= 20; day += 1) {
    if (day === 14) await ahead()
    if (day === 14) expect(await alertsOf(orgId)).toEqual([])
    const time = new Date(now.getTime() - day * 24 * HOUR).toISOString()
    await spendOn(scope, day % 2 === 0 ? "2.4" : "2.6", { time })
  }
  await ahead()
  await ahead()
  await look(orgId, now)
  expect(await alertsOf(orgId)).toEqual(["forecast 5"])
})

test("a forecast is held against the limit that the period ends with, not one lifted until before then", async () => {
  const { scope, orgId, hook } = await tenant()
  const now = new Date()
  const thresholds = { thresholds: [], forecast_thresholds: [100] }
  await putBudget(scope, "monthly", budgetOf({ amount: "40", ...thresholds }))
  const until = new Date(now.getTime() + 60_000).toISOString()
  await addIncrease(scope, "monthly", { amount: "1000", until, reason: "launch" })
  for (let day = 1; day <= 20; day += 1) {
    await spendOn(scope, "2.5", { time: new Date(now.getTime() - day * 24 * HOUR).toISOString() })
  }
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await watchOutlooks(own, new Date())
  expect(await alertsOf(orgId)).toEqual(["forecast 100"])
  const [delivery] = await listDeliveries(scope, hook)
  expect(delivery?.message.sentence).toContain("the limit is $40.00")
})

test("what a budget alerted of is closed when the budget goes, and its receivers hear of it", async () => {
  const { scope, orgId, hook } = await tenant()
  await putBudget(scope, "search", budgetOf({ thresholds: [100] }))
  await spendOn(scope, "10")
  await look(orgId)
  await deleteBudget(scope, "search")
  await look(orgId, new Date(Date.now() + 60_000))
  const [alert] = await prisma().alert.findMany({ where: { orgId } })
  expect(alert?.resolvedBecause).toBe("The budget was deleted.")
  const states = (await listDeliveries(scope, hook)).map(({ message }) => message.state)
  expect(states.sort()).toEqual(["resolved", "triggered"])
})

test("who was told is known when their endpoint is gone, and who was not there", async () => {
  const { scope, orgId, hook } = await tenant()
  const { deleteEndpoint } = await import("@/lib/delivery/mutations")
  const target = { kind: "webhook", url: receiver.url } as const
  const { id: gone } = await createEndpoint(scope, { name: "Gone", target })
  await putBudget(scope, "search", budgetOf({ thresholds: [100], notify: ["Gone", "Hook"] }))
  await deleteEndpoint(scope, gone)
  await spendOn(scope, "10")
  await look(orgId)
  await deleteEndpoint(scope, hook)
  const { id } = await prisma().alert.findFirstOrThrow({ where: { orgId } })
  expect(await getAlert(scope, id)).toMatchObject({ notify: ["Gone", "Hook"], reached: ["Hook"], told: [] })
})

test("the periods of a look tile the time since the last one, whichever way the clock went", () => {
  const zones = ["UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]
  fc.assert(
    fc.property(
      fc.record({
        period: fc.constantFrom(...PERIODS.filter((name) => name !== "custom")),
        zone: fc.constantFrom(...zones),
        now: fc.date({ min: new Date("2015-01-01"), max: new Date("2030-12-31"), noInvalidDate: true }),
        away: fc.integer({ min: -2 * HOUR, max: 72 * HOUR }),
      }),
      ({ period, zone, now, away }) => {
        const since = new Date(now.getTime() - away)
        const due = periodsDue({ period, fiscal: null }, { now, since, changedAt: new Date(0) }, zone, 1)
        const [running, ...before] = due
        expect(running?.at).toEqual(now)
        expect(before.length).toBeGreaterThan(0)
        for (const [i, { period: own }] of before.entries()) expect(own.to).toEqual(due[i]?.period.from)
        const last = due.at(-1)
        if (away > 0) expect(last && last.period.from <= since).toBe(true)
      },
    ),
  )
})
