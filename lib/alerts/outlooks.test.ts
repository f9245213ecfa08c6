import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { putBudget } from "@/lib/budgets/mutations"
import { budgetInput } from "@/lib/budgets/schema"
import { prisma } from "@/lib/db/client"
import { ingestEvents } from "@/lib/sources/ingest"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testSource } from "@/lib/testing/ledger"
import { takeTurn } from "./outlook-turns"
import { watchOutlooks } from "./watch-budgets"
import { watchedOrganisations } from "./watched"

await testDatabase()

const DAY = 86_400_000
const BUDGETS = 120

async function spendDaily(scope: Scope, now: Date): Promise<void> {
  const events = Array.from({ length: 20 }, (_, day) => ({
    ...{
      id: `day-${day}`,
      provider: "openai",
      model: "gpt-4o-mini",
      usage: { input_uncached: 1, output: 1 },
    },
    ...{ route: "openrouter", cost: { amount: "2.5", currency: "USD" } },
    time: new Date(now.getTime() - (day + 1) * DAY).toISOString(),
  }))
  const options = { now, backfill: true, requestId: "test" }
  expect((await ingestEvents(scope, await testSource(scope.orgId), events, options)).accepted).toBe(20)
}

async function lookAhead(orgId: number, now: Date): Promise<void> {
  const own = (await watchedOrganisations()).filter(({ org_id }) => org_id === orgId)
  await watchOutlooks(own, now)
}

async function withBudgets(count: number): Promise<{ scope: Scope; orgId: number; now: Date }> {
  const { scope, orgId } = await makeTenant()
  const now = new Date()
  for (let n = 0; n < count; n += 1) {
    const input = {
      name: `Budget ${n}`,
      period: "month",
      amount: "1",
      thresholds: [],
      forecast_thresholds: [100],
    }
    await putBudget(scope, `budget-${n}`, budgetInput.parse(input))
  }
  await spendDaily(scope, now)
  return { scope, orgId, now }
}

test("forecasts of many budgets are made in turns, and every budget has its own", async () => {
  const { orgId, now } = await withBudgets(BUDGETS)
  const counts: number[] = []
  for (let turn = 0; turn < BUDGETS && (counts.at(-1) ?? 0) < BUDGETS; turn += 1) {
    await lookAhead(orgId, now)
    counts.push(await prisma().alert.count({ where: { orgId } }))
  }
  expect(counts[0]).toBeLessThanOrEqual(50)
  expect(counts.at(-1)).toBe(BUDGETS)
  const [watch] = await prisma().alertWatch.findMany({ where: { orgId } })
  expect(watch).toMatchObject({ outlookNext: null, outlookTakenAt: null, outlookAt: now })
  await lookAhead(orgId, now)
  expect(await prisma().alert.count({ where: { orgId } })).toBe(BUDGETS)
})

test("a worker that dies in its turn is followed by another after a minute, who finds the same", async () => {
  const { orgId, now } = await withBudgets(2)
  const turn = { orgId, seen: "seen by who died", againMs: 600_000 }
  expect(await takeTurn({ ...turn, now })).toEqual({ next: null })
  expect(await takeTurn({ ...turn, now })).toBeUndefined()
  await lookAhead(orgId, now)
  expect(await prisma().alert.count({ where: { orgId } })).toBe(0)
  await lookAhead(orgId, new Date(now.getTime() + 60_000))
  expect(await prisma().alert.count({ where: { orgId } })).toBe(2)
})
