import { describe, expect, test } from "vitest"
import { attributesOf } from "@/lib/testing/spans"
import { merged, ofSpan } from "./attribution"
import { decodeJson } from "./decode-json"
import { whoseCall } from "./provider-name"
import { readCall } from "./read-call"
import type { Span } from "./span"

function span(attributes: Record<string, unknown>, more: Record<string, unknown> = {}): Span {
  const ids = { traceId: "5b8aa5a2d2c872e8321cf37308d69df2", spanId: "051581bf3cb55c13" }
  const raw = { ...ids, name: "a span", attributes: attributesOf(attributes), ...more }
  const [read] = decodeJson({ resourceSpans: [{ scopeSpans: [{ spans: [raw] }] }] })
  if (read === undefined) throw new Error("The span was not read.")
  return read
}

const GENAI = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-5.4",
}
const TOKENS = { "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20 }
const CACHE = { "gen_ai.usage.cache_read.input_tokens": 60, "gen_ai.usage.cache_creation.input_tokens": 0 }

function eventOf(attributes: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return readCall(span(attributes, more))?.event
}

describe("the words of each dialect", () => {
  test.each([
    [
      "OpenTelemetry before 1.27",
      { "gen_ai.usage.prompt_tokens": 100, "gen_ai.usage.completion_tokens": 20 },
      {},
    ],
    [
      "OpenTelemetry",
      { ...TOKENS, ...CACHE },
      { cache_read_input_tokens: 60, cache_creation_input_tokens: 0 },
    ],
    [
      "AI SDK 6",
      {
        ...{ "gen_ai.operation.name": "", "ai.operationId": "ai.streamText.doStream" },
        ...{ "ai.usage.inputTokens": 100, "ai.usage.outputTokens": 20, "ai.usage.cachedInputTokens": 60 },
        "ai.usage.reasoningTokens": 7,
      },
      { cache_read_input_tokens: 60, reasoning_tokens: 7 },
    ],
    [
      "OpenLLMetry",
      {
        "llm.request.type": "chat",
        ...TOKENS,
        "llm.usage.total_tokens": 120,
        "gen_ai.usage.cache_read_input_tokens": 60,
      },
      { total_tokens: 120, cache_read_input_tokens: 60 },
    ],
    [
      "OpenInference",
      {
        ...{
          "openinference.span.kind": "LLM",
          "llm.token_count.prompt": 100,
          "llm.token_count.completion": 20,
        },
        ...{
          "llm.token_count.prompt_details.cache_read": 60,
          "llm.token_count.prompt_details.cache_write": 9,
        },
      },
      { cache_read_input_tokens: 60, cache_creation_input_tokens: 9 },
    ],
    [
      "Pydantic AI",
      { ...TOKENS, "gen_ai.usage.details.cache_read_tokens": 60, "gen_ai.usage.details.thoughts_tokens": 8 },
      { cache_read_input_tokens: 60, reasoning_tokens: 8 },
    ],
  ])("%s", (_, attributes, more) => {
    const { usage } = eventOf({ ...GENAI, ...attributes }) ?? {}
    expect(usage).toEqual({ usage_shape: "open_telemetry", input_tokens: 100, output_tokens: 20, ...more })
  })

  test("Langfuse states its counts as an object", () => {
    const details = { input: 40, output: 20, input_cache_read: 60, total: 120 }
    const event = eventOf({
      "langfuse.observation.type": "generation",
      "langfuse.observation.model.name": "gpt-5.4",
      "langfuse.observation.usage_details": JSON.stringify(details),
      "langfuse.observation.cost_details": '{"total":0.5}',
    })
    expect(event).toMatchObject({ usage: { usage_shape: "langfuse", ...details }, precision: "estimated" })
    expect(event?.cost).toEqual({ amount: "0.5", currency: "USD" })
  })
})

describe("how exact the usage is", () => {
  const OPENAI = '{"openai":{"responseId":"r","serviceTier":"default"}}'
  test.each([
    ["counts alone", TOKENS, "estimated"],
    ["cached tokens and no tier", { ...TOKENS, ...CACHE }, "estimated"],
    ["a tier and no cached tokens", { ...TOKENS, "openai.response.service_tier": "flex" }, "estimated"],
    ["both", { ...TOKENS, ...CACHE, "openai.response.service_tier": "flex" }, undefined],
    ["both, by the AI SDK", { ...TOKENS, ...CACHE, "ai.response.providerMetadata": OPENAI }, undefined],
    ["an embedding", { ...TOKENS, "gen_ai.operation.name": "embeddings" }, undefined],
  ])("%s", (_, attributes, precision) => {
    expect(eventOf({ ...GENAI, ...attributes })?.precision).toBe(precision)
  })

  const usage = {
    ...{ input_tokens: 4, cache_read_input_tokens: 90, cache_creation_input_tokens: 6, output_tokens: 20 },
    ...{
      cache_creation: { ephemeral_1h_input_tokens: 6, ephemeral_5m_input_tokens: 0 },
      service_tier: "priority",
    },
  }
  const metadata = (of: object) => ({
    ...GENAI,
    ...TOKENS,
    "ai.response.providerMetadata": JSON.stringify(of),
  })

  test("the provider's own usage counts where the span carries it", () => {
    const event = eventOf({ ...metadata({ anthropic: { usage } }), "gen_ai.response.id": "msg_1" })
    expect(event).toMatchObject({ response: { id: "msg_1", type: "message", usage } })
    expect([event?.usage, event?.precision]).toEqual([undefined, undefined])
    const google = { promptTokenCount: 100, candidatesTokenCount: 15, thoughtsTokenCount: 5 }
    expect(eventOf(metadata({ google: { usageMetadata: google } }))).toMatchObject({
      response: { usageMetadata: google },
    })
  })

  test("but not where it counts something else than the span", () => {
    const event = eventOf(metadata({ anthropic: { usage: { ...usage, output_tokens: 900 } } }))
    expect(event).toMatchObject({ usage: { output_tokens: 20 }, precision: "estimated" })
  })
})

describe("what failed", () => {
  const failed = { status: { code: 2, message: "Too many requests" } }
  test.each([
    ["a status", { "http.response.status_code": 429 }, { http_status: 429 }],
    ["a status as a word", { "error.type": "503" }, { http_status: 503, code: "503" }],
    ["a class", { "error.type": "RateLimitError" }, { code: "RateLimitError" }],
  ])("by %s", (_, attributes, error) => {
    expect(eventOf({ ...GENAI, ...attributes }, failed)).toMatchObject({
      status: "error",
      error: { ...error, message: "Too many requests" },
    })
  })

  test("by its exception, and given up by the caller", () => {
    const exception = { name: "exception", attributes: attributesOf({ "exception.type": "AbortError" }) }
    const event = eventOf(GENAI, { status: { code: 2 }, events: [{ name: "log" }, exception] })
    expect(event).toMatchObject({ status: "aborted", error: { code: "AbortError" } })
  })
})

test("time, waiting time and first token", () => {
  const times = { startTimeUnixNano: "1763460000123456789", endTimeUnixNano: "1763460001623456789" }
  expect(eventOf({ ...GENAI, ...TOKENS, "gen_ai.response.time_to_first_chunk": 0.25 }, times)).toMatchObject({
    ...{ time: "2025-11-18T10:00:00.123Z", latency_ms: 1_500, ttft_ms: 250 },
  })
  const backwards = { startTimeUnixNano: "1763460001623456789", endTimeUnixNano: "1763460000123456789" }
  expect(eventOf({ ...GENAI, ...TOKENS }, backwards)?.latency_ms).toBeUndefined()
  expect(eventOf({ ...GENAI, ...TOKENS })?.time).toBeUndefined()
})

test("a cost is kept as said, but not as 0, and of a call through OpenRouter only in its own words", () => {
  const cost = (attributes: Record<string, unknown>) =>
    eventOf({ ...GENAI, ...TOKENS, ...attributes })?.cost?.amount
  expect(cost({ "operation.cost": 0.0004095 })).toBe("0.0004095")
  expect(cost({ "llm.cost.total": "0.00001" })).toBe("0.00001")
  expect(cost({ "gen_ai.usage.cost": 0 })).toBeUndefined()
  expect(cost({ "gen_ai.usage.cost": 0.5, "server.address": "openrouter.ai" })).toBeUndefined()
  const metadata = JSON.stringify({ openrouter: { usage: { cost: 0.0125 } } })
  expect(cost({ "server.address": "openrouter.ai", "ai.response.providerMetadata": metadata })).toBe("0.0125")
})

test.each([
  ["openai.responses", "gpt-5.4", null, { provider: "openai" }],
  ["anthropic.messages", "claude-sonnet-4-6", null, { provider: "anthropic" }],
  ["google.generative-ai", "gemini-2.5-flash", null, { provider: "gemini" }],
  ["google.vertex.chat", "gemini-2.5-flash", null, { provider: "vertex" }],
  ["google-gla", "gemini-2.5-flash", null, { provider: "gemini" }],
  ["gcp.vertex_ai", "gemini-2.5-flash", null, { provider: "vertex" }],
  ["aws.bedrock", "anthropic.claude-sonnet-4-6-v1:0", null, { provider: "bedrock" }],
  ["amazon-bedrock", "anthropic.claude-sonnet-4-6-v1:0", null, { provider: "bedrock" }],
  ["azure.ai.openai", "gpt-5.4", null, { provider: "azure" }],
  ["xai.chat", "grok-4", null, { provider: "xai" }],
  ["mistral_ai", "mistral-large", null, { provider: "mistral" }],
  ["openrouter.chat", "anthropic/claude-sonnet-4.6", null, { route: "openrouter", provider: "anthropic" }],
  ["openrouter", "openai/gpt-5.4", "litellm.internal", { route: "openrouter", provider: "openai" }],
  ["openrouter", "openai/gpt-5.4", "api.portkey.ai", { route: "openrouter", provider: "openai" }],
  ["litellm", "openrouter/openai/gpt-5.4", null, { route: "openrouter", provider: "openai" }],
  ["litellm", "gpt-5.4", null, { route: "litellm", provider: "openai" }],
  ["openai", "openrouter/openai/gpt-5.4", null, { route: "openrouter", provider: "openai" }],
  [null, "openrouter/openai/gpt-5.4", null, { route: "openrouter", provider: "openai" }],
  ["openai", "deepseek-chat", "api.deepseek.com", { provider: "deepseek" }],
  ["openai", "openai/gpt-5.4", "openrouter.ai", { route: "openrouter", provider: "openai" }],
  ["openai", "gpt-5.4", "127.0.0.1", { provider: "openai" }],
  ["openai", "gpt-5.4", "http://llm.internal.example:8080/v1", { provider: "openai" }],
  ["gcp.vertex.agent", "gemini-2.0-flash", null, { provider: "gemini" }],
  [null, "gpt-5.4", null, { provider: "openai" }],
  ["somebody new", "their-model", null, { provider: "somebody new" }],
])("%s, %s at %s is asked of %o", (provider, model, host, expected) => {
  expect(whoseCall({ provider, model, host })).toEqual(expected)
})

test("who caused it, in every dialect's words", () => {
  const all = { user: "ann", session: "s", agent: "writer", feature: "search", team: "Support" }
  const bag = (start: string) => ({
    ...{ [`${start}userId`]: "ann", [`${start}session_id`]: "s", [`${start}agent`]: "writer" },
    ...{ [`${start}feature`]: "search", [`${start}Team`]: "Support", [`${start}plan`]: "pro" },
  })
  for (const start of [
    ...["ai.telemetry.metadata.", "ai.settings.context.", "traceloop.association.properties."],
    ...["trace.metadata.", "langfuse.trace.metadata."],
  ]) {
    expect(ofSpan(span(bag(start)))).toEqual({ ...all, tags: { plan: "pro" } })
  }
  expect(ofSpan(span({ metadata: JSON.stringify(bag("")), "tag.tags": ["beta"] }))).toEqual({
    ...all,
    tags: { plan: "pro", beta: "true" },
  })
  expect(
    ofSpan(span({ "tollgate.user": "own", "user.id": "other", "langfuse.trace.tags": '["a","b"]' })),
  ).toEqual({
    user: "own",
    tags: { a: "true", b: "true" },
  })
})

test("of two words the nearer counts, and tags are those of all", () => {
  const near = { user: "ann", tags: { plan: "pro" } }
  const far = { user: "bob", team: "Support", tags: { plan: "free", region: "eu" } }
  expect(merged([near, far])).toEqual({ user: "ann", team: "Support", tags: { plan: "pro", region: "eu" } })
})

test("the payload keeps short attributes and nothing that was said", () => {
  const event = eventOf({
    ...{
      ...GENAI,
      ...TOKENS,
      "gen_ai.prompt.0.content": "secret",
      "input.value": "secret",
      note: "x".repeat(300),
    },
    "gen_ai.tool.call.arguments": "secret",
  })
  expect(JSON.stringify(event)).not.toMatch(/secret|xxx/)
  expect(event?.response).toMatchObject({
    span: { name: "a span", attributes: { "gen_ai.operation.name": "chat" } },
  })
})
