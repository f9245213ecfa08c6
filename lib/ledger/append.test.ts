import fc from "fast-check"
import { expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import { applyLateCorrections, applyPending } from "@/lib/rollups/apply"
import { rebuildCubes } from "@/lib/rollups/rebuild"
import type { EventInput } from "@/lib/sources/events-schema"
import { spend } from "@/lib/spend/queries"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { cubeCells, testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { testResponseId } from "@/lib/testing/response-id"
import { appendEvents } from "./append"

await testDatabase()

const NOVEMBER = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") }

async function totalOf(scope: Scope) {
  const answer = await spend(scope, {
    ...NOVEMBER,
    interval: "day",
    groupBy: [],
    filters: [],
    limit: 10,
    comparison: null,
  })
  return answer.total
}

async function send(scope: Scope, source: number, ...events: EventInput[]) {
  const appended = await appendEvents(
    scope,
    source,
    events.map((event) => testDraft(event)),
  )
  return appended.map(({ outcome }) => outcome)
}

async function tenant() {
  const { scope, orgId } = await makeTenant()
  return { scope, orgId, source: await testSource(orgId) }
}

test("an event counts once however often it is sent, and another payload under its id is a conflict", async () => {
  const { scope, source } = await tenant()
  expect(await send(scope, source, testEvent({ id: "a" }))).toEqual(["stored"])
  expect(await send(scope, source, testEvent({ id: "a" }))).toEqual(["duplicate"])
  expect(await send(scope, source, testEvent({ id: "a", model: "gpt-other" }))).toEqual(["conflict"])
  const later = testEvent({ id: "a", time: "2026-11-19T10:00:00.000Z" })
  expect(await send(scope, source, later)).toEqual(["conflict"])
  const total = await totalOf(scope)
  expect(total.calls).toBe(1)
  expect(total.billed).toBe("0.00575")
})

test("once the counted report of a call is taken back, the next report of it counts", async () => {
  const { scope, source } = await tenant()
  const report = (id: string, team: string) => {
    const { usage: _, ...event } = testEvent({ id, team, response: completion(testResponseId(7)) })
    return event
  }
  expect(await send(scope, source, report("a", "wrong"))).toEqual(["stored"])
  expect(await send(scope, source, { id: "v", type: "void", target_id: "a", reason: "wrong team" })).toEqual([
    "stored",
  ])
  expect((await totalOf(scope)).calls).toBe(0)
  expect(await send(scope, source, report("b", "right"), report("c", "late"))).toEqual([
    "reported",
    "reported",
  ])
  expect((await totalOf(scope)).calls).toBe(1)
  const replacement = testEvent({ id: "w", type: "replace", target_id: "b", reason: "wrong count" })
  expect(["stored", "reported"]).toContain((await send(scope, source, replacement))[0])
  expect(await send(scope, source, { id: "x", type: "void", target_id: "w", reason: "wrong again" })).toEqual(
    ["stored"],
  )
  expect(await send(scope, source, report("d", "last"))).toEqual(["reported"])
  const total = await totalOf(scope)
  expect(total.calls).toBe(1)
  await applyPending()
  expect(await totalOf(scope)).toEqual(total)
})

test("the same id in one batch is judged like the same id in two", async () => {
  const { scope, source } = await tenant()
  const outcomes = await send(
    scope,
    source,
    testEvent({ id: "a" }),
    testEvent({ id: "a" }),
    testEvent({ id: "a", user: "u" }),
    testEvent({ id: "b" }),
  )
  expect(outcomes).toEqual(["stored", "duplicate", "conflict", "stored"])
  expect((await totalOf(scope)).calls).toBe(2)
})

test("two sources may use the same id; two organisations see nothing of each other", async () => {
  const { scope, orgId, source } = await tenant()
  const other = await tenant()
  const second = await testSource(orgId, 2)
  expect(await send(scope, source, testEvent({ id: "a" }))).toEqual(["stored"])
  expect(await send(scope, second, testEvent({ id: "a" }))).toEqual(["stored"])
  expect((await totalOf(scope)).calls).toBe(2)
  expect((await totalOf(other.scope)).calls).toBe(0)
})

const completion = (id: string) => ({
  id,
  object: "chat.completion",
  model: "gpt-test",
  usage: { prompt_tokens: 1_000, completion_tokens: 10, total_tokens: 1_010 },
})

test("several reports of one call meet at the response id and count once, in one batch and in two", async () => {
  const { scope, orgId, source } = await tenant()
  const second = await testSource(orgId, 2)
  const report = (id: string, response: string, time = "2026-11-18T10:00:00.000Z") => {
    const { usage: _, ...event } = testEvent({ id, time, response: completion(response) })
    return event
  }
  expect(await send(scope, source, report("a", testResponseId(1)))).toEqual(["stored"])
  expect(await send(scope, second, report("x", testResponseId(1)))).toEqual(["reported"])
  expect(await send(scope, second, report("x", testResponseId(1)))).toEqual(["duplicate"])
  expect(
    (await send(scope, source, report("b", testResponseId(2)), report("c", testResponseId(2)))).sort(),
  ).toEqual(["reported", "stored"])
  const night = await send(scope, source, report("d", testResponseId(3), "2026-11-18T23:59:59.000Z"))
  const morning = await send(scope, second, report("y", testResponseId(3), "2026-11-19T00:00:01.000Z"))
  expect([...night, ...morning]).toEqual(["stored", "reported"])
  expect((await totalOf(scope)).calls).toBe(3)
})

test("an event without an id takes its identity from the response", async () => {
  const { scope, source } = await tenant()
  const { usage: _, ...event } = testEvent({ response: completion(testResponseId(9)) })
  expect(await send(scope, source, event)).toEqual(["stored"])
  expect(await send(scope, source, event)).toEqual(["duplicate"])
  expect((await totalOf(scope)).calls).toBe(1)
})

test("a void takes its target out and a replace puts another in its place, whichever comes first", async () => {
  const first = testEvent({ id: "a" })
  const second = testEvent({ id: "b" })
  const voided: EventInput = { id: "v", type: "void", target_id: "a", reason: "test traffic" }
  const replaced = testEvent({
    id: "r",
    type: "replace",
    target_id: "b",
    reason: "wrong count",
    usage: { output: 100 },
  })
  for (const order of [
    [first, second, voided, replaced],
    [replaced, voided, second, first],
    [voided, first, replaced, second],
  ]) {
    const { scope, source, orgId } = await tenant()
    for (const event of order) expect(await send(scope, source, event)).toEqual(["stored"])
    await applyLateCorrections(new Date(0))
    const total = await totalOf(scope)
    expect(total.calls).toBe(1)
    expect(total.billed).toBe("0.001")
    expect(total.tokens.input_uncached).toBe(0)
    await applyPending()
    const cells = await cubeCells(orgId)
    await rebuildCubes(scope)
    expect(await cubeCells(orgId)).toEqual(cells)
    expect((await totalOf(scope)).billed).toBe("0.001")
  }
})

const CALL_ID = testResponseId(7)

/** Two reports of one call, and what corrects the second or a correction of it. */
const ofOneCall = (id: string): EventInput => {
  const { usage: _, ...event } = testEvent({ id, response: completion(CALL_ID) })
  return event
}
const correctionOf = (id: string, target: string): EventInput =>
  testEvent({ id, type: "replace", target_id: target, reason: "count", usage: { output: 100 } })
const voidOf = (id: string, target: string): EventInput => ({
  id,
  type: "void",
  target_id: target,
  reason: "sent twice",
})

test("a correction of a further report leaves the call's money alone", async () => {
  const { scope, orgId, source } = await tenant()
  expect(await send(scope, source, ofOneCall("a"), testEvent({ id: "other" }))).toEqual(["stored", "stored"])
  const before = await totalOf(scope)
  expect(await send(scope, source, ofOneCall("b"))).toEqual(["reported"])
  expect(await send(scope, source, correctionOf("r", "b"))).toEqual(["reported"])
  expect(await send(scope, source, correctionOf("r", "b"))).toEqual(["duplicate"])
  expect(await send(scope, source, correctionOf("rr", "r"))).toEqual(["reported"])
  expect(await send(scope, source, voidOf("v", "rr"))).toEqual(["stored"])
  expect(await totalOf(scope)).toEqual(before)
  await applyPending()
  const cells = await cubeCells(orgId)
  await rebuildCubes(scope)
  expect(await cubeCells(orgId)).toEqual(cells)
  expect(await totalOf(scope)).toEqual(before)
})

const REPORTS_AND_CORRECTIONS: EventInput[][] = [
  [ofOneCall("a"), ofOneCall("b"), correctionOf("r", "b")],
  [ofOneCall("a"), ofOneCall("b"), voidOf("v", "b")],
  [ofOneCall("a"), ofOneCall("b"), correctionOf("r", "b"), correctionOf("rr", "r")],
  [ofOneCall("a"), ofOneCall("b"), correctionOf("r", "b"), correctionOf("rr", "r"), voidOf("v", "rr")],
  [
    ofOneCall("a"),
    ofOneCall("b"),
    ofOneCall("c"),
    correctionOf("r", "b"),
    voidOf("v", "r"),
    correctionOf("s", "c"),
  ],
]

test("whatever the order of reports and their corrections, a call counts once or, voided, not at all", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom(...REPORTS_AND_CORRECTIONS)
        .chain((list) => fc.shuffledSubarray(list, { minLength: list.length })),
      fc.integer({ min: 1, max: 3 }),
      async (events, cut) => {
        const { scope, orgId, source } = await tenant()
        for (let i = 0; i < events.length; i += cut) await send(scope, source, ...events.slice(i, i + cut))
        await applyLateCorrections(new Date(0))
        await applyPending()
        const total = await totalOf(scope)
        const voids = events.some(({ type }) => type === "void")
        if (!voids) expect(total.calls).toBe(1)
        else expect([0, 1]).toContain(total.calls)
        expect(["0", "0.001", "0.0026"]).toContain(total.billed)
        const cells = await cubeCells(orgId)
        await rebuildCubes(scope)
        expect(await cubeCells(orgId)).toEqual(cells)
      },
    ),
    { numRuns: 80 },
  )
})

test("a target is corrected once; the correction itself may be corrected", async () => {
  const { scope, source } = await tenant()
  const replace = (id: string, target: string, output: number) =>
    testEvent({ id, type: "replace", target_id: target, reason: "count", usage: { output } })
  await send(scope, source, testEvent({ id: "a" }))
  expect(await send(scope, source, replace("r1", "a", 100))).toEqual(["stored"])
  expect(await send(scope, source, replace("r1", "a", 100))).toEqual(["duplicate"])
  expect(await send(scope, source, replace("r2", "a", 200))).toEqual(["already_corrected"])
  expect(await send(scope, source, replace("r3", "r1", 300))).toEqual(["stored"])
  const total = await totalOf(scope)
  expect(total.calls).toBe(1)
  expect(total.tokens.output).toBe(300)
})

/** Any order, split and repetition of the same events. */
const shuffled = fc.record({
  order: fc.shuffledSubarray([...Array(14).keys()], { minLength: 14 }),
  repeats: fc.array(fc.nat({ max: 13 }), { maxLength: 8 }),
  cut: fc.integer({ min: 1, max: 6 }),
})

const MIXED: EventInput[] = [
  ...Array.from({ length: 10 }, (_, i) =>
    testEvent({
      id: `e${i}`,
      time: new Date(Date.parse("2026-11-10T21:00:00Z") + i * 3_700_000).toISOString(),
      model: i % 4 === 3 ? "unknown-model" : "gpt-test",
      user: i % 3 === 0 ? "ann" : "ben",
      feature: i % 2 === 0 ? "search" : "chat",
      usage: { input_uncached: 10 * i, cache_read: i, output: 7 * i },
    }),
  ),
  { id: "v0", type: "void", target_id: "e1", reason: "r" },
  testEvent({ id: "r0", type: "replace", target_id: "e2", reason: "r", usage: { output: 5 } }),
  { id: "v1", type: "void", target_id: "r0", reason: "r" },
  testEvent({ id: "e10", status: "error", usage: { output: 0 } }),
]

test("any permutation, split and repetition of a list of events gives the same cubes", {
  timeout: 120_000,
}, async () => {
  let expected: string[] | null = null
  await fc.assert(
    fc.asyncProperty(shuffled, async ({ order, repeats, cut }) => {
      const { scope, source, orgId } = await tenant()
      const list: EventInput[] = [...order, ...repeats].flatMap((i) => MIXED.slice(i, i + 1))
      for (let i = 0; i < list.length; i += cut) {
        await send(scope, source, ...list.slice(i, i + cut))
        if (i % 2 === 0) await applyPending()
      }
      await applyLateCorrections(new Date(0))
      await applyPending()
      const answer = await spend(scope, {
        ...NOVEMBER,
        interval: "hour",
        from: new Date("2026-11-10T00:00:00Z"),
        to: new Date("2026-11-24T00:00:00Z"),
        groupBy: ["feature", "model"],
        filters: [],
        limit: 100,
        comparison: null,
      })
      const state = [JSON.stringify({ groups: answer.groups, series: answer.series, total: answer.total })]
      expected ??= state
      expect(state).toEqual(expected)
      const cells = await cubeCells(orgId)
      await rebuildCubes(scope)
      expect(await cubeCells(orgId)).toEqual(cells)
    }),
    { numRuns: 25 },
  )
})
