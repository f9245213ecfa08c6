import { expect, test } from "vitest"
import * as z from "zod"
import { mintScope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { type Histogram, percentileMs } from "@/lib/ledger/histogram"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testEvent, testSource } from "@/lib/testing/ledger"
import { testResponseId } from "@/lib/testing/response-id"
import { ingestEvents } from "./ingest"
import { listRefusals, listSources } from "./queries"
import { forgetTraffic, noteTraffic, type Traffic, writeTraffic } from "./traffic"
import { listTraffic } from "./traffic-queries"

await testDatabase()

const count = z.bigint().transform(Number)
const hourRow = z.object({
  source_id: z.number(),
  accepted: count,
  duplicates: count,
  conflicts: count,
  rejected: count,
  merged: count,
  suppressed: count,
})

function hours(orgId: number) {
  return query(
    Prisma.sql`select h.source_id, sum(h.accepted)::bigint as accepted, sum(h.duplicates)::bigint as duplicates,
        sum(h.conflicts)::bigint as conflicts, sum(h.rejected)::bigint as rejected, sum(h.merged)::bigint as merged,
        sum(h.suppressed)::bigint as suppressed
      from source_hour h where h.org_id = ${orgId} group by 1 order by 1`,
    hourRow,
  )
}

const lagRow = z.object({ bucket: z.number(), n: count })

async function lags(orgId: number): Promise<Histogram> {
  const rows = await query(
    Prisma.sql`select l.bucket, sum(l.n)::bigint as n from source_lag l where l.org_id = ${orgId} group by 1`,
    lagRow,
  )
  return new Map(rows.map(({ bucket, n }) => [bucket, n]))
}

const heardRow = z.object({ first: z.date().nullable(), last: z.date().nullable() })

async function heard(orgId: number, id: number) {
  const [row] = await query(
    Prisma.sql`select s.first_event_at as first, s.last_event_at as last from source s
      where s.org_id = ${orgId} and s.id = ${id}`,
    heardRow,
  )
  return row
}

test("what came of requests adds up by source, and a refusal alone is no sign of life", async () => {
  const { scope, orgId } = await makeTenant()
  const [app, quiet] = [await testSource(orgId, 1), await testSource(orgId, 2)]
  const some: Partial<Traffic> = { accepted: 3, duplicates: 1, lags: [1_000, 2_000, 90_000] }
  for (let i = 0; i < 40; i += 1) noteTraffic(scope, app, some)
  noteTraffic(scope, quiet, { rejected: 2, conflicts: 1 })
  await writeTraffic()
  noteTraffic(scope, app, { suppressed: 5 })
  await writeTraffic()
  expect(await hours(orgId)).toEqual([
    { source_id: app, accepted: 120, duplicates: 40, conflicts: 0, rejected: 0, merged: 0, suppressed: 5 },
    { source_id: quiet, accepted: 0, duplicates: 0, conflicts: 1, rejected: 2, merged: 0, suppressed: 0 },
  ])
  const histogram = await lags(orgId)
  expect(percentileMs(histogram, 0.5)).toBeCloseTo(2_000, -2)
  expect((percentileMs(histogram, 0.95) ?? 0) / 90_000).toBeCloseTo(1, 1)
  expect((await heard(orgId, app))?.last).toBeInstanceOf(Date)
  expect(await heard(orgId, quiet)).toEqual({ first: null, last: null })
})

test("events of calls that another source reports too are counted once for each, whoever came first", async () => {
  const { scope, orgId } = await makeTenant()
  const [app, gateway, spans] = [
    await testSource(orgId, 1),
    await testSource(orgId, 2),
    await testSource(orgId, 3),
  ]
  const options = { now: new Date(), backfill: true, requestId: "req_test" }
  const report = (id: string) => {
    const usage = { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 }
    return testEvent({
      id,
      usage: undefined,
      response: { id: testResponseId(id), object: "chat.completion", usage },
    })
  }
  const send = (source: number, ids: string[]) => ingestEvents(scope, source, ids.map(report), options)
  await send(app, ["a", "b", "c"])
  await writeTraffic()
  await send(gateway, ["a", "b"])
  await send(gateway, ["a"])
  await writeTraffic()
  await send(spans, ["a", "d"])
  const traffic = await listTraffic(scope)
  expect(traffic?.map(({ id, accepted, duplicates, shared }) => [id, accepted, duplicates, shared])).toEqual([
    [app, 3, 0, 2],
    [gateway, 2, 1, 2],
    [spans, 2, 0, 1],
  ])
  expect(traffic?.[0]?.per_hour).toBe(3)
  expect(traffic?.[0]?.lag_p50_ms).toBeGreaterThan(0)
  expect(
    await listTraffic(mintScope(orgId, { kind: "user", userId: 1, role: "viewer" }, ["Support"])),
  ).toBeNull()
})

test("counts are written a second later by themselves, and old ones are forgotten", async () => {
  const { scope, orgId } = await makeTenant()
  const app = await testSource(orgId, 1)
  noteTraffic(scope, app, { accepted: 1, lags: [Number.MAX_SAFE_INTEGER] })
  await expect.poll(() => hours(orgId), { timeout: 5_000 }).toHaveLength(1)
  await forgetTraffic(orgId, new Date(Date.now() + 3_600_000))
  expect(await hours(orgId)).toEqual([])
  expect(await lags(orgId)).toEqual(new Map())
})

test("refused events beyond those that are kept are counted, and told as not kept", async () => {
  const { scope, orgId } = await makeTenant()
  const source = await testSource(orgId, 1)
  const bad = Array.from({ length: 50 }, (_, i) => ({
    ...testEvent({ id: `bad ${i}` }),
    usage: { output: -1 },
  }))
  const options = { now: new Date(), backfill: true, requestId: "test" }
  for (let request = 0; request < 10; request += 1) {
    const { rejected } = await ingestEvents(scope, source, bad, options)
    expect(rejected).toHaveLength(50)
  }
  expect(await listTraffic(scope)).toMatchObject([{ rejected: 500, unkept: 400 }])
  expect(await listSources(scope)).toMatchObject([{ rejected: 500 }])
  expect(await listRefusals(scope, source, 1_000)).toHaveLength(100)
})
