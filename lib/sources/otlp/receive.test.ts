import { gzipSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import { encodeSpans, type WrittenSpan } from "@/bench/encode-spans"
import { AppError } from "@/lib/errors"
import { route } from "@/lib/http/route"
import { testDatabase } from "@/lib/testing/database"
import { makeSpan, post, postSpans, spanSender, standingCalls } from "@/lib/testing/spans"
import { otherSignalOptions, refuseSignal, tracesOptions } from "./receive"
import { Wire } from "./wire"

await testDatabase()

const JSON_TYPE = { "content-type": "application/json" }
const PROTOBUF = { "content-type": "application/x-protobuf" }
const CHAT = {
  ...{
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.provider.name": "openai",
  },
  ...{ "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 5 },
}
const sender = await spanSender(["ingest"])

function written(id: string, agoMs: number): WrittenSpan {
  const start = BigInt(Date.now() - agoMs) * 1_000_000n
  const end = start + 2_000_000n
  return {
    traceId: "5b8aa5a2d2c872e8321cf37308d69df2",
    spanId: id,
    name: "chat",
    start,
    end,
    attributes: CHAT,
  }
}

/** The numbers and texts of a message without messages in it. */
function fieldsOf(wire: Wire): Record<number, number | string> {
  const fields: Record<number, number | string> = {}
  for (let field = wire.next(); field !== null; field = wire.next()) {
    fields[field.number] = field.type === 2 ? wire.text() : wire.varint()
  }
  return fields
}

const bytes = async (response: Response) => new Wire(Buffer.from(await response.arrayBuffer()))

const MONTHS = 60 * 86_400_000

describe("what is refused", () => {
  test("a call that the ledger refuses is named in a partial success, the others are counted", async () => {
    const spans = [written("a000000000000001", 1_000), written("a000000000000002", MONTHS)]
    const response = await post(sender.key, new Uint8Array(encodeSpans({}, spans)), { headers: PROTOBUF })
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/x-protobuf"])
    const body = await bytes(response)
    expect(body.next()).toEqual({ number: 1, type: 2 })
    const partial = fieldsOf(body.message())
    expect(partial[1]).toBe(1)
    expect(partial[2]).toMatch(/^Span a000000000000002: time .* is more than 35 days back/)
    expect(await standingCalls(sender.orgId)).toHaveLength(1)
  })

  test("the same in JSON, where a call states no tokens", async () => {
    const { "gen_ai.usage.input_tokens": _, "gen_ai.usage.output_tokens": __, ...silent } = CHAT
    const span = makeSpan({ trace: "c".repeat(32), span: "a000000000000003" }, silent)
    const partial = (await postSpans(sender, [span])).partialSuccess
    expect(partial).toMatchObject({ rejectedSpans: "1" })
    expect((partial as { errorMessage: string }).errorMessage).toContain("Span a000000000000003:")
  })

  test.each([
    ["no protobuf", PROTOBUF, new Uint8Array([10, 200, 1]), 400, "not a protobuf ExportTraceServiceRequest"],
    ["no JSON", JSON_TYPE, "{", 400, "not JSON"],
    ["a list", JSON_TYPE, "[]", 400, "resourceSpans"],
    ["another type", { "content-type": "text/plain" }, "x", 415, "application/x-protobuf"],
    ["logs", JSON_TYPE, '{"resourceLogs":[]}', 400, "OTEL_LOGS_EXPORTER=none"],
    ["metrics", JSON_TYPE, '{"resourceMetrics":[]}', 400, "OTEL_METRICS_EXPORTER=none"],
    // ResourceLogs, ScopeLogs, a LogRecord that begins with its time.
    [
      "logs in protobuf",
      PROTOBUF,
      new Uint8Array([10, 13, 18, 11, 18, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8]),
      400,
      "logs",
    ],
    // A Metric that begins with its name.
    [
      "metrics in protobuf",
      PROTOBUF,
      new Uint8Array([10, 9, 18, 7, 18, 5, 10, 3, 97, 98, 99]),
      400,
      "metrics",
    ],
  ] as const)("%s: a google.rpc.Status says why", async (_, headers, sent, status, words) => {
    const response = await post(sender.key, sent, { headers })
    expect(response.status).toBe(status)
    if (headers === PROTOBUF) {
      const said = fieldsOf(await bytes(response))
      expect(said[1]).toBe(3)
      expect(said[2]).toContain(words)
      expect(response.headers.get("content-type")).toBe("application/x-protobuf")
    } else expect(await response.json()).toMatchObject({ code: 3, message: expect.stringContaining(words) })
  })

  test("traces at the addresses of logs and metrics are told where they belong", async () => {
    const spans = { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: "aa", spanId: "bb" }] }] }] }
    const headers = { ...JSON_TYPE, authorization: `Bearer ${sender.key}` }
    for (const [handler, word] of [
      [route(otherSignalOptions, refuseSignal("logs")), "OTEL_LOGS_EXPORTER"],
      [route(otherSignalOptions, refuseSignal("metrics")), "OTEL_METRICS_EXPORTER"],
    ] as const) {
      const ask = (body: string) =>
        handler(new Request("http://localhost:3000/", { method: "POST", headers, body }))
      const misplaced = await ask(JSON.stringify(spans))
      expect([misplaced.status, await misplaced.text()]).toEqual([
        400,
        expect.stringContaining("/api/v1/otlp/v1/traces"),
      ])
      const refused = await ask("{}")
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(word)])
    }
  })

  test("a wrong key is 401 and pressure is 503 with Retry-After, in the sender's own form", async () => {
    const unknown = await post("tg_live_none_none", new Uint8Array(0), { headers: PROTOBUF })
    expect([unknown.status, fieldsOf(await bytes(unknown))[1]]).toEqual([401, 16])
    const busy = route({ auth: "none", refusal: tracesOptions.refusal }, () => {
      throw new AppError("unavailable", "The server is busy.", { retryAfterSeconds: 5 })
    })
    const request = new Request("http://localhost:3000/", { method: "POST", headers: PROTOBUF, body: "" })
    const response = await busy(request)
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"])
    expect(fieldsOf(await bytes(response))).toEqual({ 1: 14, 2: "The server is busy." })
  })

  test("a gzip bomb is 413 at once", async () => {
    const bombs = [gzipSync(Buffer.alloc(300 * 1024 * 1024)), gzipSync(Buffer.alloc(15 * 1024 * 1024))]
    for (const bomb of bombs) {
      const began = performance.now()
      const headers = { ...PROTOBUF, "content-encoding": "gzip" }
      const response = await post(sender.key, new Uint8Array(bomb), { headers })
      expect(response.status).toBe(413)
      expect(performance.now() - began).toBeLessThan(500)
    }
  })

  test("more spans than a request takes are refused whole, so that nothing is lost in silence", async () => {
    const spans = Array.from({ length: 20_001 }, (_, i) => ({ traceId: "ab", spanId: `s${i}` }))
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
    const response = await post(sender.key, body, { headers: JSON_TYPE })
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining("20000 spans")])
  })
})

test("an empty export is a good one", async () => {
  const empty = await post(sender.key, new Uint8Array(0), { headers: PROTOBUF })
  expect([empty.status, (await empty.arrayBuffer()).byteLength]).toEqual([200, 0])
  expect(await (await post(sender.key, "{}", { headers: JSON_TYPE })).json()).toEqual({})
})

test("a trace as long as a request can be is taken in seconds, and holds nobody up", async () => {
  const own = await spanSender()
  const spans = Array.from({ length: 6_000 }, (_, i) =>
    makeSpan(
      { trace: "d".repeat(32), span: `s${i}`, ...(i === 0 ? {} : { parent: `s${i - 1}` }) },
      { "user.id": "ann" },
    ),
  )
  spans.push(makeSpan({ trace: "d".repeat(32), span: "leaf", parent: "s40" }, CHAT))
  const began = performance.now()
  const [, short] = await Promise.all([
    postSpans(own, spans),
    postSpans(sender, [makeSpan({ trace: "e".repeat(32), span: "a000000000000009" }, CHAT)]),
  ])
  expect(short).toEqual({})
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(await standingCalls(own.orgId)).toMatchObject([{ user: "ann", input: 10 }])
})

describe("OpenRouter's Broadcast", () => {
  const call = {
    ...{ traceId: "trace-abc123", spanId: "span-xyz789", name: "chat" },
    startTimeUnixNano: String(BigInt(Date.now() - 5_000) * 1_000_000n),
    endTimeUnixNano: String(BigInt(Date.now() - 3_000) * 1_000_000n),
    attributes: Object.entries({
      "gen_ai.request.model": "openai/gpt-4o-mini",
      "gen_ai.response.model": "openai/gpt-4o-mini",
      "gen_ai.usage.prompt_tokens": "100",
      "gen_ai.usage.completion_tokens": "20",
      "gen_ai.usage.cost": 0.000321,
      "gen_ai.prompt": "what was said",
      "user.id": "ann",
      "session.id": "s-1",
      "trace.metadata.agent": "writer",
      "trace.metadata.feature": "search",
      "trace.metadata.plan": "pro",
    }).map(([key, value]) => ({
      key,
      value: typeof value === "number" ? { doubleValue: value } : { stringValue: value },
    })),
  }
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [call] }] }] })

  test("is what OpenRouter charged, with ids that are no hex", async () => {
    const own = await spanSender()
    for (let time = 0; time < 2; time += 1) {
      const response = await post(own.key, body, { headers: JSON_TYPE, way: "broadcast" })
      expect([response.status, await response.json()]).toEqual([200, {}])
    }
    const [found, ...more] = await standingCalls(own.orgId)
    expect(more).toEqual([])
    expect(found).toMatchObject({
      ...{ route: "openrouter", provider: "openai", input: 100, output: 20, estimated: false },
      ...{ user: "ann", session: "s-1", agent: "writer", feature: "search", tags: { plan: "pro" } },
    })
    expect(Number(found?.billed)).toBe(0.000321)
  })

  test("its connection test is answered, with a body or without", async () => {
    const test = { "x-test-connection": "true" }
    for (const [sent, headers] of [
      [null, test],
      ["", { ...test, ...JSON_TYPE }],
      ['{"resourceSpans":[]}', { ...test, ...JSON_TYPE }],
    ] as const) {
      const response = await post(sender.key, sent, { headers, way: "broadcast" })
      expect([response.status, await response.json()]).toEqual([200, {}])
    }
    const stranger = await post("tg_live_none_none", null, { headers: test, way: "broadcast" })
    expect(stranger.status).toBe(401)
  })
})

test("attributes that hold JSON may nest as deep as they like", async () => {
  const own = await spanSender(["ingest"])
  const deep = `${"[".repeat(8_000)}${"]".repeat(8_000)}`
  const ids = { trace: "7b8aa5a2d2c872e8321cf37308d69df2", span: "051581bf3cb55c13" }
  for (const attributes of [
    {
      "ai.response.providerMetadata": `{"anthropic":{"usage":{"input_tokens":10,"output_tokens":5,"a":${deep}}}}`,
    },
    {
      "langfuse.observation.usage_details": `{"input":10,"a":${deep}}`,
      "langfuse.observation.metadata": deep,
    },
  ])
    await postSpans(own, [makeSpan(ids, { ...CHAT, ...attributes })])
  expect(await standingCalls(own.orgId)).toMatchObject([{ input: 10, output: 5 }])
})

test("a key among the attributes that name whom a call is for is no tag", async () => {
  const own = await spanSender(["ingest"])
  const ids = { trace: "8b8aa5a2d2c872e8321cf37308d69df2", span: "051581bf3cb55c13" }
  await postSpans(own, [makeSpan(ids, { ...CHAT, metadata: '{"api_key":"sk-1","plan":"pro"}' })])
  expect((await standingCalls(own.orgId)).map(({ tags }) => tags)).toEqual([{ plan: "pro" }])
})
