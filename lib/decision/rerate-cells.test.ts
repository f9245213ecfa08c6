import { expect, test } from "vitest"
import { getOrganisation } from "@/lib/auth/organisation"
import { appendEvents } from "@/lib/ledger/append"
import { draftEvent } from "@/lib/ledger/charges"
import { parseDecimal, picoToString, toPico } from "@/lib/money"
import { getPriceBook } from "@/lib/pricing/queries"
import { applyPending } from "@/lib/rollups/apply"
import { readEvent } from "@/lib/sources/events"
import type { EventInput } from "@/lib/sources/events-schema"
import { spend } from "@/lib/spend/queries"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { TEST_NOW, testEvent, testSource } from "@/lib/testing/ledger"
import { parseLocalOrInstant } from "@/lib/time"
import { foldCells } from "./fold-cells"
import { type Cell, ratedAsItWent, ratedOn } from "./rate-cell"
import { knownPrices, readCells } from "./read-cells"

await testDatabase()

const days = (zone: string) => ({
  from: parseLocalOrInstant("2026-11-10", zone),
  to: parseLocalOrInstant("2026-11-19", zone),
})
const LENGTH_MS = 9 * 86_400_000

/** Numbers that look drawn and are the same in every run. */
function draws(seed: number) {
  let state = seed
  return (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

const MODELS = [
  ["anthropic", "claude-sonnet-5"],
  ["openai", "gpt-5.6-sol"],
  ["gemini", "gemini-3.1-pro-preview"],
  ["deepseek", "deepseek-v4-pro"],
  ["deepseek", "deepseek-chat"],
  ["qwen", "qwen3-max"],
  ["glm", "glm-5.2"],
  ["openai", "nobody-prices-this"],
] as const

function event(next: (most: number) => number, at: number, zone = "UTC"): Partial<EventInput> {
  const [provider, model] = MODELS[next(MODELS.length)] ?? MODELS[0]
  const long = next(6) === 0 ? 300_000 : 0
  return {
    id: `rated-${at}`,
    time: new Date(days(zone).from.getTime() + next(LENGTH_MS)).toISOString(),
    ...{ provider, model },
    route: next(4) === 0 ? "openrouter" : "direct",
    usage: {
      input_uncached: next(4_000) + long,
      cache_read: next(2) * next(3_000),
      cache_write_5m: provider === "anthropic" ? next(2) * next(500) : 0,
      cache_write_1h: provider === "anthropic" ? next(2) * next(500) : 0,
      output: next(2_000),
      ...(next(3) === 0 ? { reasoning: 0, counts: { web_search_requests: 1 } } : {}),
    },
    ...(next(5) === 0 ? { service_tier: "flex" } : {}),
    ...(next(7) === 0 ? { region: "cn" } : {}),
    ...(next(6) === 0 ? { status: "error", error: { http_status: 500 } } : {}),
    feature: `feature-${next(3)}`,
  }
}

async function send({ scope, orgId }: Tenant, inputs: readonly Partial<EventInput>[], currency: string) {
  const book = await getPriceBook(scope)
  const drafts = inputs.map((input) => {
    const read = readEvent(testEvent(input), { now: TEST_NOW, backfill: true })
    if (!read.ok) throw new Error(read.refusal.detail)
    const result = draftEvent(read.event, { book, currency })
    if (!result.ok) throw new Error(result.detail)
    return result.draft
  })
  await appendEvents(scope, await testSource(orgId), drafts)
}

async function cellsOf(orgId: number, from: Date, to: Date, features: "all" | readonly string[] = "all") {
  const parts: Cell[][] = []
  for await (const part of readCells({ orgId, from, to, conditions: [], features })) parts.push(part)
  return parts.flat()
}

async function rated(tenant: Tenant, features: "all" | readonly string[] = "all") {
  const { orgId, scope } = tenant
  const { zone, currency } = await getOrganisation(scope)
  const book = await getPriceBook(scope)
  const routes = ["direct", "openrouter", "siliconflow"]
  const { from, to } = days(zone)
  const folded = await foldCells({ orgId, zone, from, to, book, routes })
  const cells = await cellsOf(orgId, from, to, features)
  const ids = cells.flatMap(({ price_id }) => (price_id === null ? [] : [price_id]))
  return { folded, cells, rating: { book, currency, known: await knownPrices(orgId, ids) } }
}

async function ledger({ scope }: Tenant, zone: string) {
  const { total, unpriced } = await spend(scope, {
    ...{ ...days(zone), interval: "day", groupBy: [], filters: [], limit: 1, comparison: null },
  })
  return { computed: total.computed, billed: total.billed, calls: total.calls, unpriced: unpriced.calls }
}

for (const zone of ["UTC", "Asia/Kathmandu"]) {
  test(`re-rated to the routes that were used, totals equal the ledger to the last digit (${zone})`, async () => {
    const tenant = await makeTenant({ zone })
    const next = draws(zone.length)
    const inputs = Array.from({ length: 600 }, (_, at) => event(next, at, zone))
    await send(tenant, inputs, "USD")
    const gone = inputs[3]
    await send(
      tenant,
      [{ type: "void", id: "gone", target_id: gone?.id, reason: "sent twice" }] as never,
      "USD",
    )
    await applyPending()
    const byFeature = await rated(tenant)
    expect(byFeature.folded).toBeGreaterThan(7)
    const byPath = await rated(tenant, [])
    expect(byPath.folded).toBe(0)
    expect(byPath.cells.length).toBeLessThan(byFeature.cells.length)
    const truth = await ledger(tenant, zone)
    for (const { cells, rating } of [byFeature, byPath]) {
      let sum = 0n
      let stored = 0n
      let calls = 0n
      for (const cell of cells) {
        sum += ratedAsItWent(cell, rating).pico ?? 0n
        stored += cell.computed
        calls += cell.calls
      }
      expect(Number(calls)).toBe(truth.calls)
      expect(picoToString(stored)).toBe(truth.computed)
      expect(picoToString(sum)).toBe(truth.billed)
      expect(sum).not.toBe(0n)
    }
  })
}

test("the same calls on another route cost what a ledger of that route would hold", async () => {
  const [here, there] = [await makeTenant(), await makeTenant()]
  const next = draws(77)
  const inputs = Array.from({ length: 300 }, (_, at) => ({ ...event(next, at), route: "direct" })).filter(
    ({ usage, provider }) => provider !== "qwen" && usage,
  )
  await send(here, inputs, "USD")
  await send(
    there,
    inputs.map((input) => ({ ...input, route: "openrouter" })),
    "USD",
  )
  await applyPending()
  const { cells, rating } = await rated(here)
  const onOther = cells
    .map((cell) => ({ cell, now: ratedOn("openrouter", cell, rating) }))
    .filter(({ cell }) => cell.provider === "anthropic" || cell.model === "gpt-5.6-sol")
  const other = await spend(there.scope, {
    ...{ ...days("UTC"), interval: "day", groupBy: ["model"], limit: 100, comparison: null, filters: [] },
  })
  const truth = other.groups
    .filter(({ key }) => key.model === "claude-sonnet-5" || key.model === "gpt-5.6-sol")
    .reduce((total, { billed }) => total + toPico(parseDecimal(billed)), 0n)
  expect(onOther.reduce((total, { now }) => total + (now.pico ?? 0n), 0n)).toBe(truth)
})

test("a day that several ask for at once is folded once", async () => {
  const tenant = await makeTenant()
  const next = draws(3)
  await send(
    tenant,
    Array.from({ length: 30 }, (_, at) => event(next, at)),
    "USD",
  )
  const { orgId, scope } = tenant
  const folding = { orgId, zone: "UTC", ...days("UTC"), book: await getPriceBook(scope), routes: ["direct"] }
  const once = await Promise.all([foldCells(folding), foldCells(folding), foldCells(folding)])
  const dated = new Set((await cellsOf(orgId, folding.from, folding.to)).map(({ day }) => day.getTime()))
  expect(once.reduce((sum, folded) => sum + folded, 0)).toBe(dated.size)
})
