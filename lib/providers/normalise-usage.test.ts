import { describe, expect, it } from "vitest"
import { normalise, normaliseUsage } from "./normalise"
import { splitCalls } from "./payload"

function classesOf(result: ReturnType<typeof normaliseUsage>) {
  if (!result.ok) throw new Error(result.detail)
  const { input_uncached, cache_read, cache_write_5m, cache_write_1h, cache_write_other, output } =
    result.usage.items[0].classes
  return [input_uncached, cache_read, cache_write_5m, cache_write_1h, cache_write_other, output]
}

describe("normaliseUsage", () => {
  it("recognises a bare usage object by its fields", () => {
    expect(classesOf(normaliseUsage({ prompt_tokens: 9, completion_tokens: 2 }, {}))).toEqual([
      9, 0, 0, 0, 0, 2,
    ])
    const anthropic = { input_tokens: 9, output_tokens: 2, cache_read_input_tokens: 5 }
    expect(classesOf(normaliseUsage(anthropic, {}))).toEqual([9, 5, 0, 0, 0, 2])
    const responses = { input_tokens: 9, output_tokens: 2, input_tokens_details: { cached_tokens: 5 } }
    expect(classesOf(normaliseUsage(responses, {}))).toEqual([4, 5, 0, 0, 0, 2])
    expect(classesOf(normaliseUsage({ promptTokenCount: 9, thoughtsTokenCount: 2 }, {}))).toEqual([
      9, 0, 0, 0, 0, 2,
    ])
    expect(classesOf(normaliseUsage({ inputTokens: 9, outputTokens: 2 }, {}))).toEqual([9, 0, 0, 0, 0, 2])
  })

  it("believes the stated shape", () => {
    const usage = { input_tokens: 100, output_tokens: 2, cache_read_input_tokens: 5 }
    expect(classesOf(normaliseUsage(usage, { usageShape: "anthropic" }))).toEqual([100, 5, 0, 0, 0, 2])
    expect(normaliseUsage(usage, { usageShape: "toString" })).toMatchObject({
      ok: false,
      code: "unknown_shape",
    })
  })

  it("takes the product's own words as its own whichever of them are left out", () => {
    expect(classesOf(normaliseUsage({ output: 100, reasoning: 60 }, {}))).toEqual([0, 0, 0, 0, 0, 100])
    expect(classesOf(normaliseUsage({ cache_read: 1_000, output: 100, reasoning: 60 }, {}))).toEqual([
      0, 1_000, 0, 0, 0, 100,
    ])
    expect(classesOf(normaliseUsage({ cache_write_1h: 7 }, {}))).toEqual([0, 0, 0, 7, 0, 0])
    expect(classesOf(normaliseUsage({ counts: { web_search_requests: 3 } }, {}))).toEqual([0, 0, 0, 0, 0, 0])
    // A word of Langfuse's makes it Langfuse's usage, whose parts stand beside.
    expect(classesOf(normaliseUsage({ input: 10, output: 100, reasoning: 60 }, {}))).toEqual([
      10, 0, 0, 0, 0, 160,
    ])
  })

  it("takes the product's own classes as they are", () => {
    const usage = {
      input_uncached: 1,
      cache_read: 2,
      cache_write_5m: 3,
      cache_write_1h: 4,
      cache_write_other: 5,
      output: 6,
    }
    const result = normaliseUsage({ ...usage, reasoning: 4, counts: { web_search_requests: 2 } }, {})
    expect(classesOf(result)).toEqual([1, 2, 3, 4, 5, 6])
    expect(result).toMatchObject({
      usage: { inputTotal: 15, items: [{ ofWhich: { reasoning: 4 }, counts: { web_search_requests: 2 } }] },
    })
  })

  it("opens a response given in place of its usage", () => {
    const body = { id: "x", model: "gpt-5", usage: { prompt_tokens: 9, completion_tokens: 2 } }
    expect(normaliseUsage(body, {})).toMatchObject({ usage: { model: "gpt-5", responseId: "x" } })
  })

  it("keeps tier and provider extras", () => {
    const usage = { prompt_tokens: 9, completion_tokens: 2, cost_in_usd_ticks: 100 }
    expect(normaliseUsage(usage, { provider: "xai", serviceTier: "batch" })).toMatchObject({
      usage: { serviceTier: "batch", reported: { amount: "0.00000001", isBiller: true } },
    })
  })

  it.each([null, undefined, 3, "x", [], {}, { words: 1 }])("refuses %j with a sentence", (usage) => {
    const result = normaliseUsage(usage, {})
    expect(result.ok).toBe(false)
    if (!result.ok) expect(result.detail).toMatch(/\.$/)
  })
})

describe("splitCalls", () => {
  it("separates what one delivery holds, each fit for normalise", () => {
    const call = {
      call_type: "completion",
      custom_llm_provider: "openai",
      prompt_tokens: 1,
      completion_tokens: 1,
    }
    const calls = splitCalls([call, { ...call, prompt_tokens: 2 }])
    expect(calls.map((body) => classesOf(normalise({}, { body }))[0])).toEqual([1, 2])
    const generation = (id: string, input: number) => ({
      type: "generation-create",
      body: { id, traceId: "t", usage: { input, output: 1 } },
    })
    const batch = splitCalls({ batch: [generation("a", 3), generation("b", 4)] })
    expect(batch.map((body) => classesOf(normalise({}, { body }))[0])).toEqual([3, 4])
    expect(splitCalls([{ choices: [] }])).toHaveLength(1)
  })
})
