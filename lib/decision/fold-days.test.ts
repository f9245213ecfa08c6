import { expect, test } from "vitest"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { calls, send } from "@/lib/testing/decision-calls"
import { TEST_NOW } from "@/lib/testing/ledger"
import { foldClosedDays } from "./fold-days"
import { decision } from "./queries"
import { decisionQuery } from "./schema"

await testDatabase()

const HOUR = 3_600_000
const MODEL = { provider: "anthropic", model: "claude-sonnet-5" }

/** The days that are summed, by the row version that wrote them. */
function summed(orgId: number) {
  return query(
    Prisma.sql`select d.day, d.xmin::text as version from rate_day d where d.org_id = ${orgId} order by d.day`,
    z.object({ day: z.date(), version: z.string() }),
  )
}

test("closed days are summed before anybody asks, and whoever asks sums none of them again", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    ...calls(200, MODEL),
    { ...MODEL, id: "today", time: new Date(TEST_NOW.getTime() - HOUR).toISOString() },
  ])
  // The cubes were written this instant: nobody knows yet whether more calls come.
  await foldClosedDays(TEST_NOW)
  expect(await summed(tenant.orgId)).toEqual([])
  const later = new Date(Date.now() + HOUR)
  await foldClosedDays(later, AbortSignal.abort())
  expect(await summed(tenant.orgId)).toEqual([])
  await foldClosedDays(later)
  const days = await summed(tenant.orgId)
  expect(days.length).toBeGreaterThan(20)
  const answer = await decision(tenant.scope, decisionQuery.parse({}), TEST_NOW)
  expect(answer.calls).toBe(200)
  expect(await summed(tenant.orgId)).toEqual(days)
})

test("features told apart or not, a family costs the same and has the same requests", async () => {
  const tenant = await makeTenant()
  await send(
    tenant,
    ["search", "contracts", ""].flatMap((feature) =>
      calls(120, { ...MODEL, route: "openrouter", feature }).map(({ feature: own, ...call }) =>
        own === "" ? call : { ...call, feature: own },
      ),
    ),
  )
  const ask = (more: object) => decision(tenant.scope, decisionQuery.parse(more), TEST_NOW)
  const value = { assume: ["failed_value.search:0.05"] }
  const [family, byFeature] = [await ask(value), await ask({ ...value, scope: "feature" })]
  expect(family.scopes.map(({ calls: count, unvalued }) => [count, unvalued])).toEqual([[360, 240]])
  expect(byFeature.scopes.reduce((sum, { unvalued }) => sum + unvalued, 0)).toBe(240)
  expect([family.ledger, family.rerated]).toEqual([byFeature.ledger, byFeature.rerated])
  const taken = ({ scopes }: typeof family) =>
    scopes.reduce((sum, { candidates }) => sum + Number(candidates.find((each) => each.n > 0)?.tokens), 0)
  expect(taken(family)).toBeCloseTo(taken(byFeature), 9)
})
