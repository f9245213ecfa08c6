import fc from "fast-check"
import { expect, test } from "vitest"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { TEST_NOW, testEvent, testSource } from "@/lib/testing/ledger"
import { draftAll, ingestEvents, pricingOf } from "./ingest"

await testDatabase()

const OPTIONS = { now: TEST_NOW, backfill: true, requestId: "req_test" }

async function tenant(): Promise<{ scope: Scope; orgId: number; source: number }> {
  const { scope, orgId } = await makeTenant()
  return { scope, orgId, source: await testSource(orgId) }
}

/** What was taken and refused; that a try without storing says the same is checked besides. */
async function ingest({ scope, source }: { scope: Scope; source: number }, events: unknown[]) {
  const tried = draftAll(events, OPTIONS, await pricingOf(scope))
  const answer = await ingestEvents(scope, source, events, OPTIONS)
  const verdicts = tried.refused.map(({ index, id, code, detail }) => ({ index, id, code, detail }))
  expect(answer.rejected).toEqual(verdicts)
  expect(answer.accepted).toBe(tried.drafts.length)
  return answer
}

const BROKEN = ["a\u0000b", "a\ud800b", "\udc00", "a\ud83d"]
const TEXTS = [
  "provider",
  "model",
  "model_served",
  "route",
  "user",
  "agent",
  "feature",
  "team",
  "environment",
  "session",
  "service_tier",
  "region",
] as const

test("a text that no column holds sinks no event, and an id of such is refused by name", async () => {
  const to = await tenant()
  const texts = TEXTS.flatMap((field) => BROKEN.map((text) => testEvent({ [field]: text })))
  const others = BROKEN.flatMap((text) => [
    testEvent({ tags: { [text]: text } }),
    testEvent({ status: "error", error: { code: text, message: text, body: { [text]: text } } }),
  ])
  const ids = BROKEN.flatMap((text) => [
    testEvent({ id: text }),
    testEvent({ id: "y", type: "void", target_id: text, reason: "r" }),
    testEvent({ request_id: text }),
  ])
  const answer = await ingest(to, [...texts, ...others, ...ids])
  expect(answer.rejected.map(({ code, detail }) => `${code} ${detail.split(" ")[0]}`)).toEqual(
    BROKEN.flatMap(() => ["invalid id", "invalid target_id", "invalid request_id"]),
  )
  const warned = answer.warnings.filter(({ code }) => code === "text_replaced")
  expect(warned.length).toBe(texts.length + 2 * BROKEN.length)
  expect(warned[0]?.detail).toMatch(/^provider /)
})

test("a reason that no column holds is replaced", async () => {
  const to = await tenant()
  const reasons = BROKEN.map((reason, i) => ({ id: `v${i}`, type: "void", target_id: `t${i}`, reason }))
  expect((await ingest(to, reasons)).accepted).toBe(BROKEN.length)
  const found = await query(
    Prisma.sql`select reason from correction where org_id = ${to.orgId} order by reason`,
    z.object({ reason: z.string() }),
  )
  expect(found.every(({ reason }) => reason.includes("\ufffd"))).toBe(true)
})

const completion = (text: string) => ({
  id: `chatcmpl-${text}`,
  object: "chat.completion",
  model: `gpt-test-${text}`,
  service_tier: text,
  choices: [{ message: { content: text } }],
  usage: { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 },
})

test("nor does such a text out of a response, parsed or as raw text; two such response ids are not one", async () => {
  const to = await tenant()
  const { usage: _, model: __, ...event } = testEvent()
  const events = BROKEN.flatMap((text) => [
    { ...event, response: completion(text) },
    { ...event, response: `data: ${JSON.stringify(completion(text))}\n\ndata: [DONE]\n\n` },
    { ...event, response: [completion(text)] },
  ])
  const answer = await ingest(to, events)
  expect(answer.rejected).toEqual([])
  expect(answer.accepted).toBe(events.length)
  const [row] = await query(
    Prisma.sql`select count(*)::integer as charges from charge where org_id = ${to.orgId}`,
    z.object({ charges: z.number() }),
  )
  expect(row?.charges).toBe(events.length)
})

test("whatever a sender writes, the events beside it are stored, and the body is kept as it was sent", async () => {
  const unit = fc.constantFrom("a", "\u0000", "\ud83d", "\ude00", "é", "\\u0000", "\ufffd")
  const text = fc.string({ unit, minLength: 1, maxLength: 4 })
  const to = await tenant()
  await fc.assert(
    fc.asyncProperty(
      fc.record({ id: text, feature: text, user: text, agent: text, model: text }, { requiredKeys: [] }),
      fc.dictionary(text, text, { maxKeys: 3 }),
      async (fields, tags) => {
        const id = `good-${Math.random()}`
        const events = [testEvent({ ...fields, tags }), testEvent({ id, feature: "\ud83d" })]
        const tried = draftAll(events, OPTIONS, await pricingOf(to.scope))
        const answer = await ingestEvents(to.scope, to.source, events, OPTIONS)
        expect(answer.rejected.map(({ index }) => index)).toEqual(tried.refused.map(({ index }) => index))
        expect(answer.rejected.every(({ index }) => index === 0)).toBe(true)
        const again = await ingestEvents(to.scope, to.source, events.slice(1), OPTIONS)
        expect(again.duplicates).toBe(1)
      },
    ),
    { numRuns: 40 },
  )
  const bodies = await query(
    Prisma.sql`select body from payload where org_id = ${to.orgId}`,
    z.object({ body: z.string().transform((body): unknown => JSON.parse(body)) }),
  )
  expect(bodies.some(({ body }) => (body as { feature?: string }).feature === "\ud83d")).toBe(true)
})

test("a number that no column holds refuses its event alone, by name and limit", async () => {
  const to = await tenant()
  const huge = 2 ** 31
  const { usage: _, ...event } = testEvent()
  const totals = { prompt_tokens: huge, completion_tokens: 1, total_tokens: huge + 1 }
  const edge = { input_uncached: 2 ** 31 - 301, output: 300 }
  const cost = (amount: string) => ({ amount, currency: "USD" })
  const answer = await ingest(to, [
    testEvent({ id: "good" }),
    testEvent({ id: "edge", usage: edge, cost: cost("9223372.036854775807") }),
    testEvent({ usage: { ...totals } }),
    { ...event, response: { ...completion("x"), usage: totals } },
    testEvent({ cost: cost("10000000") }),
    testEvent({ cost: cost("-10000000") }),
    testEvent({ cost: cost("1e400") }),
    testEvent({ model: "unpriced", usage: { input_uncached: huge - 1, cache_read: huge - 1 } }),
  ])
  expect(answer.accepted).toBe(3)
  expect(
    answer.rejected.map(({ index, code, detail }) => `${index} ${code} ${detail.split(" is ")[0]}`),
  ).toEqual([
    "2 too_large input_uncached",
    "3 too_large input_uncached",
    "4 too_large cost.amount (reported)",
    "5 invalid /cost/amount: A cost",
    "6 too_large cost.amount (reported)",
  ])
  expect(answer.rejected[0]?.detail).toContain("2147483647")
  expect(answer.rejected[2]?.detail).toContain("9223372.036854775807")
})

test("a duration that no column holds is refused with its field", async () => {
  const to = await tenant()
  const answer = await ingest(to, [
    testEvent({ latency_ms: 1e12 }),
    testEvent({ ttft_ms: 1e12 }),
    testEvent(),
  ])
  expect(answer.rejected.map(({ detail }) => detail.split(":")[0])).toEqual(["/latency_ms", "/ttft_ms"])
})
