import pg from "pg"
import { expect, test } from "vitest"
import { disconnect, prisma } from "@/lib/db/client"
import { countAnswer, countIngest } from "@/lib/http/metrics"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { isMetricsToken, metricsText } from "./metrics-text"
import { checkReadiness } from "./readiness"

await testDatabase({ fresh: true })

async function pending(orgId: number, ageSeconds: number): Promise<void> {
  const at = new Date(Date.now() - ageSeconds * 1000)
  await prisma().batch.create({ data: { orgId, at, minTime: at, maxTime: at, charges: 1, rolled: false } })
}

test("a migrated database with an idle worker is ready", async () => {
  expect(await checkReadiness()).toEqual({
    status: "ready",
    database: "ok",
    migrations: { pending: [] },
    worker: { lag_seconds: 0 },
  })
})

test("the lag is the age of the oldest write that is not rolled up, and too much of it is not ready", async () => {
  const { orgId } = await makeTenant()
  await pending(orgId, 30)
  await pending(orgId, 5)
  const late = await checkReadiness()
  expect(late.status).toBe("ready")
  expect(late.worker?.lag_seconds).toBeGreaterThanOrEqual(30)
  expect(late.worker?.lag_seconds).toBeLessThan(40)
  await pending(orgId, 700)
  expect((await checkReadiness()).status).toBe("not ready")
})

test("a migration that is shipped and not applied is named", async () => {
  const names = await prisma().$queryRaw<{ migration_name: string }[]>`
    delete from _prisma_migrations where migration_name like '20261125150000%' returning migration_name`
  expect((await checkReadiness()).migrations?.pending).toEqual(names.map((row) => row.migration_name))
})

test("the metrics tell events, lag and pools, and no label names a user or a key", async () => {
  countIngest({ accepted: 3, duplicates: 1, conflicts: 0, rejected: [{ code: "bad_usage" }] })
  countAnswer(207)
  const text = await metricsText()
  expect(text).toContain('tollgate_ingest_events_total{result="accepted"} 3')
  expect(text).toContain('tollgate_ingest_rejects_total{reason="bad_usage"} 1')
  expect(text).toContain('tollgate_http_responses_total{status="207"} 1')
  expect(text).toMatch(/tollgate_rollup_lag_seconds \d+/)
  expect(text).toMatch(/tollgate_db_pool_connections\{pool="ingest",state="waiting"\} 0/)
  const labels = new Set([...text.matchAll(/[{,](\w+)=/g)].map(([, name]) => name))
  for (const name of labels) expect(["user", "key", "model", "org", "email", "source"]).not.toContain(name)
})

test("only the token itself opens the metrics", () => {
  expect(isMetricsToken("Bearer 0123456789abcdef", "0123456789abcdef")).toBe(true)
  for (const header of [null, "", "0123456789abcdef", "Bearer ", "Bearer 0123456789abcdeg"]) {
    expect(isMetricsToken(header, "0123456789abcdef")).toBe(false)
  }
})

test("without its database the process is alive and not ready", async () => {
  await disconnect()
  // Where the pools are kept; port 1 answers nobody.
  const read = new pg.Pool({ connectionString: "postgresql://nobody@127.0.0.1:1/none" })
  Object.assign(globalThis, { tollgateConnections: { read } })
  try {
    expect(await checkReadiness()).toMatchObject({ status: "not ready", database: "away" })
    expect(await metricsText()).toMatch(/tollgate_rollup_lag_seconds Nan/i)
  } finally {
    await disconnect()
  }
})
