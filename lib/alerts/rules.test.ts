import "@/lib/testing/signed-in"
import { afterAll, expect, test } from "vitest"
import { listAudit } from "@/lib/auth/audit-trail"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { putBudget } from "@/lib/budgets/mutations"
import { budgetInput } from "@/lib/budgets/schema"
import { prisma } from "@/lib/db/client"
import { ingestEvents } from "@/lib/sources/ingest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { startReceiver } from "@/lib/testing/receiver"
import { addUnits, zonedStart } from "@/lib/time"
import { acknowledge, addMute, endMute } from "./mutations"
import { getAlert, listAlerts } from "./queries"
import { replay } from "./replay"
import { deleteRule, putRule } from "./rule-mutations"
import { getRule, listRules } from "./rule-queries"
import { ruleInput } from "./rule-schema"
import { alertsQuery } from "./schema"
import { watchSpend } from "./watch-budgets"
import { watchRules } from "./watch-rules"
import { watchedOrganisations } from "./watched"

process.env.OUTGOING_ALLOW = "127.0.0.1"
await testDatabase()
const { createEndpoint } = await import("@/lib/delivery/mutations")
const { listDeliveries } = await import("@/lib/delivery/queries")
const receiver = await startReceiver()
afterAll(() => receiver.close())

const HOUR = 3_600_000
const DAY = 24 * HOUR
const inputOf = (condition: object, more: object = {}) =>
  ruleInput.parse({ name: "Rule", notify: ["Hook"], condition, ...more })

async function tenant(zone = "UTC") {
  const { scope, orgId } = await makeTenant({ zone })
  const target = { kind: "webhook", url: receiver.url } as const
  const { id } = await createEndpoint(scope, { name: "Hook", target })
  return { scope, orgId, hook: id }
}

let sent = 0

async function send(scope: Scope, at: Date, more: object = {}): Promise<void> {
  sent += 1
  const event = {
    ...{ id: `rule-event-${sent}`, provider: "openai", model: "gpt-4o-mini", route: "openrouter" },
    ...{ usage: { input_uncached: 1, output: 1 }, cost: { amount: "1", currency: "USD" } },
    ...{ time: at.toISOString(), ...more },
  }
  const options = { now: new Date(), backfill: true, requestId: "test" }
  const answer = await ingestEvents(scope, await testSource(scope.orgId), [event], options)
  expect(answer.accepted).toBe(1)
}

async function look(orgId: number, now = new Date()): Promise<void> {
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await watchRules(own, now)
}

const statesSent = async (scope: Scope, hook: number) =>
  (await listDeliveries(scope, hook)).map(({ message }) => message.state).toReversed()

const unpriced = { model: "no-such-model", route: "direct", cost: undefined }
const all = alertsQuery.parse({})

test("calls without a price alert once a day, are told again, acknowledged and resolved", async () => {
  const { scope, orgId, hook } = await tenant()
  const noon = new Date(zonedStart(new Date(), "day", "UTC").getTime() - 12 * HOUR)
  const at = (hours: number) => new Date(noon.getTime() + hours * HOUR)
  await putRule(scope, "unpriced", inputOf({ kind: "unpriced", alert: 2 }, { renotify_hours: 4 }))
  await look(orgId, noon)
  expect((await getRule(scope, "unpriced")).state).toBe("ok")
  await send(scope, at(-3), unpriced)
  await send(scope, at(-3), unpriced)
  await look(orgId, at(0.1))
  await look(orgId, at(0.2))
  const [alert] = (await listAlerts(scope, all)).alerts
  expect(alert).toMatchObject({ title: "Rule", state: "open", kind: "unpriced", rule: "unpriced" })
  expect(alert?.sentence).toBe("2 calls of the last 24 hours without a price.")
  await look(orgId, at(4.3))
  expect(await statesSent(scope, hook)).toEqual(["triggered", "triggered"])
  const seen = await acknowledge(scope, alert?.id ?? 0)
  expect(seen).toMatchObject({ state: "acknowledged", acknowledged: { by: "test" } })
  expect((await acknowledge(scope, alert?.id ?? 0)).acknowledged).toEqual(seen.acknowledged)
  await look(orgId, at(9))
  expect(await statesSent(scope, hook)).toEqual(["triggered", "triggered", "acknowledged"])
  await look(orgId, at(23))
  const resolved = await getAlert(scope, alert?.id ?? 0)
  expect(resolved).toMatchObject({
    state: "resolved",
    resolved: { because: expect.stringContaining("0 calls") },
  })
  expect(resolved.told.map(({ what }) => what)).toEqual([
    "triggered",
    "triggered",
    "acknowledged",
    "resolved",
  ])
  expect((await getRule(scope, "unpriced")).state).toBe("ok")
})

test("an entity that alerts again in the same period is the same alert, opened again: people are told when it lasts", async () => {
  const { scope, orgId, hook } = await tenant()
  const source = await testSource(orgId, 1, "app")
  const hour = addUnits(zonedStart(new Date(), "hour", "UTC"), "hour", -5, "UTC")
  const at = (minutes: number) => new Date(hour.getTime() + minutes * 60_000)
  const heard = (when: Date) =>
    prisma().source.updateMany({ where: { orgId, id: source }, data: { lastEventAt: when } })
  const { createKey } = await import("@/lib/auth/api-key")
  await createKey(scope, { name: "app", environment: "test", scopes: ["ingest"], source: "app" })
  await putRule(scope, "silent", inputOf({ kind: "source_silent", alert: 10 }))
  await look(orgId, at(0))
  expect((await getRule(scope, "silent")).state).toBe("no_data")
  await heard(at(1))
  await look(orgId, at(12))
  await heard(at(13))
  await look(orgId, at(14))
  const people = (to: string) =>
    prisma().endpoint.updateMany({ where: { orgId, id: hook }, data: { kind: to } })
  const first = (await listAlerts(scope, all)).alerts[0]?.id ?? 0
  await prisma().alert.updateMany({ where: { orgId, id: first }, data: { ackedAt: at(13) } })
  await look(orgId, at(30))
  expect((await listAlerts(scope, all)).alerts[0]).toMatchObject({ state: "open", acknowledged: null })
  expect(await statesSent(scope, hook)).toEqual(["triggered", "resolved", "triggered"])
  await heard(at(30))
  await look(orgId, at(31))
  await people("slack")
  await look(orgId, at(45))
  expect(await statesSent(scope, hook)).toEqual(["triggered", "resolved", "triggered", "resolved"])
  await look(orgId, at(61))
  await look(orgId, at(62))
  await people("webhook")
  const { alerts } = await listAlerts(scope, all)
  expect(alerts.map(({ entity, state, severity }) => [entity, state, severity])).toEqual([
    ["app", "open", "critical"],
  ])
  const sofar = ["triggered", "resolved", "triggered", "resolved", "triggered"]
  expect(await statesSent(scope, hook)).toEqual(sofar)
  await heard(at(63))
  await look(orgId, at(64.5))
  await look(orgId, at(80))
  expect(await statesSent(scope, hook)).toEqual([...sofar, "resolved", "triggered"])
})

test("a clock that jumps an hour to and fro over midnight, and a worker that was paused, tell of what lasts once", async () => {
  const { scope, orgId, hook } = await tenant()
  const midnight = zonedStart(new Date(), "day", "UTC")
  const at = (hours: number) => new Date(midnight.getTime() + hours * HOUR)
  await putRule(scope, "unpriced", inputOf({ kind: "unpriced", alert: 1 }))
  await send(scope, at(-2), unpriced)
  for (const hours of [-0.5, 0.5, -0.4, 0.6, 3.6, 2.6, 6]) await look(orgId, at(hours))
  expect(await statesSent(scope, hook)).toEqual(["triggered"])
  await look(orgId, at(23))
  expect(await statesSent(scope, hook)).toEqual(["triggered", "resolved"])
})

test("spend that rose is told by value of a fan-out; what is new is not; the past says how often", async () => {
  const { scope, orgId } = await tenant("Asia/Kathmandu")
  const today = zonedStart(new Date(), "day", "Asia/Kathmandu")
  const dayOf = (n: number) => new Date(addUnits(today, "day", -n, "Asia/Kathmandu").getTime() + 6 * HOUR)
  for (let n = 1; n <= 12; n += 1) {
    const amount = n === 1 || n === 5 ? "30" : "10"
    await send(scope, dayOf(n), { feature: "chat", cost: { amount, currency: "USD" } })
    await send(scope, dayOf(n), { feature: "rank" })
  }
  await send(scope, dayOf(1), { feature: "new", cost: { amount: "500", currency: "USD" } })
  const rule = inputOf({ kind: "spend_change", window: "day", alert: 100, least: "5" }, { each: "feature" })
  const { fired, times, grain } = await replay(scope, rule)
  expect({ fired, grain }).toEqual({ fired: 2, grain: "day" })
  expect(times.map(({ entity }) => entity)).toEqual(["chat", "chat"])
  await putRule(scope, "rise", rule)
  await look(orgId)
  const { alerts } = await listAlerts(scope, all)
  expect(alerts.map(({ title, entity }) => [title, entity])).toEqual([["Rule: chat", "chat"]])
  expect(alerts[0]?.sentence).toMatch(/^\$30\.00 .+, 200\.0% more than the \$10\.00 before\.$/)
})

test("spend without a team is told below the threshold; without spend nothing is known", async () => {
  const { scope, orgId } = await tenant()
  await putRule(
    scope,
    "owned",
    inputOf({ kind: "coverage", dimension: "team", window: "day", alert: 80, warn: 95 }),
  )
  await look(orgId)
  expect((await getRule(scope, "owned")).state).toBe("no_data")
  const now = new Date()
  for (let n = 0; n < 9; n += 1) await send(scope, new Date(now.getTime() - n * 60_000), { team: "search" })
  await send(scope, now)
  await look(orgId, new Date(now.getTime() + 61_000))
  expect(await getRule(scope, "owned")).toMatchObject({
    state: "warning",
    entities: [{ said: "90.00% of $10.00 has a team." }],
  })
  for (let n = 0; n < 3; n += 1) await send(scope, now)
  await look(orgId, new Date(now.getTime() + 122_000))
  expect((await getRule(scope, "owned")).state).toBe("alert")
})

test("a mute keeps quiet and records; what lasts when it ends is told then", async () => {
  const { scope, orgId, hook } = await tenant()
  await putRule(scope, "unpriced", inputOf({ kind: "unpriced", alert: 1 }))
  const until = new Date(Date.now() + HOUR).toISOString()
  const mute = await addMute(scope, { rule: "unpriced", until, reason: "Prices come tomorrow" })
  await send(scope, new Date(), unpriced)
  await look(orgId)
  expect((await listAlerts(scope, all)).alerts[0]).toMatchObject({ muted: true, state: "open" })
  expect(await statesSent(scope, hook)).toEqual([])
  expect((await getRule(scope, "unpriced")).muted).toMatchObject({
    reason: "Prices come tomorrow",
    by: "test",
  })
  await endMute(scope, mute.id)
  await look(orgId, new Date(Date.now() + 61_000))
  await look(orgId, new Date(Date.now() + 122_000))
  expect(await statesSent(scope, hook)).toEqual(["triggered"])
  const actions = (await listAudit(scope, { limit: 20 })).entries.map(({ action }) => action)
  expect(actions).toEqual(
    expect.arrayContaining(["alert_mute.create", "alert_mute.end", "alert_rule.create"]),
  )
})

test("pausing and deleting close what is open; the history stays", async () => {
  const { scope, orgId } = await tenant()
  const rule = inputOf({ kind: "unpriced", alert: 1 })
  await putRule(scope, "a", rule)
  await putRule(scope, "b", rule)
  await send(scope, new Date(), unpriced)
  await look(orgId)
  expect((await putRule(scope, "a", rule)).outcome).toBe("unchanged")
  await putRule(scope, "a", { ...rule, paused: true })
  await deleteRule(scope, "b")
  await look(orgId, new Date(Date.now() + 61_000))
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await watchSpend(own, new Date())
  const { alerts } = await listAlerts(scope, all)
  expect(alerts.map(({ resolved }) => resolved?.because).sort()).toEqual([
    "The rule was deleted.",
    "The rule was paused.",
  ])
  expect((await listRules(scope)).map(({ slug, state }) => [slug, state])).toEqual([["a", "paused"]])
})

test("a provider that fails is told of by provider, too few calls are not, and the past is read by the hour", async () => {
  const { scope, orgId } = await tenant()
  const now = new Date()
  const failing = { status: "error", error: { http_status: 503, message: "overloaded" }, cost: undefined }
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
  for (let n = 0; n < 12; n += 1) await send(scope, ago(2), n % 2 === 0 ? failing : { latency_ms: 900 })
  for (let n = 0; n < 3; n += 1)
    await send(scope, ago(2), { ...failing, provider: "anthropic", model: "claude-test" })
  for (let n = 0; n < 12; n += 1) await send(scope, ago(60 * 30), n % 2 === 0 ? failing : {})
  const health = (measure: string, alert: number) =>
    inputOf({ kind: "provider_health", measure, alert, least_calls: 10 })
  await putRule(scope, "up", health("availability", 90))
  await putRule(scope, "errors", health("error_rate", 60))
  await putRule(scope, "slow", health("latency_p95", 800))
  await look(orgId, now)
  const rules = await listRules(scope)
  expect(rules.map(({ slug, state }) => `${slug} ${state}`).sort()).toEqual([
    "errors ok",
    "slow no_data",
    "up alert",
  ])
  const up = rules.find(({ slug }) => slug === "up")
  expect(up?.entities.map(({ entity, state, said }) => [entity, state, said])).toEqual([
    ["openai", "alert", "50.0% of 12 calls answered, by the provider's own faults."],
    ["anthropic", "no_data", "3 calls, too few to tell."],
  ])
  expect((await replay(scope, health("availability", 90), new Date(now.getTime() + HOUR))).fired).toBe(2)
  await look(orgId, new Date(now.getTime() + 16 * 60_000))
  const [alert] = (await listAlerts(scope, all)).alerts
  expect(alert).toMatchObject({ state: "resolved", entity: "openai", severity: "critical" })
})

test("a credit grant that runs out is told by what is left and by its last day", async () => {
  const { scope, orgId } = await tenant()
  const { grantCredit } = await import("@/lib/credits/mutations")
  const now = new Date()
  const day = (n: number) => new Date(now.getTime() + n * DAY).toISOString().slice(0, 10)
  await grantCredit(scope, {
    ...{ name: "Signup", scope: [], amount: "10", tokens: null },
    ...{ starts_at: day(-5), expires_at: day(4) },
  })
  for (let n = 0; n < 9; n += 1) await send(scope, new Date(now.getTime() - n * 60_000))
  const { applyPending } = await import("@/lib/rollups/apply")
  const { applyCredits } = await import("@/lib/credits/apply")
  await applyPending()
  await applyCredits()
  await putRule(scope, "left", inputOf({ kind: "credit", measure: "percent_left", alert: 20 }))
  await putRule(scope, "ends", inputOf({ kind: "credit", measure: "days_left", alert: 7 }))
  await putRule(scope, "far", inputOf({ kind: "credit", measure: "days_left", alert: 1 }))
  await look(orgId, now)
  const states = (await listRules(scope)).map(({ slug, state }) => `${slug} ${state}`)
  expect(states.sort()).toEqual(["ends alert", "far ok", "left alert"])
})

test("an anomaly that goes on is the same one hour after hour, and told once", async () => {
  const { scope, orgId, hook } = await tenant()
  const from = addUnits(zonedStart(new Date(), "hour", "UTC"), "hour", -6, "UTC")
  const hours = (n: number) => new Date(from.getTime() + n * HOUR)
  await prisma().anomaly.create({
    data: {
      ...{
        orgId,
        id: 1,
        dimension: "total",
        value: null,
        fromTime: from,
        untilTime: hours(1),
        state: "open",
      },
      ...{ expectedPico: "1000000000000", actualPico: "90000000000000", unpricedCalls: 0n, culprits: [] },
      ...{
        comparedFrom: hours(-2),
        comparedUntil: from,
        folded: false,
        foundAt: hours(1),
        changedAt: hours(1),
      },
    },
  })
  await putRule(scope, "odd", inputOf({ kind: "anomaly", least: "5" }))
  await look(orgId, hours(1))
  await prisma().anomaly.updateMany({ where: { orgId }, data: { untilTime: hours(2) } })
  await look(orgId, hours(2))
  expect((await listAlerts(scope, all)).alerts.map(({ state }) => state)).toEqual(["open"])
  expect(await statesSent(scope, hook)).toEqual(["triggered"])
})

test("a member kept to teams sees what rules of these teams alerted of, and no other", async () => {
  const { scope, orgId } = await tenant()
  const rule = (team: string) => inputOf({ kind: "unpriced", alert: 1 }, { scope: [`team=${team}`] })
  await putRule(scope, "search", rule("search"))
  await putRule(scope, "support", rule("support"))
  for (const team of ["search", "support"]) await send(scope, new Date(), { ...unpriced, team })
  await look(orgId)
  const member = mintScope(orgId, { kind: "user", userId: 1, role: "engineer" }, ["search"])
  const { alerts, total } = await listAlerts(member, all)
  expect([alerts.map(({ rule: slug }) => slug), total]).toEqual([["search"], 1])
  const other = (await listAlerts(scope, all)).alerts.find((each) => each.rule === "support")
  await expect(getAlert(member, other?.id ?? 0)).rejects.toMatchObject({ code: "not_found" })
  await expect(acknowledge(member, other?.id ?? 0)).rejects.toMatchObject({ code: "not_found" })
  expect((await listRules(member)).map(({ slug }) => slug)).toEqual(["search"])
})

test("a rule that cannot be read keeps no other from being read", async () => {
  const { scope, orgId } = await tenant()
  await putRule(scope, "a", inputOf({ kind: "unpriced", alert: 1 }))
  await putRule(scope, "b", inputOf({ kind: "unpriced", alert: 1 }))
  await prisma().alertRule.updateMany({
    where: { orgId, slug: "a" },
    data: { filters: ["tag:=x", "user~(("] },
  })
  await send(scope, new Date(), unpriced)
  await look(orgId)
  expect((await getRule(scope, "b")).state).toBe("alert")
})

test("an endpoint by another name is told as before, of what is open too", async () => {
  const { scope, orgId, hook } = await tenant()
  const { changeEndpoint } = await import("@/lib/delivery/mutations")
  const budget = { name: "Search", period: "month", amount: "10", notify: ["Hook"] }
  await putBudget(scope, "search", budgetInput.parse(budget))
  await putRule(scope, "unpriced", inputOf({ kind: "unpriced", alert: 1 }))
  await send(scope, new Date(), unpriced)
  await look(orgId)
  await changeEndpoint(scope, hook, { name: "Night watch" })
  expect((await getRule(scope, "unpriced")).notify).toEqual(["Night watch"])
  expect(await prisma().budget.findFirst({ where: { orgId } })).toMatchObject({ notify: ["Night watch"] })
  const rule = inputOf({ kind: "unpriced", alert: 1 }, { notify: ["Night watch"], paused: true })
  await putRule(scope, "unpriced", rule)
  await look(orgId, new Date(Date.now() + 61_000))
  expect(await statesSent(scope, hook)).toEqual(["triggered", "resolved"])
})

test("an endpoint that is not there is refused at its place, and what stands stays", async () => {
  const { scope } = await tenant()
  const input = inputOf({ kind: "unpriced", alert: 2 }, { notify: ["Hook", "Nobody"] })
  await expect(putRule(scope, "unpriced", input)).rejects.toMatchObject({
    code: "invalid",
    errors: [{ pointer: "/notify/1", detail: 'No endpoint is called "Nobody".' }],
  })
  const budget = { name: "Search", period: "month", amount: "10", notify: ["Nobody"] }
  await expect(putBudget(scope, "search", budgetInput.parse(budget))).rejects.toMatchObject({
    errors: [{ pointer: "/notify/0" }],
  })
})
