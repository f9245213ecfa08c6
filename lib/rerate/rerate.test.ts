import { expect, test } from "vitest"
import { applyCredits } from "@/lib/credits/apply"
import { grantCredit } from "@/lib/credits/mutations"
import { ingestPool, prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, transaction } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { draftEvent } from "@/lib/ledger/charges"
import { getEvent } from "@/lib/ledger/queries"
import { add, formatDecimal, parseDecimal } from "@/lib/money"
import { addPrice, endPrice, setExchangeRate } from "@/lib/pricing/mutations"
import { priceInput } from "@/lib/pricing/price-input"
import { getPriceBook } from "@/lib/pricing/queries"
import { applyPending } from "@/lib/rollups/apply"
import { readEvent } from "@/lib/sources/events"
import type { EventInput } from "@/lib/sources/events-schema"
import { listEvents } from "@/lib/spend/events"
import { spend } from "@/lib/spend/queries"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { freshPrices } from "@/lib/testing/fresh-prices"
import { TEST_NOW, testEvent, testSource } from "@/lib/testing/ledger"
import { advanceRerates } from "./advance"
import { applyRerate, previewRerate, stopRerate } from "./mutations"
import { getRerate, listRerates } from "./queries"
import type { RerateInput } from "./schema"
import { stepRerate } from "./step"
import { watchPrices } from "./watch-prices"

await testDatabase()

const NOVEMBER = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") }
const RANGE: RerateInput = { from: "2026-11-01", to: "2026-11-20", provider: null, model: null }

/** 1,000 in, 200 cached and 300 out. */
async function send(tenant: Tenant, ...inputs: Partial<EventInput>[]): Promise<void> {
  const book = await getPriceBook(tenant.scope)
  const drafts = inputs.map((input) => {
    const read = readEvent(testEvent({ model: "house-1", ...input }), { now: TEST_NOW, backfill: true })
    if (!read.ok) throw new Error(read.refusal.detail)
    const result = draftEvent(read.event, { book, currency: "USD" })
    if (!result.ok) throw new Error(result.detail)
    return result.draft
  })
  await appendEvents(tenant.scope, await testSource(tenant.orgId), drafts)
}

/** A price of one's own for all classes, in dollars a million tokens; seen by every reader when this is over. */
async function price(tenant: Tenant, model: string, rate: string, from = "2026-11-01") {
  const input = { provider: "openai", models: [model], from, source: "Contract" }
  const { id } = await addPrice(
    tenant.scope,
    priceInput.parse({ ...input, per_million: { input_uncached: rate, output: rate } }),
  )
  await freshPrices(tenant.scope)
  return id
}

async function work({ orgId }: Tenant, callsAtOnce = 100): Promise<void> {
  while (await stepRerate(orgId, { callsAtOnce }));
}

async function totalOf({ scope }: Tenant) {
  const asked = { interval: "day", groupBy: [], limit: 1, comparison: null } as const
  const { total, unpriced } = await spend(scope, { ...NOVEMBER, ...asked, groupBy: [], filters: [] })
  return { billed: total.billed, calls: total.calls, unpriced }
}

const plus = (a: string, b: string) => formatDecimal(add(parseDecimal(a), parseDecimal(b)))

async function previewed(tenant: Tenant, range: RerateInput = RANGE) {
  const { id } = await previewRerate(tenant.scope, range)
  await work(tenant)
  return getRerate(tenant.scope, id)
}

test("spend moves by what the dry run said, once, and the dry run moves nothing", async () => {
  const tenant = await makeTenant()
  await price(tenant, "house-1", "2")
  await send(
    tenant,
    { id: "a", team: "Support" },
    { id: "b" },
    { id: "c", model: "house-2", team: "Support" },
  )
  const before = await totalOf(tenant)
  expect(before).toMatchObject({ billed: "0.006", unpriced: { calls: 1, tokens: 1_500 } })
  const [own] = await prisma().priceOverride.findMany({ where: { orgId: tenant.orgId } })
  await endPrice(tenant.scope, own?.id ?? 0, "2026-11-01")
  await price(tenant, "house-1", "1")
  await price(tenant, "house-2", "4")

  const dry = await previewed(tenant)
  expect(await totalOf(tenant)).toEqual(before)
  expect(dry).toMatchObject({
    state: "previewed",
    total: { calls: 3, changed: 3, before: "0.006", after: "0.009", difference: "0.003" },
    by_team: expect.arrayContaining([
      expect.objectContaining({
        team: "Support",
        difference: "0.0045",
        unpriced_before: { calls: 1, tokens: 1_500 },
      }),
      expect.objectContaining({ team: null, difference: "-0.0015" }),
    ]),
    by_month: [{ month: "2026-11-01", difference: "0.003", unpriced_after: { calls: 0, tokens: 0 } }],
  })
  await applyRerate(tenant.scope, dry.id, "The contract of November")
  await work(tenant)
  const done = await getRerate(tenant.scope, dry.id)
  expect(done).toMatchObject({ state: "applied", reason: "The contract of November", total: dry.total })
  expect(await totalOf(tenant)).toMatchObject({
    billed: plus(before.billed, dry.total.difference),
    calls: 3,
    unpriced: { calls: 0, tokens: 0 },
  })
  expect((await previewed(tenant)).total).toMatchObject({ changed: 0, difference: "0" })
  const trail = await prisma().auditEntry.findMany({ where: { orgId: tenant.orgId }, orderBy: { id: "asc" } })
  const [asked, finished] = trail.filter(({ action }) => action.startsWith("rerate."))
  expect([asked?.action, finished?.action]).toEqual(["rerate.apply", "rerate.applied"])
  expect(asked?.after).toMatchObject({ reason: "The contract of November", difference: "0.003", changed: 3 })
})

test("the events list adds up to the spend, and an event tells its first price and its later ones", async () => {
  const tenant = await makeTenant()
  await send(tenant, { id: "a" }, { id: "b", model: "gpt-4o-mini" })
  await price(tenant, "house-1", "2")
  const { id } = await previewed(tenant)
  await applyRerate(tenant.scope, id, "There is a price now")
  await work(tenant)
  const { events } = await listEvents(tenant.scope, { ...NOVEMBER, filters: [], limit: 10 })
  const moved = events.find(({ model }) => model === "house-1")
  expect(moved).toMatchObject({ billed: "0.003", unpriced: false, tokens: 1_500 })
  const sum = events.reduce((total, { billed }) => plus(total, billed ?? "0"), "0")
  expect((await totalOf(tenant)).billed).toBe(sum)
  const event = await getEvent(tenant.scope, moved?.id ?? "")
  expect(event).toMatchObject({ billed: "0.003", unpriced: false })
  expect(event.charges).toHaveLength(1)
  expect(event.charges[0]).toMatchObject({ billed: "0.003", unpricedBecause: null })
  expect(event.rerates).toMatchObject([
    { id, automatic: false, reason: "There is a price now", before: null, after: "0.003", rows_before: [] },
  ])
  expect(event.rerates[0]?.rows_after[0]).toContain("own/openai/house-1")
  const still = events.find(({ model }) => model === "gpt-4o-mini")
  expect((await getEvent(tenant.scope, still?.id ?? "")).rerates).toEqual([])
})

test("a preview whose figures no longer hold moves nothing; calls that came meanwhile at the price in force do not matter", async () => {
  const tenant = await makeTenant()
  await send(tenant, { id: "a" }, { id: "b" })
  await price(tenant, "house-1", "2")
  const first = await previewed(tenant)
  await send(tenant, { id: "v", type: "void", target_id: "a", reason: "test" })
  await applyRerate(tenant.scope, first.id, "test")
  await work(tenant)
  expect((await getRerate(tenant.scope, first.id)).state).toBe("stale")
  expect((await totalOf(tenant)).unpriced).toEqual({ calls: 1, tokens: 1_500 })
  await expect(applyRerate(tenant.scope, first.id, "test")).rejects.toMatchObject({ code: "conflict" })

  const second = await previewed(tenant)
  await send(tenant, { id: "c" })
  await applyRerate(tenant.scope, second.id, "test")
  await work(tenant)
  expect((await getRerate(tenant.scope, second.id)).state).toBe("applied")
  expect(await totalOf(tenant)).toMatchObject({ billed: "0.006", unpriced: { calls: 0, tokens: 0 } })
})

test("an apply that dies on the way goes on from the same call, whoever goes on with it", async () => {
  const tenant = await makeTenant()
  await send(tenant, ...Array.from({ length: 9 }, (_, i) => ({ id: `e${i}` })))
  await price(tenant, "house-1", "2")
  const { id } = await previewed(tenant)
  await applyRerate(tenant.scope, id, "test")
  for (let step = 0; step < 6; step += 1) await stepRerate(tenant.orgId, { callsAtOnce: 2 })
  expect(await getRerate(tenant.scope, id)).toMatchObject({ state: "checking" })
  const together = () => stepRerate(tenant.orgId, { callsAtOnce: 2 })
  for (let step = 0; step < 12; step += 1) await Promise.all([together(), together(), advanceRerates()])
  expect(await getRerate(tenant.scope, id)).toMatchObject({ state: "applied", total: { changed: 9 } })
  expect(
    await prisma().$queryRaw`select count(*)::int as rows from charge where org_id = ${tenant.orgId}`,
  ).toEqual([{ rows: 27 }])
  expect((await totalOf(tenant)).billed).toBe("0.027")
})

test("a model and a range narrow it; prices wait while it is applied, and a stop lets what is written stand", async () => {
  const tenant = await makeTenant()
  await send(
    tenant,
    { id: "a", time: "2026-11-05T10:00:00Z" },
    { id: "b", time: "2026-11-15T10:00:00Z" },
    { id: "c", time: "2026-11-15T11:00:00Z" },
    { id: "d", time: "2026-11-15T12:00:00Z", model: "house-2" },
  )
  await price(tenant, "house-1", "2")
  await price(tenant, "house-2", "2")
  const dry = await previewed(tenant, { ...RANGE, from: "2026-11-10", model: "house-1" })
  expect(dry.total).toMatchObject({ calls: 2, changed: 2, difference: "0.006" })
  await applyRerate(tenant.scope, dry.id, "test")
  const rate = { currency: "EUR", date: "2026-11-01", usdPerUnit: "1.1", source: "test" }
  await expect(setExchangeRate(tenant.scope, rate)).rejects.toMatchObject({ code: "conflict" })
  await expect(previewRerate(tenant.scope, RANGE)).rejects.toMatchObject({ code: "conflict" })
  await expect
    .poll(async () => {
      await stepRerate(tenant.orgId, { callsAtOnce: 1 })
      const { state, progress } = await getRerate(tenant.scope, dry.id)
      return [state, progress.done]
    })
    .toEqual(["applying", 1])
  await stopRerate(tenant.scope, dry.id)
  expect(await getRerate(tenant.scope, dry.id)).toMatchObject({ state: "stopped", total: { changed: 1 } })
  expect(await totalOf(tenant)).toMatchObject({ billed: "0.003", unpriced: { calls: 3 } })
  await setExchangeRate(tenant.scope, rate)
})

test("unpriced calls get the price that is added, by themselves; priced ones keep theirs", async () => {
  const tenant = await makeTenant()
  await price(tenant, "house-1", "2")
  await send(tenant, { id: "a" }, { id: "b", model: "house-2" }, { id: "c", model: "house-3" })
  await applyPending()
  const [own] = await prisma().priceOverride.findMany({ where: { orgId: tenant.orgId } })
  await endPrice(tenant.scope, own?.id ?? 0, "2026-11-01")
  await price(tenant, "house-1", "9")
  await price(tenant, "house-2", "4")
  await expect
    .poll(
      async () => {
        await watchPrices()
        await advanceRerates()
        return (await totalOf(tenant)).billed
      },
      { timeout: 15_000, interval: 500 },
    )
    .toBe("0.009")
  expect(await totalOf(tenant)).toMatchObject({ unpriced: { calls: 1, tokens: 1_500 } })
  expect(await listRerates(tenant.scope)).toMatchObject([
    { automatic: true, state: "applied", total: { changed: 1, difference: "0.006" } },
  ])
  await watchPrices()
  expect(await listRerates(tenant.scope)).toHaveLength(1)
  const trail = await prisma().auditEntry.findMany({
    where: { orgId: tenant.orgId, action: "rerate.automatic" },
  })
  expect(trail).toHaveLength(1)
})

test("one worker alone begins to go over unpriced calls, however many see that prices changed", async () => {
  const tenant = await makeTenant()
  await send(tenant, { model: "house-2" })
  await Promise.all([watchPrices(), watchPrices(), watchPrices()])
  expect(await prisma().rerate.count({ where: { orgId: tenant.orgId } })).toBe(1)
})

test("workers of two builds do not take turns at going over unpriced calls", async () => {
  const tenant = await makeTenant()
  await send(tenant, { model: "house-2" })
  const [older, newer] = [new Map<number, string>(), new Map<number, string>()]
  const other = { where: { orgId: tenant.orgId }, data: { book: "another-build/1" } }
  const runs = () => prisma().rerate.count({ where: { orgId: tenant.orgId } })
  await watchPrices(newer)
  expect(await runs()).toBe(1)
  // Leaves no trace where nothing has a price yet.
  await work(tenant)
  await prisma().rerateWatch.updateMany(other)
  for (let turn = 0; turn < 3; turn += 1) await watchPrices(newer)
  expect(await runs()).toBe(0)
  await watchPrices(older)
  expect(await runs()).toBe(1)
  await work(tenant)
  await price(tenant, "house-2", "4")
  await expect.poll(() => watchPrices(newer).then(runs), { timeout: 15_000, interval: 500 }).toBe(1)
})

test("a step that meets a correction at work lets go at once, and comes to the same calls again", async () => {
  const tenant = await makeTenant()
  await send(tenant, { id: "a" }, { id: "b" }, { id: "c" })
  await price(tenant, "house-1", "2")
  const { id } = await previewed(tenant)
  await applyRerate(tenant.scope, id, "test")
  const keys = await prisma().$queryRaw<{ key: bigint }[]>`
    select key from identity where org_id = ${tenant.orgId} order by key`
  const lock = ({ key } = { key: 0n }) => Prisma.sql`
    select from identity where org_id = ${tenant.orgId} and key = ${key} for update`
  // A chain of replacements is locked in its own order, here against that of the keys.
  await transaction(async (on) => {
    await execute(lock(keys[2]), { on })
    await work(tenant)
    expect(await getRerate(tenant.scope, id)).toMatchObject({ state: "applying", progress: { done: 0 } })
    await execute(lock(keys[0]), { on })
  }, ingestPool())
  await work(tenant)
  expect(await getRerate(tenant.scope, id)).toMatchObject({ state: "applied", total: { changed: 3 } })
  expect((await totalOf(tenant)).billed).toBe("0.009")
})

test("a month is called as the zone of now calls it, whichever it was when the job ran", async () => {
  const tenant = await makeTenant({ zone: "Asia/Kathmandu" })
  await send(tenant, { id: "a" })
  await price(tenant, "house-1", "2")
  const { id } = await previewed(tenant)
  for (const zone of ["Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati"]) {
    await prisma().organisation.update({ where: { id: tenant.orgId }, data: { zone } })
    expect((await getRerate(tenant.scope, id)).by_month).toMatchObject([
      { month: "2026-11-01", difference: "0.003" },
    ])
  }
})

test("credits follow a new price: they pay what is owed by it, and no more", async () => {
  const tenant = await makeTenant()
  const grant = {
    name: "Free",
    scope: [],
    amount: "0.004",
    tokens: null,
    starts_at: "2026-11-01",
    expires_at: null,
  }
  await grantCredit(tenant.scope, grant)
  await price(tenant, "house-1", "2")
  await send(tenant, { id: "a" }, { id: "b", time: "2026-11-18T11:00:00.000Z" })
  const level = async () => {
    for (const work of [applyPending, applyCredits, applyPending]) await work()
    return (await totalOf(tenant)).billed
  }
  expect(await level()).toBe("0.002")
  const [own] = await prisma().priceOverride.findMany({ where: { orgId: tenant.orgId } })
  await endPrice(tenant.scope, own?.id ?? 0, "2026-11-01")
  await price(tenant, "house-1", "1")
  const { id } = await previewed(tenant)
  await applyRerate(tenant.scope, id, "test")
  await work(tenant)
  expect(await level()).toBe("0")
  await send(tenant, { id: "v", type: "void", target_id: "a", reason: "test" })
  expect(await level()).toBe("0")
  await send(tenant, { id: "c", time: "2026-11-18T12:00:00.000Z", usage: { input_uncached: 3_000 } })
  expect(await level()).toBe("0.0005")
})

test("unpriced calls have their price before a preview looks, so that it holds", async () => {
  const tenant = await makeTenant()
  await send(tenant, { id: "a" }, { id: "b", model: "gpt-4o-mini" })
  await price(tenant, "house-1", "2")
  await price(tenant, "gpt-4o-mini", "1")
  const { id } = await previewRerate(tenant.scope, RANGE)
  for (let turn = 0; turn < 3; turn += 1) await advanceRerates()
  const dry = await getRerate(tenant.scope, id)
  expect(dry).toMatchObject({ state: "previewed", total: { calls: 2, changed: 1 } })
  expect((await listRerates(tenant.scope)).map(({ automatic, state }) => [automatic, state])).toEqual([
    [true, "applied"],
    [false, "previewed"],
  ])
  await applyRerate(tenant.scope, id, "test")
  for (let turn = 0; turn < 3; turn += 1) await advanceRerates()
  expect(await getRerate(tenant.scope, id)).toMatchObject({ state: "applied", total: dry.total })
})
