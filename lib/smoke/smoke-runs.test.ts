import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { signedInAs } from "@/lib/testing/signed-in"
import { smokeCell, smokeRoute, smokeRun } from "@/lib/testing/smoke-run"

await testDatabase()
const { deleteSmokeRun, postSmokeRun } = await import("./mutations")
const { listSmokeRuns } = await import("./list-runs")
const { findSmokeCell, getSmokeRun, readSmokeRuns, routeFindings } = await import("./queries")
const { CHECKS, smokeRunInput } = await import("./schema")

const post = (scope: Scope, more: object = {}) => postSmokeRun(scope, smokeRunInput.parse(smokeRun(more)))

test("a run is read as it was posted, once however often it is sent, and by its own organisation alone", async () => {
  const { scope } = await makeTenant()
  const run = smokeRunInput.parse(smokeRun())
  const { id, duplicate } = await postSmokeRun(scope, run)
  expect(duplicate).toBe(false)
  expect(await postSmokeRun(scope, run)).toEqual({ id, duplicate: true })
  const { run_key: _, ...told } = run
  const times = { started_at: "2026-11-20T10:00:00.000Z", ended_at: "2026-11-20T10:01:00.000Z" }
  expect(await getSmokeRun(scope, id)).toMatchObject({ ...told, ...times, id })
  expect((await listSmokeRuns(scope, 10)).runs).toMatchObject([
    {
      id,
      spent: "0.0024",
      routes: [{ label: "direct", states: { pass: 2, fail: 0 } }, { label: "litellm" }],
    },
  ])
  const other = await makeTenant()
  await expect(getSmokeRun(other.scope, id)).rejects.toMatchObject({ code: "not_found" })
  expect(await routeFindings(other.scope)).toEqual([])
  const place = { runId: id, position: 1, check: "tools" } as const
  expect(await findSmokeCell(other.scope, place)).toBeNull()
  expect((await findSmokeCell(scope, place))?.exchanges).toHaveLength(1)
  // A list of cells to compare carries no bodies.
  const [light] = await readSmokeRuns(scope, [id])
  expect(light?.routes[0]?.cells.map(({ exchanges }) => exchanges)).toEqual([[], []])
})

test("the newest run that tested a feature says whether a route has it", async () => {
  const { scope } = await makeTenant()
  const litellm = (...cells: object[]) => ({
    routes: [smokeRoute("direct"), smokeRoute("litellm", { cells })],
  })
  const { id: earlier } = await post(
    scope,
    litellm(smokeCell("chat"), smokeCell("tools"), smokeCell("json_mode", "missing")),
  )
  const started_at = "2026-11-21T10:00:00Z"
  const ended_at = "2026-11-21T10:00:09Z"
  const later = litellm(
    smokeCell("tools", "missing"),
    smokeCell("json_mode", "untested"),
    smokeCell("usage", "fail"),
  )
  const { id } = await post(scope, { ...later, started_at, ended_at })
  const [direct, gateway, ...others] = await routeFindings(scope)
  expect(others).toEqual([])
  expect(direct).toMatchObject({ route: "direct", missing: [], present: ["chat", "tools"], addedP50Ms: null })
  expect(gateway).toEqual({
    ...{ route: "litellm", provider: "openai", model: "gpt-test" },
    missingIn: [
      { check: "tools", runId: id, position: 1 },
      { check: "json_mode", runId: earlier, position: 1 },
    ],
    ...{ missing: ["tools", "json_mode"], present: ["chat"], addedP50Ms: 40, addedP95Ms: 40 },
    ...{ lastRunId: id, lastRunAt: new Date(started_at) },
  })
})

test("what looks like a key is taken out before it is kept", async () => {
  const { scope, orgId } = await makeTenant()
  const key = "sk-proj-abcdefghijklmnop0123456789"
  const leak = {
    sentence: `The route said ${key}.`,
    facts: { echoed: key },
    exchanges: [
      {
        ...{
          method: "POST",
          url: `https://api.example.com/?key=${key}`,
          request_headers: { "X-Api-Key": "plain" },
        },
        ...{ request_body: "", status: 401, response_headers: { "set-cookie": "session=1" } },
        ...{
          response_body: `{"error":"Incorrect API key provided: ${key}"}`,
          ms: 1,
          first_byte_ms: 1,
          fault: key,
        },
      },
    ],
  }
  await post(scope, { routes: [smokeRoute("direct", { cells: [smokeCell("auth_error", "pass", leak)] })] })
  const kept = JSON.stringify(await prisma().smokeCell.findMany({ where: { orgId } }))
  expect(kept).not.toContain(key)
  for (const secret of ["plain", "session=1"]) expect(kept).not.toContain(secret)
})

test("the oldest runs make room, and a deleted one counts no more", async () => {
  const { orgId, scope } = await makeTenant()
  const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString()
  const blank = {
    posted: new Date(),
    more: { repeat: 1, capPico: 1, spentPico: 0, unpricedCalls: 0, stopped: false },
  }
  await prisma().smokeRun.createMany({
    data: Array.from({ length: 200 }, (_, at) => ({
      ...{ orgId, id: 1_000 + at, runKey: crypto.randomUUID(), postedAt: blank.posted, ...blank.more },
      ...{ startedAt: day(at), endedAt: day(at) },
    })),
  })
  const { id } = await post(scope)
  const { runs, total } = await listSmokeRuns(scope, 200)
  expect([total, runs[0]?.id, runs.at(-1)?.id]).toEqual([200, id, 1_001])
  const { accountId } = await signedInAs("engineer", orgId)
  const engineer = mintScope(orgId, { kind: "user", userId: accountId, role: "engineer" })
  await deleteSmokeRun(engineer, id)
  expect(await routeFindings(scope)).toEqual([])
  await expect(deleteSmokeRun(engineer, id)).rejects.toMatchObject({ code: "not_found" })
})

test("a run of the future is refused, since it would stand before every other", async () => {
  const { scope } = await makeTenant()
  const times = { started_at: "2099-01-01T00:00:00Z", ended_at: "2099-01-01T00:00:01Z" }
  await expect(post(scope, times)).rejects.toMatchObject({ code: "invalid" })
})

test("a run that contradicts itself is refused", () => {
  const twice = smokeRoute("direct", { cells: [smokeCell("chat"), smokeCell("chat")] })
  for (const more of [
    { routes: [smokeRoute("direct"), smokeRoute("direct")] },
    { routes: [twice] },
    { ended_at: "2026-11-19T10:00:00Z" },
    { spent: "-1" },
    { routes: [] },
  ]) {
    expect(smokeRunInput.safeParse(smokeRun(more)).success, JSON.stringify(more)).toBe(false)
  }
  const all = smokeRoute("direct", { cells: CHECKS.map((check) => smokeCell(check)) })
  expect(smokeRunInput.safeParse(smokeRun({ routes: [all] })).success).toBe(true)
})
