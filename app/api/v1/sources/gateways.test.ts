import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import * as z from "zod"
import * as liteLlm from "@/app/api/v1/sources/litellm/route"
import * as portkey from "@/app/api/v1/sources/portkey/route"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { placeAttempts } from "@/lib/sources/attempts"
import { testDatabase } from "@/lib/testing/database"
import { testResponseId } from "@/lib/testing/response-id"
import { makeSender } from "@/lib/testing/sending"

await testDatabase()

const START = 1_763_460_000.25

function payload(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{
      id: testResponseId(1),
      trace_id: "trace-1",
      call_type: "acompletion",
      status: "success",
      stream: true,
    },
    ...{ custom_llm_provider: "openai", model: "gpt-4o-mini", model_group: "cheap", cache_hit: false },
    ...{ startTime: START, endTime: START + 2, completionStartTime: START + 0.5, response_time: 2 },
    ...{ response_cost: 0.5, prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
    end_user: "u-1",
    request_tags: ["User-Agent: curl", "feature:search", "beta"],
    metadata: {
      user_api_key_alias: "agent-key",
      user_api_key_team_alias: "Payments",
      spend_logs_metadata: { environment: "staging", ticket: "T-9" },
      usage_object: {
        prompt_tokens: 1_000,
        completion_tokens: 100,
        prompt_tokens_details: { cached_tokens: 400 },
      },
    },
    messages: [{ role: "user", content: "what nobody else should read" }],
    response: { id: testResponseId(1), choices: [{ message: { content: "what nobody else should read" } }] },
    ...more,
  }
}

test("a payload of LiteLLM is a call with its usage, its people and its times, and nothing of what was said", async () => {
  const to = await makeSender()
  const { status, answer } = await to.post(liteLlm, [payload()])
  expect([status, answer.accepted, answer.rejected]).toEqual([200, 1, []])
  const [call] = await to.calls()
  expect(call).toMatchObject({
    ...{
      provider: "openai",
      model: "gpt-4o-mini",
      route: "litellm",
      status: "ok",
      sourceEventId: testResponseId(1),
    },
    ...{ user: "u-1", agent: "agent-key", team: "Payments", feature: "search", environment: "staging" },
    ...{ latencyMs: 2_000, ttftMs: 500, reported: "0.5" },
  })
  expect(call?.billed).not.toBe("0.5")
  expect(call?.charges[0]?.classes).toMatchObject({ input_uncached: 600, cache_read: 400, output: 100 })
  expect(JSON.stringify(call)).not.toContain("nobody else")
  expect(JSON.stringify(call)).toContain("T-9")
  const source = await prisma().source.findFirstOrThrow({ where: { orgId: to.orgId } })
  expect(source.kind).toBe("litellm")
})

test("the same payload again, in any of the callback's three formats, counts once", async () => {
  const to = await makeSender()
  const second = payload({ id: testResponseId(2), trace_id: "trace-2" })
  expect((await to.post(liteLlm, [payload(), second])).answer.accepted).toBe(2)
  expect((await to.post(liteLlm, payload())).answer.duplicates).toBe(1)
  const lines = `${JSON.stringify(payload())}\n{"broken\n${JSON.stringify(second)}\n`
  const { status, answer } = await to.post(liteLlm, lines, { "content-type": "application/x-ndjson" })
  expect([status, answer.duplicates, answer.rejected.map(({ code, index }) => [code, index])]).toEqual([
    207,
    2,
    [["not_json", 1]],
  ])
  expect(await to.calls()).toHaveLength(2)
})

function failure(more: Record<string, unknown>): Record<string, unknown> {
  return payload({
    ...{ id: "call-1", status: "failure", response: {}, metadata: {}, response_cost: 0 },
    ...{ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    error_information: { error_code: "429", error_class: "RateLimitError", error_message: "slow down" },
    ...more,
  })
}

const attemptRow = z.object({ attempt: z.string(), request: z.boolean() })

function attemptsOf(orgId: number) {
  return query(
    Prisma.sql`select x.attempt, c.flags & 1 = 1 as request from charge c
      join context x on x.org_id = c.org_id and x.id = c.context_id
      where c.org_id = ${orgId} group by c.event_key, c.time, x.attempt, c.flags having sum(c.n) > 0 order by c.time`,
    attemptRow,
  )
}

const CHAIN = [
  failure({ model_id: "a", startTime: START }),
  failure({ model_id: "a", startTime: START + 1 }),
  payload({
    id: testResponseId(1, "msg_01"),
    startTime: START + 2,
    custom_llm_provider: "anthropic",
    model: "claude-sonnet-4-5",
  }),
  // The session goes on under the same trace: another request.
  payload({ id: testResponseId(9), startTime: START + 60, endTime: START + 61 }),
]

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) => ordersOf(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

test.each<[string, Record<string, unknown>[][]]>([
  ["in one delivery", [CHAIN]],
  ["in one delivery out of order", [[...CHAIN].reverse()]],
  ["in two, the success before its failures", [CHAIN.slice(2), CHAIN.slice(0, 2)]],
  ...ordersOf([0, 1, 2, 3]).map((order): [string, Record<string, unknown>[][]] => [
    `each by itself (${order.join(", ")})`,
    order.map((i) => [CHAIN[i] ?? {}]),
  ]),
])("attempts of a fallback chain that come %s are one request, in order", async (_, deliveries) => {
  const to = await makeSender()
  for (const delivery of [...deliveries, ...deliveries]) {
    const { answer } = await to.post(liteLlm, delivery)
    expect(answer.rejected).toEqual([])
    expect(answer.conflicts).toBe(0)
  }
  expect(await attemptsOf(to.orgId)).toEqual([
    { attempt: "first", request: true },
    { attempt: "retry", request: false },
    { attempt: "fallback", request: false },
    { attempt: "first", request: true },
  ])
  const calls = await to.calls()
  expect(calls.map(({ errorClass }) => errorClass)).toEqual(["rate_limit", "rate_limit", null, null])
})

test("an answer from LiteLLM's cache is a call of its own that costs nothing", async () => {
  const to = await makeSender()
  const hit = payload({ startTime: START + 9, endTime: START + 9.01, cache_hit: true, response_cost: 0 })
  expect((await to.post(liteLlm, [payload(), hit])).answer.accepted).toBe(2)
  const calls = await to.calls()
  expect(calls.map(({ billed }) => billed === "0")).toEqual([false, true])
})

test("a source that is set to bill is taken at its word", async () => {
  const to = await makeSender()
  await prisma().source.updateMany({ where: { orgId: to.orgId }, data: { bills: true } })
  await to.post(liteLlm, [payload()])
  expect(await to.calls()).toMatchObject([{ reported: "0.5", billed: "0.5" }])
})

test("times as text, and JSON in texts, are read as well", async () => {
  const to = await makeSender()
  const written = payload({
    ...{ startTime: "2025-11-18 10:00:00.250000", endTime: "2025-11-18 10:00:01.250000" },
    ...{ request_tags: '["agent:scout"]', metadata: '{"user_api_key_end_user_id":"u-7"}', end_user: null },
    ...{ cache_hit: "None", completionStartTime: null },
  })
  await to.post(liteLlm, written)
  const [call] = await to.calls()
  expect(call).toMatchObject({
    time: "2025-11-18T10:00:00.250Z",
    latencyMs: 1_000,
    user: "u-7",
    agent: "scout",
  })
})

test("rows of Portkey's export are calls, their cost in cents", async () => {
  const to = await makeSender()
  const rows = [
    {
      ...{ id: "pk-1", trace_id: "t-1", created_at: "2025-11-18T10:00:00.000Z", response_time: 840 },
      ...{ ai_org: "openai", ai_model: "gpt-4o-mini", req_units: 12, res_units: 51, total_units: 63 },
      ...{
        cost: 0.00324,
        cost_currency: "USD",
        response_status_code: 200,
        request: { messages: "secret words" },
      },
      metadata: { _user: "u-3", session: "t-1", agent: "scout", plan: "pro" },
    },
    {
      id: "pk-2",
      created_at: "2025-11-18T10:01:00Z",
      ai_org: "openai",
      ai_model: "gpt-4o-mini",
      response_status_code: 529,
    },
  ]
  const body = rows.map((row) => JSON.stringify(row)).join("\n")
  const { status } = await to.post(portkey, body, { "content-type": "application/jsonl" })
  expect(status).toBe(200)
  const calls = await to.calls()
  expect(calls).toMatchObject([
    {
      provider: "openai",
      route: "portkey",
      user: "u-3",
      agent: "scout",
      reported: "0.0000324",
      latencyMs: 840,
    },
    { status: "error", errorClass: "overloaded", billed: "0" },
  ])
  expect(JSON.stringify(calls)).not.toContain("secret words")
})

test("a call of which LiteLLM or Portkey counts no tokens is not one that costs nothing", async () => {
  const none = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, metadata: {}, response: {} }
  const to = await makeSender()
  const unknown = [payload({ ...none, response_cost: 0 }), payload({ ...none, id: "2", response_cost: null })]
  const { answer } = await to.post(liteLlm, unknown)
  expect(answer.rejected.map(({ code }) => code)).toEqual(["no_usage", "no_usage"])
  const picture = { ...none, call_type: "aimage_generation", id: "img-1", response_cost: 0.04 }
  expect((await to.post(liteLlm, [payload(picture)])).answer.accepted).toBe(1)
  expect(await to.calls()).toMatchObject([{ billed: null, reported: "0.04" }])
})

const ROW = {
  ...{
    id: "pk-1",
    created_at: new Date(START * 1_000).toISOString(),
    ai_org: "openai",
    ai_model: "gpt-4o-mini",
  },
  ...{ req_units: 1_000, res_units: 100, total_units: 1_100, cost: 0.021, cost_currency: "USD" },
  ...{ response_time: 900, response_status_code: 200 },
}

test("an answer from Portkey's cache costs nothing, and totals alone are an estimate", async () => {
  const to = await makeSender()
  await to.post(portkey, [ROW, { ...ROW, id: "pk-2", cost: 0, cache_status: "SEMANTIC HIT" }])
  const totals = { metadata: {}, response: {}, response_cost: 0.00021 }
  await to.post(liteLlm, [payload(totals), payload({ id: "exact" })])
  const rows = await query(
    Prisma.sql`select c.billed_pico::text as billed, c.flags & 1024 <> 0 as estimated from charge c
      where c.org_id = ${to.orgId} order by c.billed_pico, c.event_key`,
    z.object({ billed: z.string(), estimated: z.boolean() }),
  )
  // 1,000 tokens at $0.15 and 100 at $0.60 a million; 400 of the last one's at $0.075.
  expect(rows).toEqual([
    { billed: "0", estimated: false },
    { billed: "180000000", estimated: false },
    { billed: "210000000", estimated: true },
    { billed: "210000000", estimated: true },
  ])
})

test("thousands of failures under one trace are numbered without holding anybody up", async () => {
  const to = await makeSender()
  const failures = (from: number) =>
    Array.from({ length: 1_000 }, (_, i) =>
      failure({ model_id: `m${from + i}`, startTime: START + from + i }),
    )
  await to.post(liteLlm, failures(0))
  await to.post(liteLlm, failures(1_000))
  const events = Array.from({ length: 1_000 }, (_, i) => ({
    ...{ requestId: "trace-1", at: (START + 2_000 + i) * 1_000, failed: true },
    ...{ provider: "openai", model: "gpt-4o-mini", route: "litellm" },
  }))
  const began = performance.now()
  const places = await placeAttempts(to.scope, events)
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(places.at(-1)).toEqual({ attempt: 1_000, fallbackFrom: null })
})

test("a key in a payload's address or parameters is not kept", async () => {
  const to = await makeSender()
  const api_base = "https://user:AIza@models.example/v1beta/models/gemini:generateContent?key=AIza"
  const secret = {
    api_base,
    hidden_params: { api_base },
    model_parameters: { api_key: "AIza", temperature: 1 },
  }
  expect((await to.post(liteLlm, [payload(secret)])).answer.accepted).toBe(1)
  const kept = JSON.stringify(await to.calls())
  expect(kept).toContain("https://models.example/v1beta/models/gemini:generateContent")
  expect(kept).not.toContain("AIza")
})
