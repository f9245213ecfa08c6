import fc from "fast-check"
import { expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { eventId } from "@/lib/ledger/identity"
import { getEvent } from "@/lib/ledger/queries"
import type { Reporter } from "@/lib/ledger/usage-event"
import { applyLateCorrections, applyPending, mergeOpenReports } from "@/lib/rollups/apply"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import type { EventInput } from "@/lib/sources/events-schema"
import { listEvents } from "@/lib/spend/events"
import { spend } from "@/lib/spend/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, TEST_PRICING, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { testResponseId } from "@/lib/testing/response-id"
import { attributeCalls } from "./attribute-calls"

await testDatabase()

const RANGE = { from: new Date("2026-11-17T00:00:00Z"), to: new Date("2026-11-20T00:00:00Z"), filters: [] }
const RESPONSE = testResponseId("merged")
const SPAN = { trace_id: "5b8aa5a2d2c872e8321cf37308d69df2", span_id: "051581bf3cb55c13" }

interface Told {
  /** Position of the source. */
  by: number
  event: EventInput
  reporter?: Reporter
  /** The source is this gateway. */
  gateway?: string
}

function answer(prompt: number) {
  return {
    id: RESPONSE,
    object: "chat.completion",
    model: "gpt-test",
    choices: [],
    usage: { prompt_tokens: prompt, completion_tokens: 300, total_tokens: prompt + 300 },
  }
}

/** One call as an application, a gateway's callback, a span and a gateway that bills tell of it. */
const FOUR: Told[] = [
  {
    by: 1,
    event: {
      ...testEvent({ id: "app", user: "ann", tags: { plan: "pro" } }),
      usage: undefined,
      response: answer(1_200),
      ...SPAN,
    },
  },
  {
    by: 2,
    event: {
      ...testEvent({ id: "callback", team: "Support", user: "key-7", latency_ms: 810 }),
      usage: undefined,
      route: "litellm",
      response: answer(1_200),
    },
  },
  {
    by: 3,
    reporter: "span",
    event: testEvent({
      id: "span",
      feature: "search",
      agent: "helper",
      usage: { input_uncached: 900, output: 290 },
      precision: "estimated",
      ...SPAN,
    }),
  },
  {
    by: 4,
    gateway: "openrouter",
    event: {
      ...testEvent({ id: "bill", session: "s-1", cost: { amount: "0.0071", currency: "USD" } }),
      usage: undefined,
      route: "openrouter",
      response: { ...answer(1_210), provider: "OpenAI" },
    },
  },
]

async function tenant() {
  const { scope, orgId } = await makeTenant()
  const sources = [
    await testSource(orgId, 1),
    await testSource(orgId, 2),
    await testSource(orgId, 3),
    await testSource(orgId, 4),
  ]
  return { scope, orgId, sources }
}

async function send({ scope, sources }: { scope: Scope; sources: number[] }, { by, event, ...from }: Told) {
  const draft = testDraft(event, TEST_PRICING, from)
  const [appended] = await appendEvents(scope, sources[by - 1] ?? 0, [draft])
  return appended ?? { outcome: "none", key: 0n }
}

/** What the ledger says of everything, by each dimension that reports may bring. */
async function ledgerOf(scope: Scope) {
  const answers = await Promise.all(
    (["user", "agent", "feature", "team", "session", "route", "source", "model"] as const).map((dimension) =>
      spend(scope, { ...RANGE, interval: "hour", groupBy: [dimension], limit: 50, comparison: null }),
    ),
  )
  const { events } = await listEvents(scope, { ...RANGE, limit: 50 })
  return {
    sums: answers.map(({ total, groups }) => ({ total, groups })),
    events: events.map(({ id: _, ...event }) => event),
  }
}

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) => ordersOf(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]))
}

test("four reports of one call are one call in each of the 24 orders, the bill's money and everybody's word", {
  timeout: 120_000,
}, async () => {
  const orders = ordersOf(FOUR)
  expect(orders).toHaveLength(24)
  let expected: unknown = null
  for (const order of orders) {
    const to = await tenant()
    for (const told of order) expect(["stored", "reported"]).toContain((await send(to, told)).outcome)
    const state = await ledgerOf(to.scope)
    expected ??= state
    expect(state).toEqual(expected)
    await applyPending()
    expect(await ledgerOf(to.scope)).toEqual(expected)
    const cells = await cubeCells(to.orgId)
    await rebuildCubes(to.scope)
    expect(await cubeCells(to.orgId)).toEqual(cells)
    for (const told of order) expect((await send(to, told)).outcome).toBe("duplicate")
  }
  const [event] = (expected as Awaited<ReturnType<typeof ledgerOf>>).events
  expect(event).toMatchObject({
    ...{ user: "ann", agent: "helper", feature: "search", team: "Support", route: "openrouter" },
    ...{ billed: "0.0071", tokens: 1_510, latencyMs: 810 },
  })
  expect((expected as Awaited<ReturnType<typeof ledgerOf>>).events).toHaveLength(1)
})

test("each report's page is the call's, and says which figure counts and what each gave", async () => {
  const to = await tenant()
  const keys = []
  for (const told of FOUR) keys.push((await send(to, told)).key)
  const pages = await Promise.all(keys.map((key) => getEvent(to.scope, eventId(key))))
  for (const page of pages) expect(page).toEqual(pages[0])
  expect(pages[0]?.reports.map(({ usedFor, reported }) => [usedFor, reported])).toEqual([
    ["money, tokens, attribution", "0.0071"],
    ["user, tag plan", null],
    ["team, latency", null],
    ["agent, feature", null],
  ])
})

test("two reports that share nothing are one call as soon as a third names both", async () => {
  const to = await tenant()
  const byResponse = {
    by: 1,
    event: { ...testEvent({ id: "a", user: "ann" }), usage: undefined, response: answer(1_200) },
  }
  const bySpan: Told = { by: 2, reporter: "span", event: testEvent({ id: "b", team: "Search", ...SPAN }) }
  const both = {
    by: 3,
    event: { ...testEvent({ id: "c", feature: "chat" }), usage: undefined, response: answer(1_200), ...SPAN },
  }
  await send(to, byResponse)
  await send(to, bySpan)
  expect((await listEvents(to.scope, { ...RANGE, limit: 9 })).events).toHaveLength(2)
  await send(to, both)
  const { events } = await listEvents(to.scope, { ...RANGE, limit: 9 })
  expect(events).toMatchObject([{ user: "ann", team: "Search", feature: "chat" }])
})

const voidOf = (id: string, target: string, by: number): Told => ({
  by,
  event: { id, type: "void", target_id: target, reason: "sent by mistake" },
})
const replaceOf = (id: string, target: string, by: number): Told => ({
  by,
  event: testEvent({
    id,
    type: "replace",
    target_id: target,
    reason: "count",
    team: "Right",
    usage: { output: 100 },
  }),
})

test("reports, voids and replacements in any order and split lead to the same ledger", {
  timeout: 180_000,
}, async () => {
  const lists = [
    [...FOUR, voidOf("v", "bill", 4)],
    [...FOUR.slice(0, 3), replaceOf("r", "callback", 2)],
    [...FOUR, replaceOf("r", "app", 1), voidOf("v", "r", 1)],
    [...FOUR.slice(0, 2), voidOf("v", "app", 1), voidOf("w", "callback", 2)],
  ]
  for (const list of lists) {
    let expected: unknown = null
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(list, { minLength: list.length }), async (order) => {
        const to = await tenant()
        for (const told of order) await send(to, told)
        await applyLateCorrections(new Date(0))
        await mergeOpenReports()
        await applyPending()
        const { sums, events } = await ledgerOf(to.scope)
        const state = { sums, standing: events.filter(({ corrected }) => corrected === null) }
        expected ??= state
        expect(state).toEqual(expected)
        const cells = await cubeCells(to.orgId)
        await rebuildCubes(to.scope)
        expect(await cubeCells(to.orgId)).toEqual(cells)
      }),
      { numRuns: 30 },
    )
  }
})

test("many senders of reports of the same calls at once lose and double none", {
  timeout: 60_000,
}, async () => {
  const to = await tenant()
  const calls = Array.from({ length: 40 }, (_, i) => i)
  await Promise.all(
    FOUR.map(async (told) => {
      for (const i of calls) {
        const { event } = told
        const response = event.response && { ...(event.response as object), id: testResponseId(i) }
        const span = event.span_id && { trace_id: SPAN.trace_id, span_id: `0515${i}` }
        await send(to, {
          ...told,
          event: { ...event, id: `${event.id}-${i}`, ...(response ? { response } : {}), ...(span ?? {}) },
        })
      }
    }),
  )
  await mergeOpenReports()
  const { events } = await listEvents(to.scope, { ...RANGE, limit: 1_000 })
  expect(events).toHaveLength(calls.length)
  for (const event of events) {
    expect(event).toMatchObject({ user: "ann", team: "Support", feature: "search", billed: "0.0071" })
  }
})

test("a late word of who caused a call is known of it and costs nothing, said once or twice", async () => {
  const to = await tenant()
  const call = { by: 1, event: testEvent({ id: "trace:leaf", user: "ann" }) }
  await send(to, call)
  const before = (await listEvents(to.scope, { ...RANGE, limit: 9 })).events
  const word = {
    user: "other",
    agent: "planner",
    feature: "search",
    team: null,
    environment: null,
    session: "s",
    tags: { app: "web" },
  }
  const source = to.sources[0] ?? 0
  for (let i = 0; i < 2; i += 1) {
    await attributeCalls(to.scope, source, [
      { ...word, call: "trace:leaf", id: "trace:root>leaf" },
      { ...word, call: "trace:unknown", id: "trace:root>unknown" },
    ])
  }
  const { events } = await listEvents(to.scope, { ...RANGE, limit: 9 })
  expect(events).toEqual(before.map((event) => ({ ...event, agent: "planner", feature: "search" })))
  const page = await getEvent(to.scope, before[0]?.id ?? "")
  expect(page).toMatchObject({ user: "ann", session: "s", tags: { app: "web" } })
  expect(page.reports.map(({ usedFor }) => usedFor)).toEqual([
    "money, tokens, attribution",
    "agent, feature, session, tag app",
  ])
  await applyPending()
  const cells = await cubeCells(to.orgId)
  await rebuildCubes(to.scope)
  expect(await cubeCells(to.orgId)).toEqual(cells)
})

test("the provider's own usage counts before a gateway's estimate, whichever comes first", async () => {
  const [app, callback] = FOUR as [Told, Told]
  const usage = {
    prompt_tokens: 1_200,
    completion_tokens: 300,
    prompt_tokens_details: { cached_tokens: 1_000 },
  }
  const exact = { ...app, event: { ...app.event, response: { ...answer(1_200), usage } } }
  const estimate: Told = { ...callback, event: { ...callback.event, precision: "estimated" } }
  for (const order of [
    [exact, estimate],
    [estimate, exact],
  ]) {
    const to = await tenant()
    for (const told of order) await send(to, told)
    const { events } = await ledgerOf(to.scope)
    // 200 tokens at $2.50, 1,000 cached ones at $1.25 and 300 at $10 a million; all at full price come to $0.006.
    expect(events).toMatchObject([{ tokens: 1_500, billed: "0.00475" }])
  }
})

test("a tag that is called like a part of every object is known of a merged call", async () => {
  const to = await tenant()
  await send(to, { by: 1, event: testEvent({ id: "a", ...SPAN }) })
  await send(to, {
    by: 2,
    event: testEvent({ id: "b", tags: { constructor: "acme", toString: "x" }, ...SPAN }),
  })
  const [event] = (await listEvents(to.scope, { ...RANGE, limit: 9 })).events
  const page = await getEvent(to.scope, event?.id ?? "")
  expect({ ...page.tags }).toEqual({ constructor: "acme", toString: "x" })
})

test("as many merges as there are connections for writes wait for each other and for nothing else", async () => {
  const to = await tenant()
  const source = to.sources[0] ?? 0
  const calls = Array.from({ length: 12 }, (_, i) => `trace:${i}`)
  for (const id of calls) await send(to, { by: 1, event: testEvent({ id, agent: "scout" }) })
  const nobody = { user: null, agent: null, team: null, environment: null, session: null, tags: {} }
  const began = performance.now()
  await Promise.all(
    calls.map((call) =>
      attributeCalls(to.scope, source, [{ ...nobody, feature: `of ${call}`, call, id: `${call}+1` }]),
    ),
  )
  // A connection that nobody gives back is waited for ten seconds.
  expect(performance.now() - began).toBeLessThan(9_000)
  const { events } = await listEvents(to.scope, { ...RANGE, limit: 50 })
  expect(new Set(events.map(({ feature }) => feature)).size).toBe(calls.length)
})

test("calls that name one span are one only where no response tells them apart", async () => {
  const responses = ["a", "b", "c"].map((name) => ({
    ...answer(1_200),
    id: testResponseId(name),
  }))
  const named = responses.map((response, i) => ({
    by: 1,
    event: { ...testEvent({ id: `call-${i}` }), usage: undefined, response, ...SPAN },
  }))
  const bare: Told = { by: 3, reporter: "span", event: testEvent({ id: "span", agent: "helper", ...SPAN }) }
  for (const order of ordersOf([...named, bare])) {
    const to = await tenant()
    for (const told of order) await send(to, told)
    const { events } = await listEvents(to.scope, { ...RANGE, limit: 9 })
    expect(events).toHaveLength(3)
    expect(events.filter(({ agent }) => agent === "helper")).toHaveLength(1)
  }
  const to = await tenant()
  const drafts = named.map(({ event }) => testDraft(event))
  await appendEvents(to.scope, to.sources[0] ?? 0, drafts)
  expect((await listEvents(to.scope, { ...RANGE, limit: 9 })).events).toHaveLength(3)
})

test("a call that cannot be merged keeps no other from it", async () => {
  const to = await tenant()
  for (const told of FOUR.toReversed()) await send(to, told)
  const others = FOUR.map(({ event, ...told }) => {
    const { response, ...rest } = event
    const renamed = response ? { response: { ...(response as object), id: testResponseId("other") } } : {}
    return {
      ...told,
      event: { ...rest, ...renamed, id: `${event.id}-2`, span_id: event.span_id && "0515" } as EventInput,
    }
  })
  // A revision has no room left: the next change of this call cannot be written.
  const full = await execute(
    Prisma.sql`update charge c set revision = c.revision + 32767 - m.most
      from (select event_key, max(revision) as most from charge where org_id = ${to.orgId} group by 1) m
      where c.org_id = ${to.orgId} and c.event_key = m.event_key and c.revision is not null`,
    { on: ingestPool() },
  )
  expect(full).toBeGreaterThan(0)
  await execute(Prisma.sql`update report set merged = false where org_id = ${to.orgId}`, { on: ingestPool() })
  const late = {
    by: 2,
    event: { ...testEvent({ id: "late", environment: "prod" }), usage: undefined, response: answer(1_200) },
  }
  await send(to, late)
  for (const told of others) await send(to, told)
  await mergeOpenReports()
  const { events } = await listEvents(to.scope, { ...RANGE, limit: 9 })
  expect(events).toHaveLength(2)
  expect(events.map(({ environment }) => environment)).toEqual([null, null])
  expect(events.filter(({ user, billed }) => user === "ann" && billed === "0.0071")).toHaveLength(2)
})
