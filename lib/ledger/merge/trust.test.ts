import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { eventId } from "@/lib/ledger/identity"
import { getEvent } from "@/lib/ledger/queries"
import type { Reporter } from "@/lib/ledger/usage-event"
import type { EventInput } from "@/lib/sources/events-schema"
import { ingestEvents } from "@/lib/sources/ingest"
import type { SourceKind } from "@/lib/sources/kinds-schema"
import { createSource } from "@/lib/sources/mutations"
import { writeTraffic } from "@/lib/sources/traffic"
import { listTraffic } from "@/lib/sources/traffic-queries"
import { listEvents } from "@/lib/spend/events"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testResponseId } from "@/lib/testing/response-id"

await testDatabase()

const RANGE = { from: new Date("2026-11-17T00:00:00Z"), to: new Date("2026-11-20T00:00:00Z"), filters: [] }
const CALL = { time: "2026-11-18T10:00:00.000Z", provider: "openai", model: "gpt-4o-mini" }

/** 1,000 tokens at $0.15 and 1,000 at $0.60 a million. */
const COMPUTED = "0.00075"

function answer(more: { prompt?: number; cost?: number; provider?: string } = {}) {
  const { prompt = 1_000, cost, provider } = more
  return {
    ...{ id: testResponseId("told"), object: "chat.completion", model: "gpt-4o-mini", choices: [] },
    ...(provider ? { provider } : {}),
    usage: {
      ...{ prompt_tokens: prompt, completion_tokens: 1_000, total_tokens: prompt + 1_000 },
      ...(cost === undefined ? {} : { cost }),
    },
  }
}

interface Told {
  from: string
  kind?: SourceKind
  bills?: boolean
  reporter?: Reporter
  event: EventInput
}

/** The call as an application says it, with what the provider answered. */
const APP: Told = { from: "app", event: { id: "app", ...CALL, response: answer() } }
/** The same call as OpenRouter's raw answer tells it. */
const openRouterAnswer = (from: string, cost: number, prompt = 1_000): Told => ({
  from,
  event: { id: from, ...CALL, route: "openrouter", response: answer({ cost, prompt, provider: "OpenAI" }) },
})

async function told(order: readonly Told[]) {
  const { scope, orgId } = await makeTenant()
  const sources = new Map<string, number>()
  for (const { from, kind = "events", bills = false } of order) {
    if (sources.has(from)) continue
    sources.set(from, (await createSource(scope, { name: from, kind, bills })).source.id)
  }
  const answers = []
  for (const { from, reporter = "usage", event } of order) {
    const options = { now: new Date("2026-11-18T12:00:00Z"), backfill: true, requestId: "req_test", reporter }
    answers.push(await ingestEvents(scope, sources.get(from) ?? 0, [event], options))
  }
  const { events } = await listEvents(scope, { ...RANGE, limit: 9 })
  const standing = events.filter(({ corrected }) => corrected === null)
  const call = await getEvent(scope, standing[0]?.id ?? eventId(0n))
  return { scope, orgId, sources, answers, standing, call }
}

const bothOrders = (one: Told, other: Told) => [
  [one, other],
  [other, one],
]

const forged = (event: Partial<EventInput>, more: Partial<Told> = {}): Told => ({
  ...{ from: "stranger", event: { id: "forged", ...CALL, ...event } },
  ...more,
})
const OPENROUTER = { route: "openrouter" } as const
const free = { amount: "0", currency: "USD" }
/** LiteLLM's word that its cache answered, under the id of somebody else's answer. */
const CACHED = {
  ...{
    id: testResponseId("told"),
    call_type: "acompletion",
    custom_llm_provider: "openai",
    model: "gpt-4o-mini",
  },
  ...{
    cache_hit: true,
    response_cost: 0,
    prompt_tokens: 1_000,
    completion_tokens: 1_000,
    total_tokens: 2_000,
  },
  ...{ status: "success", startTime: 1_763_460_000, endTime: 1_763_460_001 },
}

test.each<[string, Told]>([
  ["a cost of nothing beside the usage", forged({ ...OPENROUTER, cost: free, response: answer() })],
  ["a cost in the answer's own usage", openRouterAnswer("stranger", 0)],
  ["the same of more tokens", openRouterAnswer("stranger", 0, 900_000)],
  ["a cost of one picodollar", openRouterAnswer("stranger", 1e-12)],
  ["a cost of a thousand dollars", openRouterAnswer("stranger", 1_000)],
  ["a hit of a gateway's cache", forged({ route: "litellm", response: CACHED })],
  ["a span's cost", forged({ ...OPENROUTER, cost: free, response: answer() }, { reporter: "span" })],
  [
    "fewer tokens at an earlier time",
    forged({ time: "2026-11-18T09:00:00.000Z", response: answer({ prompt: 0 }) }),
  ],
  ["fewer tokens by a gateway", forged({ route: "litellm", response: answer({ prompt: 0 }) })],
])("whoever learns of a response id does not change what its call costs: %s", async (_, attack) => {
  for (const order of bothOrders(APP, attack)) {
    const { standing, call } = await told(order)
    expect(standing).toHaveLength(1)
    expect([call.billed, call.reports[0]?.source]).toEqual([COMPUTED, "app"])
  }
})

test("nor of an answer of OpenRouter's that an application passed on, which no price has to agree with", async () => {
  const own = openRouterAnswer("app", 0.000_7)
  for (const attack of [
    openRouterAnswer("stranger", 0),
    forged({ response: answer({ prompt: 0 }) }),
    forged({ ...OPENROUTER, cost: free, response: answer() }),
  ])
    for (const order of bothOrders(own, attack)) {
      const { standing, call } = await told(order)
      expect(standing).toHaveLength(1)
      expect([call.billed, call.reports[0]?.source]).toEqual(["0.0007", "app"])
    }
})

test("an answer of OpenRouter's that one application passes on is billed as it says, and says whose word that is", async () => {
  const { call } = await told([openRouterAnswer("app", 0.000_7)])
  expect(call).toMatchObject({ billed: "0.0007", computed: COMPUTED, reportsDisagree: false })
  expect(call.billedBecause).toMatch(/passes on what the biller states/)
})

test.each<[string, Pick<Told, "kind" | "bills">]>([
  ["a source that is OpenRouter", { kind: "openrouter" }],
  ["a source that is set to bill", { bills: true }],
])("%s counts over what others report, dearer or cheaper", async (_, settings) => {
  for (const cost of ["0.0001", "0.9", "0"]) {
    const event = {
      id: "bill",
      ...CALL,
      ...OPENROUTER,
      cost: { amount: cost, currency: "USD" },
      response: answer(),
    }
    const bill: Told = { from: "bill", ...settings, event }
    for (const order of bothOrders(APP, bill)) {
      const { standing, call } = await told(order)
      expect(standing).toHaveLength(1)
      expect([call.billed, call.reports[0]?.source]).toEqual([cost, "bill"])
      expect(call.billedBecause).toMatch(/is the biller/)
    }
  }
})

test.each<[string, string, Partial<EventInput>]>([
  ["a gateway that sells", "direct", { route: "openrouter", response: answer({ prompt: 10 }) }],
  ["an address that nobody knows", "direct", { route: "our-resale", response: answer({ prompt: 10 }) }],
  ["a gateway that passes on", "litellm", { route: "litellm", response: answer({ prompt: 10 }) }],
])(
  "whose bill a call is on says the report whose money counts: beside %s it is %s",
  async (_, route, said) => {
    for (const order of bothOrders(APP, forged(said))) {
      const { call } = await told(order)
      expect([call.provider, call.route, call.billed]).toEqual(["openai", route, COMPUTED])
    }
  },
)

const SPAN = { trace_id: "5b8aa5a2d2c872e8321cf37308d69df2", span_id: "051581bf3cb55c13" }

test.each<[string, string, string, number]>([
  ["the same other source told of both", "app", "app", 2],
  ["two others told of one each", "app", "gateway", 1],
  ["it told of both itself", "stranger", "stranger", 1],
])(
  "a report that names two calls makes one of them, unless another source knows better: %s",
  async (_, one, other, calls) => {
    const bySpan: Told = {
      ...{ from: other, reporter: "span" },
      event: { ...{ id: "span", ...CALL, ...SPAN }, usage: { input_uncached: 900, output: 290 } },
    }
    const both = (id: string) => forged({ id, response: answer(), ...SPAN })
    const { standing } = await told([{ ...APP, from: one }, bySpan, both("c"), both("d")])
    expect(standing).toHaveLength(calls)
  },
)

test("a source corrects what it said itself, also to less", async () => {
  const less: EventInput = {
    ...{ ...openRouterAnswer("app", 0.000_1).event, id: "less" },
    ...{ type: "replace", target_id: "app", reason: "a refund" },
  }
  const { standing, call } = await told([openRouterAnswer("app", 0.000_7), { from: "app", event: less }])
  expect(standing).toHaveLength(1)
  expect(call.billed).toBe("0.0001")
})

test("reports that differ by more than half of what counts are marked, and counted for their source", async () => {
  const near = forged({ route: "litellm", response: answer({ prompt: 900 }) })
  const quiet = await told([APP, near])
  expect(quiet.call.reports.map(({ source, billed, disagrees }) => [source, billed, disagrees])).toEqual([
    ["app", COMPUTED, false],
    ["stranger", "0.000735", false],
  ])
  for (const order of bothOrders(APP, openRouterAnswer("stranger", 0))) {
    const { scope, sources, call } = await told(order)
    expect(call.reports.map(({ source, billed, disagrees }) => [source, billed, disagrees])).toEqual([
      ["app", COMPUTED, false],
      ["stranger", "0", true],
    ])
    expect(call.reportsDisagree).toBe(true)
    await writeTraffic()
    const traffic = await listTraffic(scope)
    expect(traffic?.map(({ id, disagreeing }) => [id, disagreeing]).sort()).toEqual(
      [...sources].map(([name, id]) => [id, name === "stranger" ? 1 : 0]).sort(),
    )
  }
})
