import "@/lib/testing/signed-in"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import * as ingestion from "@/app/api/v1/sources/langfuse/api/public/ingestion/route"
import * as traces from "@/app/api/v1/sources/langfuse/api/public/otel/v1/traces/route"
import { createKey } from "@/lib/auth/api-key"
import { listRefusals } from "@/lib/sources/queries"
import { testDatabase } from "@/lib/testing/database"
import { makeSender, type Sender } from "@/lib/testing/sending"

await testDatabase()

/** What langfuse 3.39.2 sends when it sends each event at once, in the order in which it did. */
const AT = "2026-11-18T12:27:35"
const TRACE = "ad294ddb-6338-455b-a2c4-86c78f7fb961"
const SPAN = "ba10ae1e-d0d2-4733-8210-ac29d27cf549"
const ANSWER = "c28d6614-5c1a-4e86-99d2-13dbe7eff6be"
const BROKEN = "e6bf81c2-d2c5-462d-8f88-b3842286961f"
const environment = "production"

function event(ms: number, type: string, body: Record<string, unknown>) {
  return { id: `event-${ms}`, type, timestamp: `${AT}.${ms}Z`, body }
}

const RECORDED = [
  event(618, "span-create", {
    ...{
      id: SPAN,
      startTime: `${AT}.618Z`,
      environment,
      name: "retrieve",
      traceId: TRACE,
      parentObservationId: null,
    },
  }),
  event(628, "trace-create", {
    ...{
      id: TRACE,
      timestamp: `${AT}.617Z`,
      environment,
      name: "support-chat",
      userId: "u-1042",
      sessionId: "s-7",
    },
    ...{ tags: ["feature:search", "beta"], metadata: { team: "Support" } },
  }),
  event(629, "generation-create", {
    ...{ id: ANSWER, startTime: `${AT}.618Z`, environment, name: "answer", model: "gpt-4o-mini" },
    ...{ modelParameters: { temperature: 0.2 }, input: [{ role: "user", content: "secret question" }] },
    ...{ traceId: TRACE, parentObservationId: SPAN },
  }),
  event(631, "generation-update", {
    ...{
      level: "ERROR",
      statusMessage: "429 rate limit exceeded",
      id: BROKEN,
      traceId: TRACE,
      endTime: `${AT}.630Z`,
    },
  }),
  event(632, "generation-create", {
    ...{
      id: BROKEN,
      startTime: `${AT}.630Z`,
      environment,
      name: "broken",
      model: "gpt-4o-mini",
      input: "secret",
    },
    ...{ traceId: TRACE, parentObservationId: null },
  }),
  event(633, "generation-update", {
    ...{
      output: { role: "assistant", content: "secret answer" },
      id: ANSWER,
      traceId: TRACE,
      endTime: `${AT}.930Z`,
    },
    usageDetails: { input: 120, output: 40, input_cached_tokens: 80, total: 160 },
  }),
  event(634, "trace-create", { id: TRACE, environment, metadata: { plan: "pro" } }),
]

const SDK = { batch_size: 1, sdk_integration: "DEFAULT", sdk_version: "3.39.2", sdk_name: "langfuse-js" }

function basic({ key }: Sender, user = "pk-lf-any"): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${key}`).toString("base64")}` }
}

function send(to: Sender, batch: unknown[], metadata: unknown = SDK) {
  return to.post(ingestion, { batch, metadata }, basic(to))
}

async function expectBoth(to: Sender) {
  const calls = await to.calls()
  const caused = { user: "u-1042", session: "s-7", feature: "search", team: "Support", environment }
  expect(calls).toMatchObject([
    {
      ...caused,
      model: "gpt-4o-mini",
      provider: "openai",
      status: "ok",
      latencyMs: 312,
      tags: { beta: "true", plan: "pro" },
    },
    { ...caused, status: "error", errorClass: "rate_limit", billed: "0" },
  ])
  expect(calls[0]?.charges[0]?.classes).toMatchObject({ input_uncached: 40, cache_read: 80, output: 40 })
  expect(JSON.stringify([calls, await listRefusals(to.scope, null)])).not.toContain("secret")
}

test.each([
  ["in one batch", [RECORDED]],
  ["each in a batch of its own", RECORDED.map((one) => [one])],
  ["in one batch, the last first", [[...RECORDED].reverse()]],
  ["each by itself, the last first", [...RECORDED].reverse().map((one) => [one])],
])(
  "events of the SDK that come %s are one call each, charged to whom the trace names",
  async (_, batches) => {
    const to = await makeSender()
    for (const batch of batches) {
      const { status, answer } = await send(to, batch)
      expect(status).toBe(207)
      expect(answer.errors).toEqual([])
      expect(answer.successes).toEqual(expect.arrayContaining(batch.map(({ id }) => ({ id, status: 201 }))))
    }
    await expectBoth(to)
    for (const batch of batches) await send(to, batch)
    await expectBoth(to)
  },
)

test("figures that change later correct the call, and count once", async () => {
  const to = await makeSender()
  const ids = { id: ANSWER, traceId: TRACE, model: "gpt-4o-mini", startTime: `${AT}.618Z` }
  await send(to, [
    event(100, "generation-create", { ...ids, usage: { promptTokens: 5, completionTokens: 1 } }),
  ])
  await send(to, [
    event(200, "generation-update", { ...ids, usageDetails: { input: 120, output: 40, total: 160 } }),
  ])
  await send(to, [
    event(300, "generation-update", { ...ids, usageDetails: { input: 130, output: 40, total: 170 } }),
  ])
  const calls = await to.calls()
  expect(calls).toHaveLength(1)
  expect(calls[0]?.charges[0]?.classes).toMatchObject({ input_uncached: 130, output: 40 })
})

test.each([
  ["input alone", "generation", { input: 120 }, { input_uncached: 120, output: 0 }, true, "no output tokens"],
  ["output alone", "generation", { output: 40 }, { input_uncached: 0, output: 40 }, true, "no input tokens"],
  [
    "input and cached",
    "generation",
    { input: 120, cache_read_input_tokens: 30 },
    { output: 0 },
    true,
    "no output",
  ],
  ["a total alone", "generation", { total: 160 }, { input_uncached: 160, output: 0 }, true, "a total alone"],
  [
    "input and total",
    "generation",
    { input: 120, total: 160 },
    { input_uncached: 120, output: 40 },
    true,
    null,
  ],
  [
    "output and total",
    "generation",
    { output: 40, total: 160 },
    { input_uncached: 120, output: 40 },
    true,
    null,
  ],
  [
    "input, cached and total",
    "generation",
    { input: 40, input_cached_tokens: 80, total: 160 },
    { input_uncached: 40, cache_read: 80, output: 40 },
    true,
    null,
  ],
  ["an embedding's input", "embedding", { input: 120 }, { input_uncached: 120, output: 0 }, false, null],
])("%s of a %s is counted for what it says", async (_, type, usageDetails, classes, estimated, remark) => {
  const to = await makeSender()
  const ids = { id: ANSWER, traceId: TRACE, model: "gpt-4o-mini", startTime: `${AT}.618Z` }
  await send(to, [event(100, `${type}-create`, { ...ids, usageDetails })])
  const [call] = await to.calls()
  expect(call).toMatchObject({ estimated, charges: [{ classes }] })
  const remarks = call?.warnings.filter(({ code }) => code === "count_missing").map(({ detail }) => detail)
  expect(remarks).toEqual(remark === null ? [] : [expect.stringContaining(remark)])
})

test("what cannot be counted is named by its event, and nothing else is", async () => {
  const to = await makeSender()
  const batch = [
    event(100, "score-create", { name: "quality", value: 1 }),
    event(101, "sdk-log", { log: "words" }),
    event(102, "generation-create", {
      id: "g-1",
      traceId: "t",
      model: "gpt-4o-mini",
      usage: { input: 1.5, output: 1 },
    }),
    event(103, "generation-create", {
      id: "g-2",
      traceId: "t",
      model: "gpt-4o-mini",
      usage: { input: 9, output: 1 },
    }),
    event(104, "generation-create", {
      id: "g-3",
      traceId: "t",
      usage: { input: 900, output: 9, unit: "CHARACTERS" },
    }),
    { id: "event-105", body: {} },
    7,
  ]
  const { status, answer } = await send(to, batch)
  expect(status).toBe(207)
  expect((answer.errors as { id: string }[]).map(({ id }) => id)).toEqual(["event-105", "", "event-102"])
  expect(await to.calls()).toHaveLength(1)
  expect((await send(to, [])).answer).toEqual({ successes: [], errors: [] })
  expect((await to.post(ingestion, { events: [] }, basic(to))).status).toBe(422)
})

/** Recorded payloads kept outside the repository; the suite is whole without them. */
const FIXTURE = join(
  import.meta.dirname,
  "../../../../../../shared/fixtures/litellm/langfuse_ingestion_batch_with_tags.json",
)

test.skipIf(!existsSync(FIXTURE))(
  "the batch that LiteLLM sends to Langfuse is its call, with its figures and tags",
  async () => {
    const to = await makeSender()
    const { response } = JSON.parse(readFileSync(FIXTURE, "utf8"))
    const { answer } = await to.post(ingestion, response.body, basic(to))
    expect(answer.errors).toEqual([])
    const [call] = await to.calls()
    expect(call).toMatchObject({
      ...{
        model: "gpt-3.5-turbo",
        route: "litellm",
        reported: "0.000055",
        tags: { test_tag: "true", test_tag_2: "true" },
      },
      responseId: "chatcmpl-f06338f0-8c49-45d8-be35-2854a89723c1",
    })
    expect(call?.charges[0]?.classes).toMatchObject({ input_uncached: 10, output: 20 })
    expect(JSON.stringify(call)).not.toContain("Hello")
  },
)

test("a key is the password, or both parts of the credentials together", async () => {
  const to = await makeSender()
  const cut = to.key.lastIndexOf("_")
  const halves = { key: to.key.slice(cut + 1), user: to.key.slice(0, cut) }
  const parts = { authorization: `Basic ${Buffer.from(`${halves.user}:${halves.key}`).toString("base64")}` }
  expect((await to.post(ingestion, { batch: [] }, parts)).status).toBe(207)
  for (const wrong of ["Basic !", "Basic ", `Basic ${Buffer.from("a:b").toString("base64")}`, "Basic Og=="])
    expect((await to.post(ingestion, { batch: [] }, { authorization: wrong })).status).toBe(401)
  const empty = { resourceSpans: [] }
  expect((await to.post(traces, empty, basic(to))).status).toBe(200)
})

test("nobody says anything of a call that another source sent", async () => {
  const to = await makeSender()
  const made = await createKey(to.scope, { name: "other", environment: "live", scopes: ["ingest"] })
  const usage = { input: 1_000, output: 50, unit: "TOKENS" }
  const generation = (id: string, said: Record<string, unknown>) =>
    event(700, id, { id: ANSWER, traceId: "order-17", startTime: new Date().toISOString(), ...said })
  await to.post(ingestion, {
    batch: [generation("generation-create", { model: "gpt-4o-mini", usage })],
  })
  const before = await to.calls()
  const forged = generation("generation-update", {
    usage: { input: 0, output: 1, unit: "TOKENS" },
    tags: ["team:x"],
  })
  await to.post(ingestion, { batch: [forged] }, { authorization: `Bearer ${made.key}` })
  expect(before).toHaveLength(1)
  expect(await to.calls()).toEqual(before)
})

test("a generation is completed by the source that began it, and what another says of it is another report", async () => {
  const to = await makeSender()
  const made = await createKey(to.scope, { name: "other", environment: "live", scopes: ["ingest"] })
  const other = { authorization: `Bearer ${made.key}` }
  const generation = (ms: number, type: string, said: Record<string, unknown>) =>
    event(ms, type, { id: ANSWER, traceId: TRACE, ...said })
  const begun = { model: "gpt-4o-mini", startTime: `${AT}.618Z`, metadata: { team: "Support" } }
  await send(to, [generation(100, "generation-create", begun)])
  const foreign = { usageDetails: { input: 7, output: 1 }, startTime: `${AT}.700Z`, model: "gpt-4o-mini" }
  await to.post(ingestion, { batch: [generation(200, "generation-update", foreign)] }, other)
  expect(await to.calls()).toMatchObject([{ team: null, charges: [{ classes: { input_uncached: 7 } }] }])
  await send(to, [generation(300, "generation-update", { usageDetails: { input: 130, output: 40 } })])
  const changed = { usageDetails: { input: 8, output: 1 } }
  await to.post(ingestion, { batch: [generation(400, "generation-update", changed)] }, other)
  const calls = await to.calls()
  expect(calls).toHaveLength(1)
  expect(calls[0]?.team).toBe("Support")
  expect(calls[0]?.reports.map(({ source, usedFor }) => [source, usedFor])).toEqual([
    ["app", "money, tokens, attribution"],
    ["other", "nothing: the call was known"],
    ["other", "nothing: the call was known"],
  ])
  expect(calls[0]?.charges[0]?.classes).toMatchObject({ input_uncached: 130, output: 40 })
})
