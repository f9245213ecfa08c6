import { spawnSync } from "node:child_process"
import { describe, expect, it } from "vitest"
import { defaultPriceBook } from "./default-book"
import { explainCall, explainText } from "./explain"

const context = { book: defaultPriceBook(), now: new Date("2026-11-25T12:00:00Z") }
const explain = (request: unknown, response: unknown) => explainCall({ request, response }, context)

const completion = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_786_500_000,
  model: "gpt-5.4-2026-03-05",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello" } }],
  usage: {
    prompt_tokens: 1_200,
    completion_tokens: 300,
    total_tokens: 1_500,
    prompt_tokens_details: { cached_tokens: 200 },
    completion_tokens_details: { reasoning_tokens: 100 },
  },
}

describe("explainCall", () => {
  it("says what was counted, which row priced it and what it cost", () => {
    const result = explain(
      { url: "https://api.openai.com/v1/chat/completions", model: "gpt-5.4" },
      { body: completion },
    )
    expect(result).toMatchObject({
      model: "gpt-5.4-2026-03-05",
      provider: "openai",
      route: "direct",
      error_class: null,
      billed: "0.00705",
      currency: "USD",
      priced_at: "2026-08-12T02:00:00.000Z",
      warnings: [],
      normalised: {
        input_uncached: 1_000,
        cache_read: 200,
        cache_write_5m: 0,
        cache_write_1h: 0,
        cache_write_other: 0,
        output: 300,
        of_which: { reasoning: 100 },
        counts: {},
      },
    })
    expect(result.items).toEqual([
      expect.objectContaining({
        kind: "message",
        model: "gpt-5.4-2026-03-05",
        price_row: "openai/gpt-5.4;input<=271999",
        cost: "0.00705",
        as_of: "2026-09-23",
      }),
    ])
  })

  it("takes a bare response body too", () => {
    expect(explain({}, completion)).toMatchObject({ provider: "openai", billed: "0.00705" })
  })

  it("reads streams, raw and parsed", () => {
    const chunk = { ...completion, object: "chat.completion.chunk", choices: [] }
    const sse = `: keep-alive\n\ndata: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`
    expect(explain({ provider: "openai" }, { sse })).toMatchObject({
      billed: "0.00705",
      priced_at: "2026-08-12T02:00:00.000Z",
    })
    expect(explain({ provider: "openai" }, { sse_events: [chunk] })).toMatchObject({ billed: "0.00705" })
  })

  it("finds the model in the address where the body names none", () => {
    const body = {
      output: { message: { role: "assistant", content: [] } },
      usage: { inputTokens: 10, outputTokens: 2, totalTokens: 12 },
    }
    const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-micro-v1%3A0/converse"
    expect(explain({ url }, { body })).toMatchObject({
      items: [
        {
          model: "us.amazon.nova-micro-v1:0",
          price_row: "bedrock/amazon.nova-micro-v1:0",
          cost: "0.00000063",
        },
      ],
    })
  })

  it("converts a price in yuan and shows the amount it comes from", () => {
    const body = {
      ...completion,
      model: "qwen3-max",
      usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
    }
    const url = "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions"
    const [item] = explain({ url }, { body }).items as [Record<string, unknown>]
    expect(item.native).toEqual({ amount: "0.00448", currency: "CNY" })
    expect(item.exchange).toMatchObject({ from: "CNY", to: "USD", numerator: "0.1379310345" })
    expect(item.cost).toBe("0.000617931035")
  })

  it("bills what a biller says and keeps its fee apart", () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
      cost: 0.0005,
      is_byok: true,
      cost_details: { upstream_inference_cost: 0.01 },
    }
    const body = { ...completion, id: "gen-1", model: "openai/gpt-4.1-mini", provider: "OpenAI", usage }
    const result = explain({ url: "https://openrouter.ai/api/v1/chat/completions" }, { body })
    expect(result).toMatchObject({ route: "openrouter", billed: "0.0105", reported: "0.0105" })
    expect(
      (result.items as { kind: string; billed: string }[]).map(({ kind, billed }) => [kind, billed]),
    ).toEqual([
      ["message", "0.01"],
      ["platform_fee", "0.0005"],
    ])
  })

  it("leaves an unknown model unpriced and says why", () => {
    const body = { ...completion, model: "gpt-99" }
    expect(explain({ provider: "openai" }, { body })).toMatchObject({
      billed: null,
      items: [
        { price_row: null, cost: null, unpriced_because: "The price list of openai has no row for gpt-99." },
      ],
    })
  })

  it("says when the missing time decides", () => {
    const { created: _, ...untimed } = { ...completion, model: "deepseek-v4-flash" }
    const warnings = explain({ provider: "deepseek" }, { body: untimed }).warnings as { code: string }[]
    expect(warnings.map(({ code }) => code)).toContain("time_unknown")
    const { created: __, ...steady } = completion
    expect(explain({ provider: "openai" }, { body: steady }).warnings).toEqual([])
  })

  it("classifies an error", () => {
    const body = { error: { message: "Slow down", type: "rate_limit_error", code: "rate_limit_exceeded" } }
    expect(
      explain({ url: "https://api.openai.com/v1/chat/completions" }, { status: 429, body }),
    ).toMatchObject({
      items: [],
      normalised: null,
      error_class: "rate_limit",
      billed: null,
      warnings: [],
    })
  })

  it.each([null, 7, "text", [], {}, { request: {} }])("answers %j with an error", (input) => {
    expect(explainCall(input, context)).toHaveProperty("error")
  })
})

describe("explainText", () => {
  const call = { request: { provider: "openai" }, response: { body: completion } }
  const run = (input: string) =>
    explainText(input, context).map(({ billed, error }) => billed ?? typeof error)

  it("answers line by line and goes on after a bad one", () => {
    const lines = `${JSON.stringify(call)}\n{"broken\n\n[1]\n${JSON.stringify(call)}\n`
    expect(run(lines)).toEqual(["0.00705", "string", "string", "0.00705"])
  })

  it("takes one call or a list of them over several lines", () => {
    expect(run(JSON.stringify(call, null, 2))).toEqual(["0.00705"])
    expect(run(JSON.stringify([call, call], null, 2))).toEqual(["0.00705", "0.00705"])
  })

  it("answers nothing to nothing", () => {
    expect(run("\n \n")).toEqual([])
  })
})

it("is what the command prints", { timeout: 60_000 }, () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "scripts/explain.ts"],
    {
      cwd: new URL("../../", import.meta.url),
      input: `${JSON.stringify({ request: {}, response: completion })}\nnonsense\n`,
      encoding: "utf8",
    },
  )
  const answers = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  expect(status).toBe(0)
  expect(answers).toEqual([expect.objectContaining({ billed: "0.00705" }), { error: expect.any(String) }])
})
