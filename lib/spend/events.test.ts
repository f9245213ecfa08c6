import fc from "fast-check"
import { expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { appendEvents } from "@/lib/ledger/append"
import type { EventInput } from "@/lib/sources/events-schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { cursorFrom, type EventsQuery, eventNeighbours, listEvents } from "./events"

await testDatabase()

const DAY = { from: new Date("2026-11-18T00:00:00Z"), to: new Date("2026-11-19T00:00:00Z"), filters: [] }

function at(second: number): string {
  return new Date(DAY.from.getTime() + second * 1_000).toISOString()
}

async function tenantWith(events: readonly EventInput[]): Promise<Scope> {
  const { scope, orgId } = await makeTenant()
  await store(scope, orgId, events)
  return scope
}

async function store(scope: Scope, orgId: number, events: readonly EventInput[]): Promise<void> {
  const source = await testSource(orgId)
  await appendEvents(
    scope,
    source,
    events.map((event) => testDraft(event)),
  )
}

async function walk(
  scope: Scope,
  way: "next_cursor" | "prev_cursor",
  asked: EventsQuery,
): Promise<string[][]> {
  const pages: string[][] = []
  for (let cursor = asked.cursor; pages.length < 60; ) {
    const page = await listEvents(scope, { ...asked, cursor })
    pages.push(page.events.map(({ id }) => id))
    const next = page[way]
    if (next === null) return pages
    cursor = next
  }
  throw new Error("The pages never end.")
}

// Many share an instant, so that pages are cut within one.
const crowd = Array.from({ length: 57 }, (_, i) => testEvent({ id: `c${i}`, time: at(Math.floor(i / 5)) }))
const scope = await tenantWith(crowd)
const all = (await listEvents(scope, { ...DAY, limit: 1_000 })).events

test("pages of any size, walked either way, are the list cut without gap or repeat", async () => {
  const ids = all.map(({ id }) => id)
  expect(ids).toHaveLength(57)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (limit) => {
      const down = await walk(scope, "next_cursor", { ...DAY, limit })
      expect(down.flat()).toEqual(ids)
      const last = all.at(-1)
      const cursor = last ? (cursorFrom(last) ?? undefined) : undefined
      const up = await walk(scope, "prev_cursor", { ...DAY, limit, cursor })
      expect(new Set(up.flat())).toEqual(new Set(ids))
      expect(up.at(-1)).toEqual(ids.slice(0, limit))
    }),
    { numRuns: 15 },
  )
})

test("a page that begins with an event stays while newer ones arrive", async () => {
  const { scope: live, orgId } = await makeTenant()
  await store(live, orgId, crowd)
  const first = (await listEvents(live, { ...DAY, limit: 10 })).events
  const cursor = cursorFrom(first[0]!) ?? undefined
  const alone = await listEvents(live, { ...DAY, limit: 10, cursor })
  expect(alone.events).toEqual(first)
  expect(alone.prev_cursor).toBeNull()
  await store(live, orgId, [
    testEvent({ id: "late-1", time: at(900) }),
    testEvent({ id: "late-2", time: at(1) }),
  ])
  const after = await listEvents(live, { ...DAY, limit: 10, cursor })
  expect(after.events).toEqual(first)
  expect(after.prev_cursor).not.toBeNull()
  const newer = await listEvents(live, { ...DAY, limit: 10, cursor: after.prev_cursor ?? undefined })
  expect(newer.events.map(({ time }) => time)[0]).toBe(at(900))
  expect(newer.prev_cursor).toBeNull()
})

test("the neighbours of an event are those beside it in the list", async () => {
  for (const [i, event] of all.entries()) {
    const { newer, older } = await eventNeighbours(scope, DAY, event)
    expect([newer?.id ?? null, older?.id ?? null]).toEqual([all[i - 1]?.id ?? null, all[i + 1]?.id ?? null])
  }
})

test("an attempt that succeeds elsewhere after a failure is rescued, a plain retry is not", async () => {
  const gpt = { provider: "openai", model: "gpt-test" }
  const claude = { provider: "anthropic", model: "claude-test" }
  const failed = { status: "error", error: { http_status: 503 }, usage: undefined } as const
  const tenant = await tenantWith([
    testEvent({ id: "a1", time: at(10), request_id: "a", attempt: 1, ...gpt, ...failed }),
    testEvent({ id: "a2", time: at(11), request_id: "a", attempt: 2, ...claude }),
    testEvent({ id: "b1", time: at(12), request_id: "b", attempt: 1, ...gpt, ...failed }),
    testEvent({ id: "b2", time: at(13), request_id: "b", attempt: 2, ...gpt }),
    testEvent({ id: "c1", time: at(14), request_id: "c", attempt: 1, ...gpt }),
  ])
  const { events } = await listEvents(tenant, { ...DAY, limit: 10 })
  expect(events.map(({ time, rescued }) => [time, rescued])).toEqual([
    [at(14), false],
    [at(13), false],
    [at(12), false],
    [at(11), true],
    [at(10), false],
  ])
})
