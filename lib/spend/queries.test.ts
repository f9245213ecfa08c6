import { isDeepStrictEqual } from "node:util"
import fc from "fast-check"
import { expect, test, vi } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { readPool } from "@/lib/db/client"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { listEvents } from "./events"
import { spend } from "./queries"
import type { Dimension, Filter, GroupKey, Measures, SpendQuery } from "./schema"

await testDatabase()

const ZONES = ["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"]
const FEATURES = ["search", "chat", undefined]
const USERS = ["ann", "ben", "cem", undefined]
const MODELS = ["gpt-test", "claude-test", "unknown-model"]

/** A fixed crowd of calls around the end of daylight saving in New York and Lord Howe's spring. */
function events(): EventInput[] {
  const start = Date.parse("2026-10-03T00:00:00Z")
  return Array.from({ length: 600 }, (_, i) => {
    const model = MODELS[(i * 7) % 3] ?? "gpt-test"
    const feature = FEATURES[(i * 5) % 3]
    const user = USERS[(i * 11) % 4]
    return testEvent({
      id: `e${i}`,
      time: new Date(start + i * 4_517_000).toISOString(),
      provider: model === "claude-test" ? "anthropic" : "openai",
      model,
      ...(feature ? { feature } : {}),
      ...(user ? { user } : {}),
      team: i % 2 === 0 ? "red" : "blue",
      tags: i % 4 === 0 ? { tier: i % 8 === 0 ? "gold" : "tin" } : {},
      session: `s${i % 30}`,
      status: i % 17 === 0 ? "error" : "ok",
      request_id: `q${Math.floor(i / 2)}`,
      attempt: (i % 2) + 1,
      usage: { input_uncached: 100 + i, cache_read: i % 13, cache_write_5m: 0, output: 3 * i, reasoning: i },
    })
  })
}

async function tenantIn(zone: string): Promise<Scope> {
  const { scope, orgId } = await makeTenant({ zone })
  const source = await testSource(orgId)
  const all = events().map((event) => testDraft(event))
  await appendEvents(scope, source, all.slice(0, 350))
  await applyPending()
  // The rest stays in the tail, so that cubes and tail are read together.
  await appendEvents(scope, source, all.slice(350))
  return scope
}

const tenants = new Map(await Promise.all(ZONES.map(async (zone) => [zone, await tenantIn(zone)] as const)))

const DIMENSIONS: Dimension[] = [
  "user",
  "feature",
  "team",
  "model",
  "provider",
  "status",
  "session",
  "source",
  "tag:tier",
]
const VALUES: Partial<Record<Dimension, (string | null)[]>> = {
  user: ["ann", "ben", null],
  feature: ["search", "chat", null],
  team: ["red", "blue"],
  model: MODELS,
  "tag:tier": ["gold", null],
  session: ["s1", "s2", "s3"],
}

const filterOf = fc.constantFrom(...(Object.keys(VALUES) as Dimension[])).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    operator: fc.constantFrom("=" as const, "!=" as const),
    values: fc.subarray(VALUES[dimension] ?? [], { minLength: 1 }),
  }),
)

const asked = fc.record({
  zone: fc.constantFrom(...ZONES),
  from: fc.integer({ min: Date.parse("2026-10-01"), max: Date.parse("2026-10-30") }),
  minutes: fc.integer({ min: 1, max: 60 * 24 * 35 }),
  groupBy: fc.subarray(DIMENSIONS, { maxLength: 2 }),
  filters: fc.array(filterOf, { maxLength: 2 }),
  interval: fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const),
  limit: fc.integer({ min: 1, max: 8 }),
})

const sum = (parts: Measures[], pick: (part: Measures) => string) =>
  formatDecimal(parts.reduce((total, part) => add(total, parseDecimal(pick(part))), parseDecimal("0")))

const FIGURES: ((part: Measures) => string)[] = [
  (part) => part.billed,
  (part) => part.list,
  (part) => part.computed,
  (part) => String(part.requests),
  (part) => String(part.calls),
  (part) => String(part.errors),
  (part) => String(part.tokens.input_uncached),
  (part) => String(part.tokens.cache_read),
  (part) => String(part.tokens.output),
  (part) => String(part.tokens.reasoning),
  (part) => String(part.unpriced.calls),
  (part) => String(part.unpriced.tokens),
]

function expectSum(parts: Measures[], total: Measures) {
  for (const pick of FIGURES) expect(sum(parts, pick)).toBe(formatDecimal(parseDecimal(pick(total))))
}

function queryOf(drawn: {
  from: number
  minutes: number
  interval: SpendQuery["interval"]
  groupBy: Dimension[]
  filters: Filter[]
  limit: number
}): SpendQuery {
  const from = new Date(drawn.from)
  return { ...drawn, from, to: new Date(from.getTime() + drawn.minutes * 60_000), comparison: null }
}

test("groups, series, other and the two sides of a filter sum to the total, to the last digit", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(asked, async (drawn) => {
      const scope = tenants.get(drawn.zone)
      if (!scope) throw new Error("no tenant")
      const query = queryOf(drawn)
      const answer = await spend(scope, query)
      if (query.groupBy.length > 0) {
        expectSum([...answer.groups, ...(answer.other ? [answer.other] : [])], answer.total)
      }
      expectSum(answer.series, answer.total)
      const [first, ...others] = query.filters
      if (!first) return
      const inverse: Filter = { ...first, operator: first.operator === "=" ? "!=" : "=" }
      const [without, opposite] = await Promise.all([
        spend(scope, { ...query, groupBy: [], filters: others }),
        spend(scope, { ...query, groupBy: [], filters: [inverse, ...others] }),
      ])
      expectSum([answer.total, opposite.total], without.total)
    }),
    { numRuns: 150 },
  )
})

test("every way to read a range agrees with the charges themselves", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(asked, async (drawn) => {
      const scope = tenants.get(drawn.zone)
      if (!scope) throw new Error("no tenant")
      const query = queryOf({ ...drawn, groupBy: ["feature"], filters: [] })
      const byCubes = await spend(scope, query)
      // A filter that every call passes but that only the charges can answer.
      const all: Filter = { dimension: "session", operator: "!=", values: ["no such session"] }
      const byCharges = await spend(scope, { ...query, filters: [all] })
      expect(byCubes.total).toEqual(byCharges.total)
      expect(byCubes.groups).toEqual(byCharges.groups)
      expect(byCubes.series).toEqual(byCharges.series)
      const users = await spend(scope, { ...query, groupBy: ["user"], limit: 100 })
      const usersByCharges = await spend(scope, { ...query, groupBy: ["user"], limit: 100, filters: [all] })
      expect(users.groups).toEqual(usersByCharges.groups)
      expect(users.series).toEqual(usersByCharges.series)
    }),
    { numRuns: 60 },
  )
})

const MANY: Pick<SpendQuery, "groupBy" | "filters" | "interval">[] = [
  { groupBy: ["session"], filters: [], interval: "day" },
  { groupBy: ["session", "tag:tier"], filters: [], interval: "week" },
  {
    groupBy: ["feature", "user"],
    filters: [{ dimension: "team", operator: "=", values: ["red"] }],
    interval: "day",
  },
  { groupBy: ["user"], filters: [], interval: "hour" },
  { groupBy: ["user"], filters: [{ dimension: "user", operator: "!=", values: ["ben"] }], interval: "day" },
]

test.each(MANY)(
  "of the many by $groupBy only the largest leave the database: $interval",
  async (question) => {
    const scope = tenants.get("Australia/Lord_Howe")
    if (!scope) throw new Error("no tenant")
    const rows = vi.spyOn(readPool(), "query")
    for (const limit of [1, 2, 5]) {
      const query: SpendQuery = {
        ...question,
        from: new Date("2026-10-20T04:10:00Z"),
        to: new Date("2026-10-29T17:31:00Z"),
        limit,
        comparison: { from: new Date("2026-10-08T04:00:00Z"), to: new Date("2026-10-20T04:00:00Z") },
      }
      rows.mockClear()
      const few = await spend(scope, query)
      for (const { value } of rows.mock.results) {
        const buckets = new Map<string, number>()
        for (const row of ((await value) as { rows: { bucket?: Date | null }[] }).rows) {
          if (!("bucket" in row)) continue
          buckets.set(String(row.bucket), (buckets.get(String(row.bucket)) ?? 0) + 1)
        }
        expect(Math.max(0, ...buckets.values())).toBeLessThanOrEqual(limit + 1)
      }
      const all = await spend(scope, { ...query, limit: 1_000 })
      expect(all.other).toBeNull()
      expect(few.groups.map(({ billed }) => billed)).toEqual(
        all.groups.slice(0, limit).map(({ billed }) => billed),
      )
      const ownOf = (key: GroupKey) => all.groups.find((group) => isDeepStrictEqual(group.key, key))
      for (const group of few.groups) expect(group).toEqual(ownOf(group.key))
      expect(few.other?.count ?? 0).toBe(all.groups.length - few.groups.length)
      expectSum([...few.groups, ...(few.other ? [few.other] : [])], few.total)
      expectSum(few.series, few.total)
      expect(few.total).toEqual(all.total)
      expect(few.compare?.total).toEqual(all.compare?.total)
      expect(few.compare?.groups).toEqual(
        all.compare?.groups.filter(({ key }) =>
          few.groups.some((group) => isDeepStrictEqual(group.key, key)),
        ),
      )
      expectSum(
        [...(few.compare?.groups ?? []), ...(few.compare?.other ? [few.compare.other] : [])],
        all.compare?.total ?? all.total,
      )
    }
  },
)

test("the events list holds each matching call once and adds up to the spend", async () => {
  const scope = tenants.get("Asia/Kathmandu")
  if (!scope) throw new Error("no tenant")
  const range = { from: new Date("2026-10-01T00:00:00Z"), to: new Date("2026-11-10T00:00:00Z") }
  const filters: Filter[] = [{ dimension: "feature", operator: "=", values: ["search"] }]
  const seen: string[] = []
  const amounts: string[] = []
  let cursor: string | undefined
  do {
    const page = await listEvents(scope, { ...range, filters, cursor, limit: 37 })
    for (const event of page.events) {
      seen.push(event.id)
      amounts.push(event.billed ?? "0")
    }
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  const answer = await spend(scope, {
    ...range,
    filters,
    groupBy: [],
    interval: "day",
    limit: 1,
    comparison: null,
  })
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBe(answer.total.calls)
  const total = amounts.reduce((all, amount) => add(all, parseDecimal(amount)), parseDecimal("0"))
  expect(formatDecimal(total)).toBe(answer.total.billed)
})

test("the first users of many are the same with and without the others, also against another period", async () => {
  const scope = tenants.get("America/New_York")
  if (!scope) throw new Error("no tenant")
  const query: SpendQuery = {
    from: new Date("2026-10-20T04:00:00Z"),
    to: new Date("2026-11-01T17:31:00Z"),
    interval: "day",
    groupBy: ["user"],
    filters: [],
    limit: 2,
    comparison: { from: new Date("2026-10-08T04:00:00Z"), to: new Date("2026-10-20T04:00:00Z") },
  }
  const few = await spend(scope, query)
  const all = await spend(scope, { ...query, limit: 100 })
  expect(few.groups).toEqual(all.groups.slice(0, 2))
  expect(few.other?.count).toBe(2)
  expectSum(all.groups.slice(2), few.other ?? few.total)
  expect(few.total).toEqual(all.total)
  const before = [...(few.compare?.groups ?? []), ...(few.compare?.other ? [few.compare.other] : [])]
  expectSum(before, few.compare?.total ?? few.total)
  expect(all.compare?.total).toEqual(few.compare?.total)
  expect(few.compare?.total.calls).toBeGreaterThan(0)
})
