import { encodeSpans, type WrittenSpan } from "./encode-spans"
import { type Figure, median } from "./figures"
import { type Bench, bodiesOf, sendAll, type Way } from "./ingest"
import { seeded, workloads } from "./traffic"

const CALLS = 20_000
const PER_REQUEST = 1_000
const ROUNDS = 3
const TRACES: Way = { path: "/api/v1/otlp/v1/traces", type: "application/x-protobuf" }

const hex = (random: () => number, digits: number) =>
  Array.from({ length: digits / 4 }, () =>
    Math.floor(random() * 65_536)
      .toString(16)
      .padStart(4, "0"),
  ).join("")

/** A request of a user, the agent in it with the sum, and the call: as libraries tell of one. */
function traceOf(
  random: () => number,
  at: number,
  work: ReturnType<typeof workloads>[number],
): WrittenSpan[] {
  const traceId = hex(random, 32)
  const [root = "", agent = "", call = ""] = [hex(random, 16), hex(random, 16), hex(random, 16)]
  const start = BigInt(at) * 1_000_000n
  const end = start + 1_500_000_000n
  const usage = {
    "gen_ai.usage.input_tokens": 200 + Math.floor(random() * 8_000),
    "gen_ai.usage.output_tokens": 20 + Math.floor(random() * 900),
    "gen_ai.usage.cache_read.input_tokens": Math.floor(random() * 200),
    "gen_ai.usage.cache_creation.input_tokens": 0,
  }
  const model = { "gen_ai.provider.name": work.provider, "gen_ai.request.model": work.model }
  const user = { "user.id": `user-${Math.floor(random() * 5_000)}` }
  return [
    {
      ...{ traceId, spanId: call, parentSpanId: agent, name: `chat ${work.model}`, start, end },
      attributes: {
        ...{ "gen_ai.operation.name": "chat", ...model, ...usage },
        ...{ "gen_ai.response.model": work.model, "gen_ai.response.id": `chatcmpl-${traceId}` },
        "gen_ai.input.messages": "What did the customer ask for? ".repeat(20),
        "gen_ai.output.messages": "An answer of some length. ".repeat(10),
      },
    },
    {
      ...{ traceId, spanId: agent, parentSpanId: root, name: "invoke_agent", start, end },
      attributes: {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": work.agent,
        ...model,
        ...usage,
      },
    },
    {
      ...{ traceId, spanId: root, name: "POST /ask", start, end },
      attributes: {
        ...user,
        "tollgate.feature": work.feature,
        "tollgate.team": work.team,
        "http.route": "/ask",
      },
    },
  ]
}

/** Bodies of as many calls as a request of events holds, each with the spans above it or alone. */
function spanBodies(count: number, seed: number, isAlone: boolean): Buffer[] {
  const random = seeded(seed)
  const all = workloads()
  const from = Date.now() - 600_000
  return Array.from({ length: count / PER_REQUEST }, (_, body) => {
    const spans = Array.from({ length: PER_REQUEST }, (__, i) => {
      const work = all[Math.floor(random() ** 3 * all.length)] ?? all[0]
      const at = from + Math.floor(((body * PER_REQUEST + i) * 590_000) / count)
      return work ? traceOf(random, at, work).slice(0, isAlone ? 1 : 3) : []
    })
    return encodeSpans({ "service.name": "bench", "deployment.environment.name": "production" }, spans.flat())
  })
}

/** Calls a second that come as spans, and as events in the same run. */
export async function spanFigures(bench: Bench, ledger: string): Promise<Figure[]> {
  const rates: Record<"events" | "alone" | "traces", number[]> = { events: [], alone: [], traces: [] }
  for (let round = -1; round < ROUNDS; round += 1) {
    const seed = Date.now() % 1_000_000_007
    const events = await sendAll(bench, bodiesOf(CALLS, `spans-${round}-${seed}`, seed), CALLS)
    const alone = await sendAll(bench, spanBodies(CALLS, seed, true), CALLS, TRACES)
    const traces = await sendAll(bench, spanBodies(CALLS, seed + 1, false), CALLS, TRACES)
    // The first round warms the server up.
    if (round < 0) continue
    for (const [name, { acknowledgedMs }] of Object.entries({ events, alone, traces })) {
      rates[name as keyof typeof rates].push((CALLS / acknowledgedMs) * 1_000)
    }
  }
  const baseline = { name: "as events", value: median(rates.events) }
  const figure = (name: string, value: number): Figure => ({
    name: `${ledger}: calls as OTLP protobuf, ${name}, until acknowledged`,
    ...{ value, unit: "calls/s", baseline, ratio: value / baseline.value },
  })
  return [
    { ...figure("a span each", median(rates.alone)), limit: { of: "ratio", least: 0.33 } },
    figure("three spans each", median(rates.traces)),
  ]
}
