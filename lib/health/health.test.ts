import fc from "fast-check"
import { expect, test } from "vitest"
import { appendEvents } from "@/lib/ledger/append"
import { type Histogram, latencyBucket, percentileMs } from "@/lib/ledger/histogram"
import { ERROR_CLASSES, type ErrorClass } from "@/lib/providers/schema"
import { applyLateCorrections, applyPending } from "@/lib/rollups/apply"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { endOf, faultOf, PROVIDER_FAULTS } from "./fault"
import { PATH_PARTS } from "./paths"
import { type Health, type HealthRow, providerHealth } from "./queries"

await testDatabase()

const DAY = { from: new Date("2026-11-18T00:00:00Z"), to: new Date("2026-11-20T00:00:00Z") }

/** Sends events whose error class is the one stated, whatever a payload would say. */
async function send(tenant: Tenant, events: readonly (Partial<EventInput> & { errorClass?: ErrorClass })[]) {
  const drafts = events.map(({ errorClass, ...event }) => {
    const draft = testDraft(testEvent(event.type === "void" ? event : { ...event }))
    return errorClass ? { ...draft, status: "error" as const, errorClass } : draft
  })
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
}

const health = (tenant: Tenant, window = DAY): Promise<Health> =>
  providerHealth(tenant.scope, { ...window, filters: [], by: PATH_PARTS })

test("only a provider's own faults move its availability", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    { id: "a" },
    { id: "b" },
    { id: "c" },
    ...ERROR_CLASSES.map((errorClass) => ({ id: errorClass, errorClass })),
    { id: "broken", status: "aborted" as const },
  ])
  await applyPending()
  const { total } = await health(tenant)
  expect(total.availability).toBe(3 / (3 + PROVIDER_FAULTS.length))
  expect(total.tally.ends).toEqual({
    ...{ answered: 3, provider: 5, account: 4, caller: 6, aborted: 1, unclassified: 0 },
  })
  const others = await makeTenant()
  await send(others, [
    { id: "a" },
    ...ERROR_CLASSES.filter((one) => faultOf(one) !== "provider").map((errorClass) => ({
      ...{ id: errorClass, errorClass },
    })),
  ])
  expect((await health(others)).total.availability).toBe(1)
})

test("a request is rescued elsewhere, answered there after all, or lost", async () => {
  const tenant = await makeTenant()
  const at = (minute: number) => `2026-11-18T10:${String(minute).padStart(2, "0")}:00Z`
  const elsewhere = { provider: "anthropic", model: "claude-test" }
  await send(tenant, [
    { id: "1a", request_id: "1", time: at(1), errorClass: "timeout" },
    { id: "1b", request_id: "1", time: at(2), attempt: 2, ...elsewhere },
    { id: "2a", request_id: "2", time: at(1), errorClass: "overloaded" },
    { id: "2b", request_id: "2", time: at(2), attempt: 2 },
    { id: "3a", request_id: "3", time: at(1), errorClass: "server_error" },
    { id: "3b", request_id: "3", time: at(2), attempt: 2, errorClass: "server_error" },
    { id: "4a", request_id: "4", time: at(1), errorClass: "auth" },
    { id: "5", request_id: "5", time: at(1) },
    { id: "6", time: at(1), errorClass: "network" },
  ])
  await applyPending()
  expect((await health(tenant)).total.fates).toMatchObject({
    failed: 3,
    rescued: 1,
    retried: 1,
    lost: 1,
    failures: 4,
  })
  await send(tenant, [{ id: "v1", type: "void", target_id: "1b", reason: "sent twice" }])
  await applyPending()
  expect((await health(tenant)).total.fates).toMatchObject({ rescued: 0, lost: 2 })
  await send(tenant, [{ id: "v2", type: "void", target_id: "2a", reason: "never happened" }])
  await applyPending()
  expect((await health(tenant)).total.fates).toMatchObject({ failed: 2, retried: 0, lost: 2 })
})

test("whoever is kept to teams is told of their calls, and percentiles of them alone", async () => {
  const tenant = await makeTenant()
  const calls = (team: string, ms: number) =>
    Array.from({ length: 30 }, (_, i) => ({ id: `${team}${i}`, team, latency_ms: ms }))
  await send(tenant, [
    ...calls("core", 1_000),
    ...calls("search", 9_000),
    { id: "f", team: "search", request_id: "r", errorClass: "timeout" },
  ])
  await applyPending()
  const scope = { ...tenant.scope, teams: ["core"] } as typeof tenant.scope
  const seen = await providerHealth(scope, { ...DAY, filters: [], by: [] })
  expect(seen.total.tally.calls).toBe(30)
  expect(seen.total.fates.failed).toBe(0)
  expect(seen.total.latency?.n).toBe(30)
  expect(seen.total.latency?.p99).toBeLessThan(1_021)
  const long = { from: new Date("2026-10-01T00:00:00Z"), to: DAY.to }
  expect(await providerHealth(scope, { ...long, filters: [], by: [] })).toMatchObject({
    timed: false,
    total: { latency: null, tally: { calls: 30 } },
  })
})

const PATHS = [
  { provider: "openai", model: "gpt-test", route: "direct" },
  { provider: "anthropic", model: "claude-test", route: "direct" },
  { provider: "anthropic", model: "claude-test", route: "litellm" },
] as const

const event = fc.record({
  path: fc.constantFrom(...PATHS),
  minute: fc.nat(2 * 24 * 60 - 1),
  request: fc.option(fc.nat(4), { nil: null }),
  attempt: fc.integer({ min: 1, max: 2 }),
  end: fc.constantFrom<"ok" | "aborted" | ErrorClass>(
    "ok",
    "ok",
    "ok",
    "aborted",
    "timeout",
    "rate_limit",
    "auth",
  ),
  latency: fc.option(fc.integer({ min: 0, max: 4_000_000 }), { nil: null }),
  ttft: fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: null }),
  taken: fc.constantFrom("no", "no", "void", "replace"),
})
type Made = typeof event extends fc.Arbitrary<infer Value> ? Value : never

function inputOf({ path, minute, request, attempt, end, latency, ttft }: Made, id: string) {
  const time = new Date(DAY.from.getTime() + minute * 60_000).toISOString()
  return {
    ...{ ...path, id, time, attempt },
    ...(request === null ? {} : { request_id: `r${request}` }),
    ...(latency === null ? {} : { latency_ms: latency }),
    ...(ttft === null ? {} : { ttft_ms: ttft }),
    ...(end === "aborted" ? { status: end } : end === "ok" ? {} : { errorClass: end }),
  }
}

const isPath = (key: HealthRow["key"], path: Made["path"]) =>
  key.provider === path.provider && key.model === path.model && key.route === path.route

/** What must stand, from the events themselves. */
function expected(standing: readonly Made[]) {
  return PATHS.flatMap((path) => {
    const own = standing.filter((made) => made.path === path)
    if (own.length === 0) return []
    const waits: Histogram = new Map()
    for (const { latency, end } of own) {
      if (latency === null || (end !== "ok" && end !== "timeout")) continue
      waits.set(latencyBucket(latency), (waits.get(latencyBucket(latency)) ?? 0) + 1)
    }
    const ends = own.map(({ end }) =>
      end === "ok" || end === "aborted" ? endOf(end, null) : endOf("error", end),
    )
    return { path, calls: own.length, faults: ends.filter((end) => end === "provider").length, waits }
  })
}

test("percentiles of a window that cuts an hour are of its own calls", async () => {
  const tenant = await makeTenant()
  const at = (minute: number) => `2026-11-18T10:${String(minute).padStart(2, "0")}:00Z`
  const wait = (minute: number) => (minute < 5 || minute >= 55 ? 60_000 : 1_000)
  await send(
    tenant,
    Array.from({ length: 60 }, (_, minute) => ({
      ...{ id: `at-${minute}`, time: at(minute), latency_ms: wait(minute), ttft_ms: 100 },
    })),
  )
  await applyPending()
  const whole = await health(tenant)
  const cut = await health(tenant, { from: new Date(at(5)), to: new Date(at(55)) })
  expect([whole.total.latency?.n, cut.total.latency?.n, cut.total.ttft?.n]).toEqual([60, 50, 50])
  expect(whole.total.latency?.p99).toBeGreaterThan(50_000)
  expect(cut.total.latency?.p99).toBeLessThan(1_100)
})

test("cubes agree with the events in any order and batches, after corrections, and made anew", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 60 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (made, cuts) => {
        const tenant = await makeTenant({ zone: "Asia/Kathmandu" })
        const sent = made.map((one, i) => inputOf(one, `e${i}`))
        const corrections = made.flatMap(({ taken }, i) =>
          taken === "no"
            ? []
            : [
                taken === "void"
                  ? { id: `v${i}`, type: "void" as const, target_id: `e${i}`, reason: "wrong" }
                  : {
                      ...sent[i],
                      id: `r${i}`,
                      type: "replace" as const,
                      target_id: `e${i}`,
                      reason: "wrong",
                    },
              ],
        )
        const all = [...sent, ...corrections]
        const at = [...new Set(cuts.map((cut) => cut % all.length))].sort((a, b) => a - b)
        for (const [i, start] of [0, ...at].entries()) {
          const part = all.slice(start, at[i] ?? all.length)
          if (part.length === 0) continue
          await send(tenant, part)
          await applyPending()
        }
        await applyLateCorrections(new Date(0))
        await applyPending()
        const standing = made.filter(({ taken }) => taken !== "void")
        const { rows, total } = await health(tenant)
        for (const { path, calls, faults, waits } of expected(standing)) {
          const row = rows.find(({ key }) => isPath(key, path))
          expect(row?.tally.calls).toBe(calls)
          expect(row?.tally.ends.provider).toBe(faults)
          expect(row?.latency?.n ?? 0).toBe([...waits.values()].reduce((sum, n) => sum + n, 0))
          if ((row?.latency?.n ?? 0) >= 20) expect(row?.latency?.p95).toBe(percentileMs(waits, 0.95))
        }
        expect(total.tally.calls).toBe(standing.length)
        const cells = await cubeCells(tenant.orgId)
        await rebuildCubes(tenant.scope)
        expect(await cubeCells(tenant.orgId)).toEqual(cells)
      },
    ),
    { numRuns: 12 },
  )
})
