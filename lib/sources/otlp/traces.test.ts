import { describe, expect, test } from "vitest"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { mergeOpenReports } from "@/lib/rollups/apply"
import { testDatabase } from "@/lib/testing/database"
import { testResponseId } from "@/lib/testing/response-id"
import { makeSpan, postSpans, spanSender, standingCalls } from "@/lib/testing/spans"
import { forgetTraces, settleTraces, TRACE_KEPT_MS } from "./settle-traces"
import { PARENT_WAITS_MS } from "./trace-window"

await testDatabase()

const TRACE = "5b8aa5a2d2c872e8321cf37308d69df2"
const AGENT = "a000000000000002"
const STEP = "a000000000000003"
const APP = { "service.name": "shop", "deployment.environment.name": "live" }

function call(id: string, parent: string, more: Record<string, unknown> = {}) {
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.usage.input_tokens": 1_000,
    "gen_ai.usage.output_tokens": 50,
    ...more,
  }
  return makeSpan({ trace: TRACE, span: id, parent }, attributes)
}

/** A request of a user, an agent within it, a step without a word of its own, and two calls. */
function manyLevels() {
  const sum = { "gen_ai.usage.input_tokens": 2_010, "gen_ai.usage.output_tokens": 100 }
  const request = { "user.id": "ann", "session.id": "s-1", "gen_ai.agent.name": "planner" }
  return [
    makeSpan({ trace: TRACE, span: "a000000000000001" }, { ...request, "tollgate.feature": "search" }),
    makeSpan(
      { trace: TRACE, span: AGENT, parent: "a000000000000001" },
      { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "writer", ...sum },
    ),
    makeSpan({ trace: TRACE, span: STEP, parent: AGENT }, {}),
    call("a000000000000004", STEP, { "gen_ai.response.id": testResponseId("one") }),
    call("a000000000000005", AGENT, {
      ...{
        "gen_ai.response.id": testResponseId("two"),
        "gen_ai.usage.input_tokens": 1_010,
        "user.id": "bob",
      },
      "tag.tags": ["beta"],
    }),
  ]
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  )
}

describe("a trace of some levels", () => {
  const spans = manyLevels()
  const caused = { agent: "writer", feature: "search", environment: "live", session: "s-1" }

  test("gives one ledger in every order of three levels, each span in a request of its own", async () => {
    const three = spans.map((span) => (span.parentSpanId === STEP ? { ...span, parentSpanId: AGENT } : span))
    for (const order of permutations(three.filter(({ spanId }) => spanId !== STEP))) {
      const sender = await spanSender()
      for (const span of order) expect(await postSpans(sender, [span], APP)).toEqual({})
      expect(await standingCalls(sender.orgId)).toMatchObject([
        { ...caused, user: "ann", input: 1_000, output: 50, tags: {} },
        { ...caused, user: "bob", input: 1_010, output: 50, tags: { beta: "true" } },
      ])
    }
  })

  test("and however it is cut, with all of it sent twice", async () => {
    for (let cut = 0; cut <= spans.length; cut += 1) {
      const sender = await spanSender()
      await postSpans(sender, spans.slice(0, cut), APP)
      await postSpans(sender, spans.slice(cut), APP)
      const calls = await standingCalls(sender.orgId)
      await postSpans(sender, [...spans].reverse(), APP)
      expect(await standingCalls(sender.orgId)).toEqual(calls)
      expect(calls.map(({ user, agent, feature }) => ({ user, agent, feature }))).toEqual([
        { user: "ann", agent: "writer", feature: "search" },
        { user: "bob", agent: "writer", feature: "search" },
      ])
    }
  })

  test("and when its spans come at the same moment", async () => {
    for (let round = 0; round < 10; round += 1) {
      const sender = await spanSender()
      await Promise.all(spans.map((span) => postSpans(sender, [span], APP)))
      const calls = await standingCalls(sender.orgId)
      expect(calls.map(({ user, agent, feature, input }) => ({ user, agent, feature, input }))).toEqual([
        { user: "ann", agent: "writer", feature: "search", input: 1_000 },
        { user: "bob", agent: "writer", feature: "search", input: 1_010 },
      ])
    }
  })
})

const later = (ms: number) => new Date(Date.now() + ms)

describe("a sum of calls", () => {
  const sum = makeSpan(
    { trace: TRACE, span: AGENT },
    {
      ...{ "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "writer" },
      ...{ "gen_ai.request.model": "gpt-4o-mini", "gen_ai.provider.name": "openai" },
      ...{
        "gen_ai.usage.input_tokens": 900,
        "gen_ai.usage.output_tokens": 40,
        "gen_ai.response.id": testResponseId("last"),
      },
    },
  )

  test("is the call where no call below it ever comes, and no more once one does", async () => {
    const sender = await spanSender()
    await postSpans(sender, [sum], APP)
    await settleTraces(later(PARENT_WAITS_MS - 5_000))
    expect(await standingCalls(sender.orgId)).toEqual([])
    for (let time = 0; time < 2; time += 1) {
      await settleTraces(later(PARENT_WAITS_MS + 1_000))
      expect(await standingCalls(sender.orgId)).toMatchObject([
        { agent: "writer", feature: "shop", input: 900, output: 40, estimated: true },
      ])
    }
    await postSpans(sender, [sum], APP)
    await postSpans(
      sender,
      [call("a000000000000009", AGENT, { "gen_ai.response.id": testResponseId("last") })],
      APP,
    )
    expect(await standingCalls(sender.orgId)).toMatchObject([{ agent: "writer", input: 1_000, output: 50 }])
    await settleTraces(later(2 * PARENT_WAITS_MS))
    await postSpans(sender, [sum], APP)
    expect(await standingCalls(sender.orgId)).toMatchObject([{ input: 1_000 }])
  })

  test("is never the call where one came in time", async () => {
    const sender = await spanSender()
    await postSpans(sender, [sum], APP)
    await postSpans(sender, [call("a000000000000009", AGENT)], APP)
    await settleTraces(later(2 * PARENT_WAITS_MS))
    expect(await standingCalls(sender.orgId)).toMatchObject([{ agent: "writer", input: 1_000 }])
  })

  test("gives way to a failed call without tokens in nothing", async () => {
    const sender = await spanSender()
    const failed = makeSpan(
      { trace: TRACE, span: "a000000000000009", parent: AGENT },
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-4o-mini",
        "http.response.status_code": 429,
      },
      { status: { code: 2, message: "Rate limit reached" } },
    )
    await postSpans(sender, [sum, failed], APP)
    await settleTraces(later(PARENT_WAITS_MS + 1_000))
    expect(await standingCalls(sender.orgId)).toMatchObject([
      { status: "error", error_class: "rate_limit", agent: "writer", input: 0 },
      { status: "ok", input: 900 },
    ])
  })
})

test("a trace is forgotten some hours after its last span, and then a repeat still counts once", async () => {
  const sender = await spanSender()
  const leaf = call("a000000000000009", AGENT)
  await postSpans(sender, [leaf], APP)
  await forgetTraces(sender.orgId, later(TRACE_KEPT_MS - 60_000))
  await postSpans(sender, [makeSpan({ trace: TRACE, span: AGENT }, { "user.id": "ann" })], APP)
  expect(await standingCalls(sender.orgId)).toMatchObject([{ user: "ann" }])
  await forgetTraces(sender.orgId, later(TRACE_KEPT_MS + 60_000))
  await postSpans(sender, [leaf], APP)
  expect(await standingCalls(sender.orgId)).toMatchObject([{ user: "ann", input: 1_000 }])
})

test("two libraries around one call are one call", async () => {
  const sender = await spanSender()
  const outer = call("a00000000000000a", AGENT, {
    "gen_ai.response.id": testResponseId("same"),
    "user.id": "ann",
  })
  const inner = call("a00000000000000b", "a00000000000000a", { "gen_ai.response.id": testResponseId("same") })
  for (const order of [
    [outer, inner],
    [inner, outer],
  ]) {
    for (const span of order) await postSpans(sender, [span], APP)
  }
  await mergeOpenReports()
  expect(await standingCalls(sender.orgId)).toMatchObject([{ user: "ann", input: 1_000 }])
})

test("spans that are no calls are taken silently", async () => {
  const sender = await spanSender()
  const spans = [
    makeSpan({ trace: TRACE, span: AGENT }, { "http.route": "/", "url.path": "/" }),
    makeSpan({ trace: TRACE, span: STEP, parent: AGENT }, { "db.system.name": "postgresql" }),
    makeSpan({ trace: "0".repeat(32), span: STEP }, {}),
    { name: "without ids" },
  ]
  expect(await postSpans(sender, spans)).toEqual({})
  expect(await standingCalls(sender.orgId)).toEqual([])
})

test("a call that a tool makes is another than the one that called the tool", async () => {
  const spans = [
    call("a00000000000000a", AGENT, { "gen_ai.response.id": testResponseId("outer") }),
    makeSpan(
      { trace: TRACE, span: "a00000000000000b", parent: "a00000000000000a" },
      { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "ask-expert" },
    ),
    call("a00000000000000c", "a00000000000000b", {
      "gen_ai.response.id": testResponseId("inner"),
      "gen_ai.usage.input_tokens": 77,
    }),
  ]
  for (const order of permutations(spans)) {
    const sender = await spanSender()
    for (const span of order) await postSpans(sender, [span], APP)
    expect((await standingCalls(sender.orgId)).map(({ input }) => input)).toEqual([77, 1_000])
  }
})

test.each([
  ["NUL in a user", { "user.id": "a\u0000b" }, { user: "a\ufffdb" }],
  ["NUL in a session", { "session.id": "a\u0000b" }, { session: "a\ufffdb" }],
  ["NUL in a tag", { "tollgate.tags.plan": "a\u0000b" }, { tags: { plan: "a\ufffdb" } }],
  [
    "half a character at the end of a feature",
    { "tollgate.feature": `${"x".repeat(255)}😀` },
    { feature: `${"x".repeat(255)}\ufffd` },
  ],
])("a late word with %s is known of its call", async (_, attributes, expected) => {
  const sender = await spanSender()
  await postSpans(sender, [call("a000000000000004", "a000000000000001")])
  await postSpans(sender, [makeSpan({ trace: TRACE, span: "a000000000000001" }, attributes)])
  expect(await standingCalls(sender.orgId)).toMatchObject([expected])
})

test("traces of one organisation that cannot be settled keep no other waiting", async () => {
  const [broken, sender] = [await spanSender(), await spanSender()]
  await execute(
    Prisma.sql`insert into trace_window (org_id, trace, spans, touched_at, due_at)
      select ${broken.orgId}, gen_random_uuid(), 'no JSON', now(), now() - interval '1 day' from generate_series(1, 600)`,
  )
  const sum = { "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "gpt-4o-mini" }
  const tokens = { "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 5 }
  const alone = makeSpan({ trace: TRACE, span: AGENT }, { ...sum, ...tokens })
  const behind = { ...alone, traceId: "c".repeat(32) }
  await postSpans(sender, [alone, behind])
  const { orgId } = sender
  await execute(
    Prisma.sql`insert into trace_window (org_id, trace, spans, touched_at, due_at)
      values (${orgId}, gen_random_uuid(), 'no JSON', now(), now() - interval '1 day')`,
  )
  await settleTraces(new Date(Date.now() + PARENT_WAITS_MS))
  expect(await standingCalls(orgId)).toHaveLength(2)
})
