import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import * as events from "@/app/api/v1/events/route"
import * as ingestion from "@/app/api/v1/sources/langfuse/api/public/ingestion/route"
import * as liteLlm from "@/app/api/v1/sources/litellm/route"
import * as portkey from "@/app/api/v1/sources/portkey/route"
import { importBill } from "@/lib/imports/mutations"
import { importQuery } from "@/lib/imports/schema"
import { reconcile } from "@/lib/reconcile/reconcile"
import { reconcileQuery } from "@/lib/reconcile/schema"
import { testDatabase } from "@/lib/testing/database"
import { makeSender, type Sender } from "@/lib/testing/sending"

await testDatabase()

const AT = Date.parse("2026-11-10T12:00:00Z")
const USAGE = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 }

/** What LiteLLM's generic callback says of a call that it passed to OpenRouter. */
function payload(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ id, trace_id: `trace of ${id}`, call_type: "acompletion", status: "success", stream: false },
    ...{ custom_llm_provider: "openrouter", model: "openai/gpt-4o", model_group: "chat" },
    api_base: "https://openrouter.ai/api/v1/",
    ...{ startTime: AT / 1_000, endTime: AT / 1_000 + 2, response_time: 2, cache_hit: false },
    ...{ response_cost: 0.0035, ...USAGE },
    metadata: { usage_object: { ...USAGE, prompt_tokens_details: { cached_tokens: 0 } } },
    ...more,
  }
}

const OPENROUTER = { provider: "openai", route: "openrouter", model: "openai/gpt-4o" }

test.each([
  ["its name", {}],
  ["its address alone", { custom_llm_provider: "openai" }],
  [
    "the model's name alone",
    { custom_llm_provider: null, api_base: null, model: "openrouter/openai/gpt-4o" },
  ],
])(
  "a call that LiteLLM passed to OpenRouter, known by %s, is OpenRouter's",
  async (_, more: Record<string, unknown>) => {
    const to = await makeSender()
    expect((await to.post(liteLlm, [payload("gen-1", more)])).answer.rejected).toEqual([])
    const [call] = await to.calls()
    const model = more.model ?? OPENROUTER.model
    // By OpenRouter's list; what LiteLLM's map makes of it is only what was reported.
    expect(call).toMatchObject({ ...OPENROUTER, model, reported: "0.0035", billed: "0.0035" })
    expect(call?.billedBecause).toContain("since the reporter is not the biller")
    expect(JSON.stringify(call?.charges[0]?.price)).toContain("openrouter")
  },
)

test("what OpenRouter itself charged is billed where LiteLLM hands it on, and by own keys what the provider took", async () => {
  const to = await makeSender()
  const told = (id: string, more: object) =>
    payload(id, { metadata: { usage_object: { ...USAGE, ...more } }, response_cost: 0.5 })
  await to.post(liteLlm, [
    told("gen-1", { cost: 0.0041 }),
    told("gen-2", { cost: 0.0002, is_byok: true, cost_details: { upstream_inference_cost: 0.004 } }),
  ])
  const calls = await to.calls()
  expect(calls).toMatchObject([OPENROUTER, OPENROUTER])
  expect(calls.map(({ billed }) => billed).sort()).toEqual(["0.0041", "0.0042"])
})

test("what LiteLLM passes to a provider is the provider's, by the address it passed it to", async () => {
  const to = await makeSender()
  const direct = { api_base: "https://api.openai.com/v1", custom_llm_provider: "openai", model: "gpt-4o" }
  const other = { api_base: "https://api.deepseek.com/v1", custom_llm_provider: "openai" }
  await to.post(liteLlm, [
    payload("chatcmpl-1", direct),
    payload("2", { ...other, model: "deepseek-chat", startTime: AT / 1_000 + 1 }),
    payload("3", {
      api_base: "http://10.0.0.7/v1",
      custom_llm_provider: "openai",
      startTime: AT / 1_000 + 2,
    }),
  ])
  const calls = await to.calls()
  expect(calls.map(({ provider, route }) => [provider, route])).toEqual([
    ["openai", "litellm"],
    ["deepseek", "litellm"],
    ["openai", "litellm"],
  ])
})

test("an answer from LiteLLM's own cache is none of OpenRouter's, and a picture's price not its word", async () => {
  const to = await makeSender()
  const none = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, metadata: {}, response: {} }
  await to.post(liteLlm, [
    payload("gen-1", {
      cache_hit: true,
      response_cost: 0,
      metadata: { usage_object: { ...USAGE, cost: 1 } },
    }),
    payload("img-1", { ...none, startTime: AT / 1_000 + 1, response_cost: 0.04 }),
  ])
  expect(await to.calls()).toMatchObject([
    { route: "litellm", billed: "0" },
    { route: "openrouter", billed: null, reported: "0.04" },
  ])
})

test("a failure at the provider and the answer by OpenRouter are two ways of one request", async () => {
  const to = await makeSender()
  const failed = { status: "failure", metadata: {}, response: {}, response_cost: 0 }
  const error = { error_code: "529", error_class: "InternalServerError", error_message: "overloaded" }
  const direct = { api_base: "https://api.openai.com", custom_llm_provider: "openai", model: "openai/gpt-4o" }
  await to.post(liteLlm, [
    payload("1", { ...failed, ...direct, trace_id: "t", error_information: error }),
    payload("gen-2", { trace_id: "t", startTime: AT / 1_000 + 3, endTime: AT / 1_000 + 4 }),
  ])
  const [first, second] = await to.calls()
  expect(first).toMatchObject({ route: "litellm", errorClass: "overloaded" })
  expect(second).toMatchObject({ route: "openrouter" })
  expect(second?.request?.attempts.map(({ attempt, rescued }) => [attempt, rescued])).toEqual([
    [1, false],
    [2, true],
  ])
})

/** What came of a call that other products report, which went to OpenRouter. */
async function through(send: (to: Sender) => Promise<unknown>) {
  const to = await makeSender()
  await send(to)
  const [call, ...more] = await to.calls()
  expect(more).toEqual([])
  return call
}

const row = {
  ...{ id: "pk-1", created_at: new Date(AT).toISOString(), ai_org: "openrouter", ai_model: "openai/gpt-4o" },
  ...{ req_units: 1_000, res_units: 100, total_units: 1_100, cost: 0.7, cost_currency: "USD" },
  ...{ response_time: 900, response_status_code: 200 },
}

test("Portkey's word that OpenRouter was asked makes the call OpenRouter's, and its cents no dollars", async () => {
  const call = await through((to) => to.post(portkey, [row]))
  expect(call).toMatchObject({ ...OPENROUTER, reported: "0.007", billed: "0.0035" })
})

function generation(more: Record<string, unknown>) {
  const startTime = new Date(AT).toISOString()
  const usageDetails = { input: 1_000, output: 100, total: 1_100 }
  const body = { id: "g-1", traceId: "t-1", startTime, model: "openai/gpt-4o", usageDetails, ...more }
  return [{ id: "e-1", type: "generation-create", timestamp: startTime, body }]
}

test.each([
  ["by the name of the provider", generation({ metadata: { ls_provider: "openrouter" } }), undefined],
  [
    "by the address that LiteLLM says",
    generation({ metadata: { hidden_params: { api_base: "https://openrouter.ai/api/v1" } } }),
    { sdk_integration: "litellm" },
  ],
])("a generation of Langfuse's SDK is OpenRouter's %s", async (_, batch, metadata) => {
  const call = await through((to) => to.post(ingestion, { batch, metadata }))
  expect(call).toMatchObject({ ...OPENROUTER, billed: "0.0035" })
})

test("an event that names a gateway of one's own and OpenRouter behind it is OpenRouter's", async () => {
  const event = { ...OPENROUTER, time: new Date(AT).toISOString(), route: "litellm", usage: USAGE }
  const named = await through((to) => to.post(events, { ...event, id: "1", provider: "openrouter" }))
  expect(named).toMatchObject({ ...OPENROUTER, billed: "0.0035" })
  const answer = {
    id: "gen-1",
    model: "openai/gpt-4o",
    choices: [],
    usage: { ...USAGE, cost: 0.004, is_byok: false },
  }
  const { usage: _, provider: __, ...rest } = event
  const shown = await through((to) => to.post(events, { ...rest, id: "2", response: answer }))
  expect(shown).toMatchObject({ ...OPENROUTER, billed: "0.004" })
})

test("Reconcile holds these calls against OpenRouter's bill and not the provider's", async () => {
  const to = await makeSender()
  await to.post(liteLlm, [payload("gen-1"), payload("gen-2", { startTime: AT / 1_000 + 60 })])
  const item = { date: "2026-11-10", model: "openai/gpt-4o", model_permaslug: "openai/gpt-4o-2024-08-06" }
  const counts = { usage: 0.007, requests: 2, prompt_tokens: 2_000, completion_tokens: 200 }
  await importBill(
    to.scope,
    Buffer.from(JSON.stringify({ data: [{ ...item, ...counts }] })),
    importQuery.parse({}),
  )
  const asked = reconcileQuery.parse({ from: "2026-11-10", to: "2026-11-11" })
  const { rows } = await reconcile(to.scope, asked, new Date("2026-11-20T12:00:00Z"))
  expect(rows).toMatchObject([
    { provider: "openrouter", bill: "0.007", ledger: "0.007", difference: "0", state: "tied" },
  ])
})
