import { expect, test } from "vitest"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { decision } from "./queries"
import { changeAssumptions } from "./saved"
import { decisionQuery } from "./schema"

await testDatabase()

const HOUR = 3_600_000
const MODEL = { provider: "anthropic", model: "claude-sonnet-5", feature: "search" }
const FAILED = {
  ...{ status: "error", error: { http_status: 503 }, usage: undefined },
} as unknown as Partial<EventInput>

test("an answer is kept while nothing changes that it rests on, and no longer", async () => {
  const tenant = await makeTenant()
  const failing = calls(200, MODEL).map((call, at) => ({
    ...call,
    ...{ request_id: `r${at}`, ...(at < 40 ? FAILED : {}) },
  }))
  await send(tenant, failing)
  const ask = (more: object = {}) => decision(tenant.scope, decisionQuery.parse(more), TEST_NOW)
  const first = await ask()
  expect((await ask()).scopes).toBe(first.scopes)
  // Calls of today are no part of the window, whatever is said of them for the first time.
  const today = new Date(TEST_NOW.getTime() - HOUR).toISOString()
  await send(tenant, [
    { ...MODEL, id: "today", time: today },
    { ...MODEL, id: "today of another", feature: "translate", time: today },
  ])
  expect((await ask()).scopes).toBe(first.scopes)
  expect((await ask({ scope: "feature" })).scopes).not.toBe(first.scopes)

  // A request of the window is answered today.
  const late = { request_id: "r0", attempt: 2, id: "late" }
  await send(tenant, [{ ...MODEL, ...late, time: new Date(TEST_NOW.getTime() - HOUR).toISOString() }])
  const answered = await ask()
  const rescued = ({ scopes }: typeof first) =>
    scopes[0]?.candidates.find(({ route }) => route === "direct")?.rescued.percent
  expect([rescued(first), rescued(answered)]).toEqual(["0", "2.5"])

  await changeAssumptions(tenant.scope, { set: [{ name: "direct_hours", value: "9" }] })
  const dearer = await ask()
  expect(dearer.mixes).not.toEqual(answered.mixes)
  await execute(Prisma.sql`update context set feature = 'renamed' where org_id = ${tenant.orgId}`)
  expect((await ask({ scope: "feature" })).scopes.map(({ label }) => label)).toEqual(["renamed"])
  await send(tenant, calls(5, { ...MODEL, feature: "more" }))
  expect((await ask()).calls).toBe(205)
})

test("what one asker is told is not kept for another who sees less", async () => {
  const { scope, ...tenant } = await makeTenant()
  await send({ ...tenant, scope }, calls(200, { ...MODEL, team: "Search" }))
  const query = decisionQuery.parse({})
  expect((await decision(scope, query, TEST_NOW)).calls).toBe(200)
  expect((await decision({ ...scope, teams: ["Other"] }, query, TEST_NOW)).calls).toBe(0)
})
