import { expect, test } from "vitest"
import { listAnnotations } from "@/lib/annotations/queries"
import { annotationQuery } from "@/lib/annotations/schema"
import { mintScope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { applyPending } from "@/lib/rollups/apply"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { findAnomalies } from "./find"
import { listAnomalies } from "./queries"
import { anomaliesQuery } from "./schema"

await testDatabase()

const HOUR = 3_600_000
const NOW = new Date("2026-11-20T12:30:00Z")
const SPIKE = new Date("2026-11-19T15:00:00Z")
const USAGE = { input_uncached: 400_000, cache_read: 100_000, output: 20_000 }
const asked = anomaliesQuery.parse({ from: "2026-11-01" })

async function send(tenant: Tenant, ...events: object[]): Promise<void> {
  const drafts = events.map((more) => testDraft(testEvent({ usage: USAGE, ...more })))
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
}

/** Weeks in which two features of two teams call once an hour each. */
async function calmWeeks(weeks = 5): Promise<Tenant> {
  const tenant = await makeTenant({ zone: "Europe/Berlin" })
  const first = NOW.getTime() - weeks * 7 * 24 * HOUR - HOUR / 2
  for (const [feature, team] of [
    ["search", "Discovery"],
    ["replies", "Support"],
  ]) {
    const hours = Array.from({ length: weeks * 7 * 24 }, (_, at) => ({
      id: `${feature}-${at}`,
      time: new Date(first + at * HOUR).toISOString(),
      feature,
      team,
    }))
    await send(tenant, ...hours)
  }
  return tenant
}

/** Twenty calls of one feature within the hour that is out of the ordinary. */
function spike(more: object = {}, start = SPIKE): object[] {
  return Array.from({ length: 20 }, (_, at) => ({
    id: `spike-${at}`,
    time: new Date(start.getTime() + at * 60_000).toISOString(),
    ...{ feature: "search", team: "Discovery", ...more },
  }))
}

async function look(at = NOW): Promise<void> {
  await applyPending()
  await findAnomalies(at)
}

/** As if another hour had passed. */
async function lookAgain(tenant: Tenant): Promise<void> {
  await execute(Prisma.sql`update anomaly_watch set looked_until = 'epoch' where org_id = ${tenant.orgId}`)
  await look()
}

async function markersOf(scope: Tenant["scope"]) {
  return (await listAnnotations(scope, annotationQuery.parse({ kind: "anomaly" }))).annotations
}

test("a burst of calls is found once, with who made it and why, and marked on the charts", async () => {
  const tenant = await calmWeeks()
  await send(tenant, ...spike())
  await applyPending()
  // Two workers at once, and each once more.
  await Promise.all([findAnomalies(NOW), findAnomalies(NOW)])
  await lookAgain(tenant)
  const { anomalies, total, looked_until } = await listAnomalies(tenant.scope, asked)
  expect(total).toBe(1)
  expect(looked_until).toBe("2026-11-20T12:00:00.000Z")
  const [found] = anomalies
  expect(found).toMatchObject({
    ...{ dimension: "total", value: null, state: "over", unpriced_calls: 0 },
    ...{ from: "2026-11-19T15:00:00.000Z", to: "2026-11-19T16:00:00.000Z" },
    compared_with: { from: "2026-11-12T15:00:00.000Z", to: "2026-11-12T16:00:00.000Z" },
  })
  // A call costs 1.325: 400,000 × 2.5 + 100,000 × 1.25 + 20,000 × 10 a million.
  expect([found?.expected, found?.actual, found?.impact]).toEqual(["2.65", "29.15", "26.5"])
  expect(found?.culprits).toEqual([
    { dimension: "api_key", value: null, difference: "26.5", cause: "volume" },
    { dimension: "feature", value: "search", difference: "26.5", cause: "volume" },
    { dimension: "model", value: "gpt-test", difference: "26.5", cause: "volume" },
  ])
  expect(await markersOf(tenant.scope)).toMatchObject([
    { time: SPIKE.toISOString(), entity: null, created_by: null },
  ])
})

test("a member kept to a team is told that team's alone, and no marker of others", async () => {
  const tenant = await calmWeeks()
  await send(tenant, ...spike())
  await look()
  const member = (team: string) =>
    mintScope(tenant.orgId, { kind: "user", userId: 1, role: "viewer" }, [team])
  const own = await listAnomalies(member("Discovery"), asked)
  expect(own.anomalies).toMatchObject([{ dimension: "team", value: "Discovery", impact: "26.5" }])
  expect((await listAnomalies(member("Support"), asked)).anomalies).toEqual([])
  expect(await markersOf(member("Discovery"))).toEqual([])
  expect((await listAnomalies((await makeTenant()).scope, asked)).anomalies).toEqual([])
})

test("longer prompts are told from more calls", async () => {
  const tenant = await calmWeeks()
  const usage = { input_uncached: 8_000_000, cache_read: 2_000_000, output: 400_000 }
  await send(tenant, { id: "long", time: SPIKE.toISOString(), feature: "search", team: "Discovery", usage })
  await look()
  const [found] = (await listAnomalies(tenant.scope, asked)).anomalies
  expect(found?.culprits).toMatchObject([
    { dimension: "api_key", cause: "length" },
    { dimension: "feature", value: "search", cause: "length" },
    { dimension: "model", value: "gpt-test", cause: "length" },
  ])
})

test("late events widen what was found, and corrections take it back with its marker", async () => {
  const tenant = await calmWeeks()
  await send(tenant, ...spike())
  await look()
  const late = Array.from({ length: 20 }, (_, at) => ({
    id: `late-${at}`,
    time: new Date(SPIKE.getTime() - HOUR + at * 60_000).toISOString(),
    ...{ feature: "search", team: "Discovery" },
  }))
  await send(tenant, ...late)
  await lookAgain(tenant)
  const [wider, ...others] = (await listAnomalies(tenant.scope, asked)).anomalies
  expect(others).toEqual([])
  expect(wider).toMatchObject({ id: 1, from: "2026-11-19T14:00:00.000Z", impact: "53", state: "over" })
  const voids = [...spike(), ...late].map((event, at) => ({
    ...{ id: `void-${at}`, type: "void", target_id: "id" in event ? event.id : "", reason: "sent twice" },
  }))
  await send(tenant, ...voids)
  await lookAgain(tenant)
  const { anomalies } = await listAnomalies(tenant.scope, asked)
  expect(anomalies.map(({ state }) => state)).toEqual(["withdrawn"])
  expect(await markersOf(tenant.scope)).toEqual([])
})

test("what an import brings of weeks ago is found before the hour is over, once the import is quiet", async () => {
  const tenant = await calmWeeks(9)
  await look()
  const start = new Date(SPIKE.getTime() - 20 * 24 * HOUR)
  await send(tenant, ...spike({}, start))
  await look()
  expect((await listAnomalies(tenant.scope, asked)).total).toBe(0)
  const { orgId } = tenant
  await execute(
    Prisma.sql`update anomaly_watch set looked_at = now() - interval '3 minutes' where org_id = ${orgId}`,
  )
  await execute(Prisma.sql`update cube_version set at = now() - interval '1 minute' where org_id = ${orgId}`)
  await Promise.all([findAnomalies(NOW), findAnomalies(NOW)])
  const { anomalies } = await listAnomalies(tenant.scope, anomaliesQuery.parse({ from: "2026-10-01" }))
  expect(anomalies).toMatchObject([{ id: 1, from: start.toISOString(), impact: "26.5", state: "over" }])
})

test("a worker that falls over in between leaves nothing half, and the next one finds all", async () => {
  const tenant = await calmWeeks()
  await send(tenant, ...spike())
  await applyPending()
  // The whole and its marker are written by then.
  await execute(
    Prisma.sql`alter table anomaly add constraint falls_over check (value is distinct from 'Discovery') not valid`,
  )
  await findAnomalies(NOW)
  expect(await prisma().anomalyWatch.count({ where: { orgId: tenant.orgId } })).toBe(0)
  expect(await markersOf(tenant.scope)).toEqual([])
  await execute(Prisma.sql`alter table anomaly drop constraint falls_over`)
  await new Promise((resolve) => setTimeout(resolve, 2_100))
  await look()
  expect((await listAnomalies(tenant.scope, asked)).total).toBe(1)
  expect(await markersOf(tenant.scope)).toHaveLength(1)
})

test("calls without a price are said, not counted as nothing", async () => {
  const tenant = await calmWeeks()
  await send(tenant, ...spike(), { id: "dark", time: SPIKE.toISOString(), model: "nobody-prices-this" })
  await look()
  const [found] = (await listAnomalies(tenant.scope, asked)).anomalies
  expect(found).toMatchObject({ unpriced_calls: 1, impact: "26.5" })
})
