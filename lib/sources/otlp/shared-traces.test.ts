import { describe, expect, test } from "vitest"
import { createKey } from "@/lib/auth/api-key"
import { mergeOpenReports } from "@/lib/rollups/apply"
import { testDatabase } from "@/lib/testing/database"
import { makeSpan, postSpans, type SpanSender, spanSender, standingCalls } from "@/lib/testing/spans"
import { listTraffic } from "../traffic-queries"
import { settleTraces } from "./settle-traces"
import { PARENT_WAITS_MS } from "./trace-window"

await testDatabase()

const TRACE = "6b8aa5a2d2c872e8321cf37308d69df2"
const AGENT = "a000000000000002"
const NAMED = { "gen_ai.request.model": "gpt-4o-mini", "gen_ai.provider.name": "openai" }

function tokens(input: number, output: number) {
  return { "gen_ai.usage.input_tokens": input, "gen_ai.usage.output_tokens": output }
}

function sum(input: number, output: number) {
  const attributes = { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "writer" }
  return makeSpan({ trace: TRACE, span: AGENT }, { ...attributes, ...NAMED, ...tokens(input, output) })
}

function call(span: string, used: Record<string, unknown>, parent = AGENT) {
  return makeSpan({ trace: TRACE, span, parent }, { "gen_ai.operation.name": "chat", ...NAMED, ...used })
}

/** Two services of one organisation, each with a key and a source of its own. */
async function services(): Promise<{ app: SpanSender; other: { key: string } }> {
  const app = await spanSender()
  const { scope } = app
  const other = await createKey(scope, {
    ...{ name: "other", environment: "live" as const, scopes: ["ingest" as const], source: "other" },
  })
  return { app, other }
}

async function tokensOf(orgId: number): Promise<[number, number][]> {
  await mergeOpenReports()
  return (await standingCalls(orgId)).map(({ input, output }) => [input, output])
}

const settled = () => settleTraces(new Date(Date.now() + PARENT_WAITS_MS + 1_000))

async function overlapping({ scope }: SpanSender): Promise<number> {
  const traffic = (await listTraffic(scope)) ?? []
  return traffic.reduce((all, line) => all + line.overlapping, 0)
}

/** The sum of one source, calls of another, and the time at which a sum alone is counted. */
type Part = "sum" | "settle" | number

describe("a sum above calls of another source", () => {
  const parts = (calls: readonly Record<string, unknown>[]) => {
    const spans = calls.map((used, i) => call(`b00000000000000${i}`, used))
    return async ({ app, other }: Awaited<ReturnType<typeof services>>, order: readonly Part[]) => {
      for (const part of order) {
        if (part === "settle") await settled()
        else if (part === "sum") await postSpans(app, [sum(2_010, 100)])
        else await postSpans(other, [spans[part]])
      }
      await settled()
      return tokensOf(app.orgId)
    }
  }

  const ORDERS: Part[][] = [
    ["sum", 0, 1],
    [0, "sum", 1],
    [0, 1, "sum"],
    ["sum", "settle", 0, 1],
    ["sum", 0, "settle", 1],
    ["sum", 0, 1, "settle"],
    [1, "sum", "settle", 0],
  ]

  test.each(ORDERS.map((order) => [order.join(", "), order] as const))(
    "gives way to calls that tell all of it (%s)",
    async (_, order) => {
      const both = await services()
      const play = parts([tokens(1_000, 50), tokens(1_010, 50)])
      expect(await play(both, order)).toEqual([
        [1_000, 50],
        [1_010, 50],
      ])
      expect(await overlapping(both.app)).toBe(0)
    },
  )

  test.each(ORDERS.map((order) => [order.join(", "), order] as const))(
    "stands beside calls that tell less (%s)",
    async (_, order) => {
      const both = await services()
      const play = parts([tokens(1, 0), tokens(2, 0)])
      expect(await play(both, order)).toEqual([
        [1, 0],
        [2, 0],
        [2_010, 100],
      ])
      expect(await overlapping(both.app)).toBe(1)
    },
  )

  test("stands where the ledger refuses the call that would repeat it", async () => {
    const { app, other } = await services()
    const old = String(BigInt(Date.now() - 40 * 86_400_000) * 1_000_000n)
    const refused = { ...call("b000000000000001", tokens(9_000, 900)), startTimeUnixNano: old }
    await postSpans(app, [sum(2_010, 100)])
    expect(await postSpans(other, [{ ...refused, endTimeUnixNano: old }])).toHaveProperty("partialSuccess")
    await settled()
    expect(await tokensOf(app.orgId)).toEqual([[2_010, 100]])
  })
})

test("a call stays counted whatever another source says below it, unless that tells as much", async () => {
  const { app, other } = await services()
  const outer = call("a00000000000000a", tokens(1_000, 50))
  await postSpans(app, [outer])
  await postSpans(other, [call("b00000000000000a", tokens(1, 0), "a00000000000000a")])
  expect(await tokensOf(app.orgId)).toEqual([
    [1, 0],
    [1_000, 50],
  ])
  await postSpans(other, [call("b00000000000000b", tokens(1_000, 49), "a00000000000000a")])
  expect(await tokensOf(app.orgId)).toEqual([
    [1, 0],
    [1_000, 49],
  ])
})

const exact = {
  ...{ "gen_ai.usage.cache_creation.input_tokens": 0, "gen_ai.usage.cache_read.input_tokens": 0 },
  ...{ "openai.response.service_tier": "default", ...tokens(1_000, 50) },
}

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ["a cheaper model", { ...tokens(1_000, 50), "gen_ai.request.model": "gpt-4o" }, tokens(1_000, 50)],
  ["a cheaper model, both exact", { ...exact, "gen_ai.request.model": "gpt-4o" }, exact],
  ["cached tokens", exact, { ...exact, "gen_ai.usage.cache_read.input_tokens": 1_000 }],
])(
  "calls of another source that cost less take no other's place for as many tokens: %s",
  async (_, used, less) => {
    const { app, other } = await services()
    await postSpans(app, [call("a00000000000000a", used)])
    const [before] = await standingCalls(app.orgId)
    await postSpans(other, [call("b00000000000000a", less, "a00000000000000a")])
    await mergeOpenReports()
    const after = await standingCalls(app.orgId)
    expect(after).toHaveLength(2)
    expect(after).toContainEqual(before)
    expect(await overlapping(app)).toBe(1)
  },
)

test("calls of another source that know of cached tokens take the place of a sum of their model that does not", async () => {
  const { app, other } = await services()
  await postSpans(app, [call("a00000000000000a", tokens(1_000, 50))])
  const cached = { ...exact, "gen_ai.usage.cache_read.input_tokens": 900 }
  await postSpans(other, [call("b00000000000000a", cached, "a00000000000000a")])
  await mergeOpenReports()
  expect((await standingCalls(app.orgId)).map(({ cache_read }) => cache_read)).toEqual([900])
})

test("a source's call is counted although another has told of its span before", async () => {
  const { app, other } = await services()
  const id = "a00000000000000a"
  await postSpans(other, [call(id, { ...tokens(1, 0), "gen_ai.response.id": "theirs" })])
  const own = call(id, { ...tokens(1_000, 50), "gen_ai.response.id": "ours" })
  for (let time = 0; time < 2; time += 1) await postSpans(app, [own])
  expect(await tokensOf(app.orgId)).toEqual([
    [1, 0],
    [1_000, 50],
  ])
})

test("a trace that two sources send whole is counted once, its sums for nothing", async () => {
  const { app, other } = await services()
  const spans = [
    sum(2_010, 100),
    call("b000000000000001", tokens(1_000, 50)),
    call("b000000000000002", tokens(1_010, 50)),
  ]
  for (const sender of [app, other]) await postSpans(sender, spans)
  await settled()
  expect(await tokensOf(app.orgId)).toEqual([
    [1_000, 50],
    [1_010, 50],
  ])
})
