import { expect, test } from "vitest"
import { TEST_PRICING } from "@/lib/testing/ledger"
import { FUZZ_INPUTS, mutated } from "@/lib/testing/mutate"
import { translated } from "./arrival"
import { withoutOtherHeaders } from "./attribution-headers"
import { cloudEventOfHeaders, eventOfCloudEvent } from "./cloudevents"
import { draftAll } from "./ingest"
import { saidInBatch } from "./langfuse/batch"
import { placeSaid } from "./langfuse/place"
import { liteLlmEvent } from "./litellm"
import { stepsOf, type TraceWindow } from "./otlp/trace-window"
import { portkeyEvent } from "./portkey"

const OPTIONS = { now: new Date("2026-11-20T12:00:00Z"), backfill: true }

const LITELLM = {
  ...{ id: "chatcmpl-1", trace_id: "t", call_type: "acompletion", status: "success", stream: true },
  ...{
    custom_llm_provider: "openai",
    model: "gpt-test",
    model_group: "cheap",
    cache_hit: "None",
    end_user: "u",
  },
  ...{ startTime: 1_763_460_000.25, endTime: 1_763_460_002, completionStartTime: "2026-11-18 10:00:00.5" },
  ...{
    response_cost: 0.5,
    prompt_tokens: 1_000,
    completion_tokens: 100,
    total_tokens: 1_100,
    response_time: 2,
  },
  request_tags: '["feature:search","beta"]',
  metadata: {
    user_api_key_alias: "agent",
    spend_logs_metadata: '{"environment":"staging"}',
    requester_metadata: { ticket: 9 },
    usage_object: {
      prompt_tokens: 1_000,
      completion_tokens: 100,
      prompt_tokens_details: { cached_tokens: 400 },
    },
  },
  cost_breakdown: { tool_usage_cost: 0.1 },
  hidden_params: { litellm_model_name: "openai/gpt-test" },
  model_parameters: { service_tier: "flex" },
  error_information: { error_code: "429", error_class: "RateLimitError", error_message: "slow" },
  response: { id: "chatcmpl-1", usage: { prompt_tokens: 9 }, choices: [{ message: { content: "x" } }] },
}
const PORTKEY = {
  ...{
    id: "pk-1",
    trace_id: "t",
    created_at: "2026-11-18T10:00:00Z",
    response_time: 840,
    cost_currency: "USD",
  },
  ...{ ai_org: "openai", ai_model: "gpt-test", req_units: 12, res_units: 51, total_units: 63, cost: 0.00324 },
  ...{ response_status_code: 200, metadata: '{"_user":"u","agent":"scout"}' },
}
const DATA = {
  provider: "openai",
  model: "gpt-test",
  usage: { input_uncached: 1_000, output: 3 },
  target_id: "x",
}
const CLOUD_EVENT = {
  ...{
    specversion: "1.0",
    id: "1",
    source: "/shop",
    type: "llm.usage.v1",
    subject: "c",
    time: "2026-11-18T10:00:00Z",
  },
  data: DATA,
}
const PACKED = {
  ...{ ...CLOUD_EVENT, data: undefined },
  data_base64: Buffer.from(JSON.stringify(DATA)).toString("base64"),
}
const FORWARDED = {
  ...{ ...DATA, id: "1", tags: { a: "b" } },
  headers: {
    "Helicone-User-Id": "u",
    "x-portkey-metadata": '{"_user":"u"}',
    "Helicone-Property-Plan": "pro",
  },
}
const GENERATION = {
  ...{
    id: "g-1",
    traceId: "t-1",
    parentObservationId: "s-1",
    startTime: "2026-11-18T10:00:00Z",
    model: "gpt-test",
  },
  ...{ endTime: "2026-11-18T10:00:01Z", completionStartTime: "2026-11-18T10:00:00.2Z", level: "ERROR" },
  ...{
    usage: { input: 9, output: 1, unit: "TOKENS", totalCost: 0.1 },
    usageDetails: { input: 9, output: 1, total: 10 },
  },
  ...{
    metadata: { ls_provider: "openai", team: "x", requester_metadata: { a: 1 } },
    costDetails: { total: 0.1 },
  },
}
const LANGFUSE = {
  batch: [
    {
      id: "e-1",
      type: "trace-create",
      timestamp: "2026-11-18T10:00:00Z",
      body: { id: "t-1", userId: "u", tags: ["a:b"] },
    },
    {
      id: "e-2",
      type: "agent-create",
      timestamp: "2026-11-18T10:00:00Z",
      body: { id: "s-1", traceId: "t-1", name: "scout" },
    },
    { id: "e-3", type: "generation-create", timestamp: "2026-11-18T10:00:00Z", body: GENERATION },
    {
      id: "e-4",
      type: "generation-update",
      timestamp: 7,
      body: { ...GENERATION, usageDetails: { input: 99 } },
    },
  ],
  metadata: { sdk_integration: "litellm" },
}

function langfuseEvents(batch: unknown): unknown[] {
  const { said, sdk } = saidInBatch(Array.isArray(batch) ? batch : [batch], null)
  const window: TraceWindow = new Map()
  placeSaid(window, said, { sourceId: 1, keyId: null, sdk }, OPTIONS.now.getTime())
  expect(() => JSON.stringify([...window])).not.toThrow()
  return stepsOf(window, OPTIONS.now.getTime(), null).map(({ call, cause }) => ({ ...call.event, ...cause }))
}

function headerEvents(item: unknown): unknown[] {
  const headers = new Headers({
    "ce-id": "1",
    "ce-source": "/a",
    "ce-specversion": "1.0",
    "ce-type": "llm.usage.v1",
  })
  return translated([item, cloudEventOfHeaders(headers, item)], eventOfCloudEvent)
}

const WAYS: [string, unknown[], (item: unknown) => unknown[]][] = [
  ["LiteLLM", [LITELLM], (item) => translated([item], liteLlmEvent)],
  ["Portkey", [PORTKEY], (item) => translated([item], portkeyEvent)],
  ["CloudEvents", [CLOUD_EVENT, PACKED, DATA], headerEvents],
  [
    "Langfuse",
    [LANGFUSE, ...LANGFUSE.batch],
    (item) => langfuseEvents((item as { batch?: unknown } | null)?.batch ?? item),
  ],
  ["forwarded headers", [FORWARDED], (item) => [withoutOtherHeaders(item)]],
]

test.each(WAYS)(
  "whatever is sent as %s is an event or refused with a sentence, within a second",
  (_, seeds, read) => {
    let [slowest, taken, refused] = [0, 0, 0]
    for (const item of mutated(seeds, FUZZ_INPUTS)) {
      const start = performance.now()
      const result = draftAll(read(item), OPTIONS, TEST_PRICING)
      slowest = Math.max(slowest, performance.now() - start)
      taken += result.drafts.length
      refused += result.refused.length
      for (const { detail } of result.refused) expect(detail.length).toBeGreaterThan(8)
    }
    expect(slowest).toBeLessThan(1_000)
    expect(taken).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
    expect(process.memoryUsage().heapUsed).toBeLessThan(512 * 1_024 * 1_024)
  },
  600_000,
)

test("JSON inside a text may nest as deep as it likes: it is refused or passed over", () => {
  const deep = `{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`
  const data = `${JSON.stringify(DATA).slice(0, -1)},"response":${deep}}`
  const items = [
    { ...CLOUD_EVENT, data },
    { ...CLOUD_EVENT, data_base64: Buffer.from(data).toString("base64"), data: undefined },
  ].map(eventOfCloudEvent)
  const gateways = [
    liteLlmEvent({ ...LITELLM, metadata: deep, request_tags: deep }),
    portkeyEvent({ ...PORTKEY, metadata: deep }),
  ]
  const { drafts, refused } = draftAll([...items, ...gateways], OPTIONS, TEST_PRICING)
  expect(refused.map(({ index }) => index)).toEqual([0, 1])
  expect(drafts.map(({ index }) => index)).toEqual([2, 3])
})

test("a key among the labels of a record is no tag", () => {
  const labels = '{"api_key":"sk-1","Authorization":"Bearer 2","plan":"pro"}'
  const events = [
    portkeyEvent({ ...PORTKEY, metadata: labels }),
    liteLlmEvent({ ...LITELLM, metadata: { spend_logs_metadata: labels }, request_tags: ["api_key:sk-3"] }),
    langfuseEvents([
      {
        ...{ id: "e-1", type: "generation-create", timestamp: "2026-11-18T10:00:00Z" },
        body: { ...GENERATION, metadata: JSON.parse(labels) },
      },
    ])[0],
  ]
  for (const event of events) {
    expect(event).toMatchObject({ tags: { plan: "pro" } })
    expect(JSON.stringify((event as { tags: unknown }).tags)).not.toMatch(/sk-|Bearer/)
  }
})
