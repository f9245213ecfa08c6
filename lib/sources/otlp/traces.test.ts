import { describe, expect, test } from "vitest"
import { testDatabase } from "@/lib/testing/database"
import { makeSpan, postSpans, spanSender, standingCalls } from "@/lib/testing/spans"

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
    call("a000000000000004", STEP, { "gen_ai.response.id": "one" }),
    call("a000000000000005", AGENT, {
      ...{ "gen_ai.response.id": "two", "gen_ai.usage.input_tokens": 1_010, "user.id": "bob" },
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
