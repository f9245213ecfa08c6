import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { mintScope, type Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { appendEvents } from "@/lib/ledger/append"
import { getEvent } from "@/lib/ledger/queries"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { foldCuboids } from "@/lib/rollups/cuboids"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import type { EventInput } from "@/lib/sources/events-schema"
import { conditionOf } from "@/lib/spend/dimensions"
import { listEvents } from "@/lib/spend/events"
import { parseFilter } from "@/lib/spend/filter"
import { spend } from "@/lib/spend/queries"
import type { Dimension, Filter } from "@/lib/spend/schema"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { changeRules } from "./change-rules"
import { giveName, takeNameBack } from "./give-name"
import { previewRules } from "./preview"
import { getRules, listNames } from "./queries"
import { type AttributionRule, rulesInput } from "./schema"

await testDatabase()

async function send({ scope, orgId }: Tenant, events: Partial<EventInput>[]): Promise<void> {
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(scope, await testSource(orgId), drafts)
}

const NOVEMBER = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") }

async function by(
  { scope }: Pick<Tenant, "scope">,
  dimension: Dimension,
  filters: Filter[] = [],
  limit = 50,
) {
  const query = {
    ...NOVEMBER,
    interval: "day",
    groupBy: [dimension],
    filters,
    limit,
    comparison: null,
  } as const
  const answer = await spend(scope, { ...query, groupBy: [dimension], filters })
  return Object.fromEntries(answer.groups.map(({ key, calls }) => [String(key[dimension]), calls]))
}

async function put(tenant: Tenant, rules: AttributionRule[]) {
  const { version } = await getRules(tenant.scope)
  return changeRules(tenant.scope, rulesInput.parse({ version, rules }))
}

const toSupport: AttributionRule = {
  name: "Support's agents",
  when: ["agent~support", "team="],
  set: { team: "Support" },
}

test("a rule moves what was sent before and what is sent later, and leaves what was sent to be seen", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    { agent: "support-triage" },
    { agent: "support-triage", team: "Sales" },
    { agent: "coder" },
  ])
  expect(await by(tenant, "team")).toEqual({ null: 2, Sales: 1 })
  const preview = await previewRules(tenant.scope, {
    rules: [toSupport],
    from: "2026-11-01",
    to: "2026-12-01",
  })
  expect(preview.moves).toEqual([
    { dimension: "team", before: null, after: "Support", billed: "0.00575", calls: 1, unpriced_calls: 0 },
  ])
  expect(preview.contexts).toBe(1)
  expect(await by(tenant, "team")).toEqual({ null: 2, Sales: 1 })
  expect(await put(tenant, [toSupport])).toEqual({ version: 1, contexts: 1 })
  expect(await by(tenant, "team")).toEqual({ null: 1, Sales: 1, Support: 1 })
  await send(tenant, [{ agent: "support-mail", time: "2026-11-19T10:00:00.000Z" }])
  expect(await by(tenant, "team")).toEqual({ null: 1, Sales: 1, Support: 2 })
  const [sent] = await ask(
    tenant.orgId,
    Prisma.sql`select count(*)::integer as n from context x where x.org_id = ${tenant.orgId} and x.sent_team is null`,
    z.object({ n: z.number() }),
  )
  expect(sent?.n).toBe(3)
  expect(await put(tenant, [])).toEqual({ version: 2, contexts: 2 })
  expect(await by(tenant, "team")).toEqual({ null: 3, Sales: 1 })
})

test("a member kept to teams reads no other team's name in what was sent of a call that a rule moved", async () => {
  const tenant = await makeTenant()
  await send(tenant, [{ agent: "support-triage", team: "Sales" }, { agent: "support-mail" }])
  await put(tenant, [{ name: "r", when: ["agent~support"], set: { team: "Support" } }])
  const seeing = (...teams: string[]) =>
    mintScope(tenant.orgId, { kind: "user", userId: 1, role: "viewer" }, teams)
  const range = { from: new Date("2026-11-01"), to: new Date("2026-12-01"), filters: [], limit: 10 }
  const { events } = await listEvents(tenant.scope, range)
  const sentTo = async (scope: Scope) =>
    (await Promise.all(events.map(({ id }) => getEvent(scope, id)))).map(({ sent }) => sent.team)
  expect((await sentTo(tenant.scope)).sort()).toEqual(["Sales", null])
  expect(await sentTo(seeing("Support"))).toEqual([undefined, undefined])
  expect(await sentTo(seeing("Support", "Sales"))).toContain("Sales")
})

test("the first rule that sets a dimension wins, and one rule may set several", async () => {
  const tenant = await makeTenant()
  await send(tenant, [{ agent: "support-triage", feature: "chat" }])
  await put(tenant, [
    { name: "one", when: ["agent~support"], set: { team: "First" } },
    { name: "two", when: ["feature=chat"], set: { team: "Second", feature: "Chat of all" } },
    { name: "three", when: ["feature=Chat of all"], set: { environment: "never" } },
  ])
  expect(await by(tenant, "team")).toEqual({ First: 1 })
  expect(await by(tenant, "feature")).toEqual({ "Chat of all": 1 })
  expect(await by(tenant, "environment")).toEqual({ null: 1 })
})

test("a list that was changed meanwhile is not overwritten, and a key that is none is named", async () => {
  const tenant = await makeTenant()
  await put(tenant, [toSupport])
  await expect(changeRules(tenant.scope, { version: 0, rules: [] })).rejects.toMatchObject({
    code: "conflict",
  })
  const unknown = { name: "key", when: ["api_key=nobody's"], set: { team: "x" } }
  await expect(put(tenant, [toSupport, unknown])).rejects.toMatchObject({
    code: "invalid",
    errors: [{ pointer: "/rules/1/when/0" }],
  })
})

test("rules are the organisation's, and not for those who see some teams", async () => {
  const [tenant, other] = [await makeTenant(), await makeTenant()]
  await send(tenant, [{ agent: "support-triage" }])
  await send(other, [{ agent: "support-triage" }])
  await put(tenant, [toSupport])
  expect(await by(other, "team")).toEqual({ null: 1 })
  expect((await getRules(other.scope)).rules).toEqual([])
  const narrow = mintScope(tenant.orgId, tenant.scope.actor, ["Support"])
  expect(await by({ scope: narrow }, "team")).toEqual({ Support: 1 })
  await expect(getRules(narrow)).rejects.toMatchObject({ code: "forbidden" })
})

const anyEvent = fc.record(
  {
    agent: fc.constantFrom("support-triage", "support-mail", "coder"),
    team: fc.constantFrom("Sales", "Search"),
    feature: fc.constantFrom("chat", "Chat box"),
    environment: fc.constant("prod"),
    tags: fc.constantFrom<Record<string, string>>({}, { tier: "free" }, { tier: "paid" }),
  },
  { requiredKeys: [] },
)
const anyFilter = fc.constantFrom(
  ...[
    "agent~SUPPORT",
    "agent=",
    "agent!=coder",
    "team=Sales|",
    "team!=Sales|Search",
    "team=",
    "feature~chat",
  ],
  ...[
    "environment=prod",
    "tag:tier=free",
    "tag:tier!=free|",
    "provider=openai",
    "status=ok",
    "source=source-1",
  ],
)
const anyRule = fc.record({
  name: fc.constant("rule"),
  when: fc.uniqueArray(anyFilter, { minLength: 1, maxLength: 3 }),
  set: fc.constantFrom(
    { team: "Support" },
    { team: "Sales" },
    { feature: "chat" },
    { team: "B", agent: "bot" },
  ),
})

test("a condition means what the same filter of a screen means", async () => {
  const tenant = await makeTenant()
  await send(tenant, fc.sample(anyEvent, { numRuns: 60, seed: 7 }))
  const row = z.object({ by_rule: z.bigint(), by_filter: z.bigint() })
  const texts = [
    "agent~SUPPORT",
    "agent=",
    "agent!=coder",
    "team=Sales|",
    "team!=Sales|Search",
    "tag:tier!=free|",
    "tag:tier=",
  ]
  for (const text of texts) {
    const filter = parseFilter(text)
    if (!filter) throw new Error(text)
    const rules = JSON.stringify([{ name: "r", when: [filter], set: { environment: "HIT" } }])
    const [found] = await ask(
      tenant.orgId,
      Prisma.sql`select count(*) filter (where a.environment = 'HIT') as by_rule,
          count(*) filter (where ${conditionOf(filter)}) as by_filter
        from context x join attributed(${tenant.orgId}, null, ${rules}::jsonb) a on a.id = x.id
        where x.org_id = ${tenant.orgId}`,
      row,
    )
    expect([text, found?.by_rule]).toEqual([text, found?.by_filter])
  }
})

test("totals stay, the preview says what happens, and cubes, cuboids and what arrives meanwhile agree", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { minLength: 1, maxLength: 12 }),
      fc.array(anyRule, { maxLength: 4 }),
      fc.array(anyEvent, { maxLength: 6 }),
      async (events, rules, later) => {
        const tenant = await makeTenant()
        await send(tenant, events)
        const before = await by(tenant, "team")
        await applyPending()
        await by(tenant, "team")
        await foldCuboids(new Date(), 0)
        const preview = await previewRules(tenant.scope, { rules, from: "2026-11-01", to: "2026-12-01" })
        await put(tenant, rules)
        const after = await by(tenant, "team")
        const moved = { ...before }
        for (const { dimension, before: from, after: to, calls } of preview.moves) {
          if (dimension !== "team") continue
          moved[String(from)] = (moved[String(from)] ?? 0) - calls
          moved[String(to)] = (moved[String(to)] ?? 0) + calls
        }
        expect(Object.fromEntries(Object.entries(moved).filter(([, calls]) => calls !== 0))).toEqual(after)
        await send(tenant, later)
        await applyPending()
        const folded = async () => {
          await foldCuboids(new Date(), 0)
          return by(tenant, "team")
        }
        const live = await by(tenant, "team")
        expect(await folded()).toEqual(live)
        const cells = await cubeCells(tenant.orgId)
        await rebuildCubes(tenant.scope)
        expect(await cubeCells(tenant.orgId)).toEqual(cells)
        expect(await by(tenant, "team")).toEqual(live)
      },
    ),
    { numRuns: 15 },
  )
}, 60_000)

test("a renamed team keeps its history, its filters, its rules and those who see it", async () => {
  const tenant = await makeTenant()
  await send(tenant, [{ team: "suport" }, { team: "Support" }, { agent: "support-mail" }])
  await put(tenant, [{ name: "r", when: ["agent~support"], set: { team: "Support" } }])
  const rename = { dimension: "team", value: "suport", name: "Support", merge: false } as const
  await expect(giveName(tenant.scope, rename)).rejects.toMatchObject({ code: "conflict" })
  await giveName(tenant.scope, { ...rename, merge: true })
  expect(await by(tenant, "team")).toEqual({ Support: 3 })
  await giveName(tenant.scope, { dimension: "team", value: "Support", name: "Customer care", merge: false })
  expect(await by(tenant, "team")).toEqual({ "Customer care": 3 })
  for (const old of ["suport", "Support"]) {
    const filter: Filter = { dimension: "team", operator: "=", values: [old] }
    expect(await by(tenant, "team", [filter])).toEqual({ "Customer care": 3 })
  }
  await send(tenant, [{ team: "suport", feature: "new" }])
  expect(await by(tenant, "team")).toEqual({ "Customer care": 4 })
  const names = await listNames(tenant.scope)
  expect(names.map(({ value, name }) => [value, name])).toEqual([
    ["Support", "Customer care"],
    ["suport", "Customer care"],
  ])
  for (const { id } of names) await takeNameBack(tenant.scope, id)
  expect(await by(tenant, "team")).toEqual({ Support: 2, suport: 2 })
  await expect(giveName(tenant.scope, { ...rename, value: "nobody" })).rejects.toMatchObject({
    code: "not_found",
  })
})

test("conditions go on holding for a value that is renamed, in what was sent before and what is sent later", async () => {
  const tenant = await makeTenant()
  await send(tenant, [{ agent: "bot" }, { agent: "coder" }, {}])
  const rules: AttributionRule[] = [
    { name: "one", when: ["agent=bot|"], set: { team: "Support" } },
    { name: "two", when: ["agent!=bot|"], set: { team: "Others" } },
  ]
  await put(tenant, rules)
  expect(await by(tenant, "team")).toEqual({ Support: 2, Others: 1 })
  await giveName(tenant.scope, { dimension: "agent", value: "bot", name: "Bot 2", merge: false })
  expect(await by(tenant, "team")).toEqual({ Support: 2, Others: 1 })
  await send(tenant, [{ agent: "bot", feature: "new" }])
  expect(await by(tenant, "team")).toEqual({ Support: 3, Others: 1 })
  const asked = { rules, from: "2026-11-01", to: "2026-12-01" }
  expect((await previewRules(tenant.scope, asked)).moves).toEqual([])
})

test("a user that arrives under a name that was itself renamed is one with whoever bears it", async () => {
  const tenant = await makeTenant()
  await send(tenant, [{ user: "al" }])
  await giveName(tenant.scope, { dimension: "user", value: "al", name: "Al", merge: false })
  await giveName(tenant.scope, { dimension: "user", value: "Al", name: "Alice", merge: false })
  await send(tenant, [{ user: "Al", time: "2026-11-17T10:00:00.000Z" }])
  await applyPending()
  expect(await by(tenant, "user", [], 1)).toEqual({ Alice: 2 })
})

test("users who are one are one among the largest too, however few are named", async () => {
  const tenant = await makeTenant()
  const calls = (user: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ user, time: `2026-11-1${i}T10:00:00.000Z` }))
  await send(tenant, [...calls("u1", 3), ...calls("u2", 4), ...calls("u3", 2), {}])
  await applyPending()
  await giveName(tenant.scope, { dimension: "user", value: "u1", name: "Ana", merge: false })
  await giveName(tenant.scope, { dimension: "user", value: "u3", name: "Ana", merge: true })
  expect(await by(tenant, "user", [], 1)).toEqual({ Ana: 5 })
  expect(await by(tenant, "user")).toEqual({ Ana: 5, u2: 4, null: 1 })
  expect(await by(tenant, "user", [{ dimension: "user", operator: "=", values: ["u3"] }])).toEqual({ Ana: 5 })
  const query = {
    ...NOVEMBER,
    interval: "day",
    groupBy: ["user"],
    filters: [],
    limit: 1,
    comparison: NOVEMBER,
  } as const
  const { groups, other, compare, total } = await spend(tenant.scope, {
    ...query,
    groupBy: ["user"],
    filters: [],
  })
  expect(other?.count).toBe(2)
  expect(compare?.groups.map(({ calls }) => calls)).toEqual([5])
  const sum = [...groups, ...(other ? [other] : [])]
    .map(({ billed }) => parseDecimal(billed))
    .reduce(add, ZERO)
  expect(formatDecimal(sum)).toBe(total.billed)
  await send(tenant, calls("Ana", 1))
  expect(await by(tenant, "user", [], 1)).toEqual({ Ana: 6 })
  for (const { id } of await listNames(tenant.scope)) await takeNameBack(tenant.scope, id)
  expect(await by(tenant, "user")).toEqual({ u1: 3, u2: 4, u3: 2, Ana: 1, null: 1 })
})
