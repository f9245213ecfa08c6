import { describe, expect, it } from "vitest"
import { formatDecimal, parseDecimal } from "@/lib/money"
import { testItem, testQuery } from "@/lib/testing/price"
import { priceItem } from "./cost"
import { catalogueRows, defaultPriceBook } from "./default-book"
import { findPriceRow } from "./match"
import type { PriceQuery } from "./schema"

const book = defaultPriceBook()
const MILLION = 1_000_000

type Rates = [input: string, read: string | null, output: string]

/** What a million tokens of a class cost in such a call. */
function perMillion(query: Partial<PriceQuery>): Rates | string {
  const row = findPriceRow(book, testQuery({ item: testItem({ output: 1_000 }), ...query }))
  if (!row) return priceItem(book, testQuery(query)).unpricedBecause ?? "nothing"
  const of = (key: string) => {
    const rate = row.rates[key]
    return rate === undefined
      ? null
      : formatDecimal({
          digits: parseDecimal(rate).digits * BigInt(MILLION),
          scale: parseDecimal(rate).scale,
        })
  }
  return [of("input_uncached") ?? "none", of("cache_read"), of("output") ?? "none"]
}

const at = (text: string) => new Date(text)

describe("DeepSeek", () => {
  const FLAT: Rates = ["0.14", "0.0028", "0.28"]
  const OFF: Rates = ["0.22", "0.007", "0.66"]
  const PEAK: Rates = ["0.44", "0.014", "1.32"]

  it.each<[string, string, Rates]>([
    // Before 2026-08-17 there were no peak hours.
    ["deepseek-v4-flash", "2026-08-16T02:00:00Z", FLAT],
    ["deepseek-v4-flash", "2026-08-16T23:59:59.999Z", FLAT],
    ["deepseek-v4-flash", "2026-08-17T00:00:00Z", OFF],
    ["deepseek-v4-flash", "2026-08-17T00:59:59.999Z", OFF],
    ["deepseek-v4-flash", "2026-08-17T01:00:00Z", PEAK],
    ["deepseek-v4-flash", "2026-08-17T03:59:59.999Z", PEAK],
    ["deepseek-v4-flash", "2026-08-17T04:00:00Z", OFF],
    ["deepseek-v4-flash", "2026-08-17T05:59:59.999Z", OFF],
    ["deepseek-v4-flash", "2026-08-17T06:00:00Z", PEAK],
    ["deepseek-v4-flash", "2026-08-17T09:59:59.999Z", PEAK],
    ["deepseek-v4-flash", "2026-08-17T10:00:00Z", OFF],
    // The first Saturday still had them, Sunday the 23rd did not.
    ["deepseek-v4-flash", "2026-08-22T02:00:00Z", PEAK],
    ["deepseek-v4-flash", "2026-08-23T02:00:00Z", OFF],
    ["deepseek-v4-flash", "2026-08-24T02:00:00Z", PEAK],
    ["deepseek-v4-flash", "2026-08-28T09:59:00Z", PEAK],
    ["deepseek-v4-flash", "2026-08-29T02:00:00Z", OFF],
    ["deepseek-v4-flash", "2026-08-30T09:00:00Z", OFF],
    ["deepseek-v4-pro", "2026-08-10T02:00:00Z", ["0.435", "0.003625", "0.87"]],
    ["deepseek-v4-pro", "2026-08-18T12:00:00Z", ["0.66", "0.022", "1.98"]],
    ["deepseek-v4-pro", "2026-08-18T02:00:00Z", ["1.32", "0.044", "3.96"]],
    ["deepseek-chat", "2026-09-01T12:00:00Z", OFF],
    ["deepseek-reasoner", "2026-09-01T02:00:00Z", PEAK],
    ["deepseek-reasoner", "2026-06-10T09:04:00Z", FLAT],
    ["deepseek-chat", "2025-12-02T13:00:00Z", ["0.28", "0.028", "0.42"]],
    ["deepseek-reasoner", "2025-09-05T16:00:00Z", ["0.56", "0.07", "1.68"]],
    ["deepseek-reasoner", "2025-09-05T15:59:59Z", ["0.55", "0.14", "2.19"]],
    ["deepseek-chat", "2025-08-01T16:29:59Z", ["0.27", "0.07", "1.1"]],
    ["deepseek-chat", "2025-08-01T16:30:00Z", ["0.135", "0.035", "0.55"]],
    ["deepseek-reasoner", "2025-08-02T00:29:59Z", ["0.135", "0.035", "0.55"]],
    ["deepseek-chat", "2025-08-02T00:30:00Z", ["0.27", "0.07", "1.1"]],
    ["deepseek-chat", "2025-02-20T20:00:00Z", ["0.27", "0.07", "1.1"]],
    ["deepseek-chat", "2025-01-01T20:00:00Z", ["0.14", "0.014", "0.28"]],
  ])("%s at %s costs %j", (model, time, rates) => {
    expect(perMillion({ provider: "deepseek", model, at: at(time) })).toEqual(rates)
  })

  it("bills mainland accounts in yuan, the price since August being an assumption", () => {
    const query = testQuery({
      provider: "deepseek",
      region: "cn",
      model: "deepseek-v4-pro",
      at: at("2026-08-18T02:00:00Z"),
    })
    expect(findPriceRow(book, query)).toMatchObject({
      currency: "CNY",
      source: expect.stringContaining("Assumption:"),
    })
    expect(perMillion(query)).toEqual(["6", "0.05", "12"])
    expect(perMillion({ ...query, at: at("2026-06-02T02:00:00Z") })).toEqual(["3", "0.025", "6"])
  })
})

describe("Qwen", () => {
  it.each<[string, Partial<PriceQuery>, Rates | string]>([
    ["intl", { model: "qwen-plus", inputTotal: 256_000 }, ["0.4", "0.08", "1.2"]],
    ["intl", { model: "qwen-plus", inputTotal: 256_001 }, ["1.2", "0.24", "3.6"]],
    ["intl", { model: "qwen-plus", inputTotal: 256_000, thinking: true }, ["0.4", "0.08", "4"]],
    ["intl", { model: "qwen-plus-latest", inputTotal: 256_001, thinking: true }, ["1.2", "0.24", "12"]],
    ["intl", { model: "qwen3-max", inputTotal: 32_000 }, ["1.2", "0.24", "6"]],
    ["intl", { model: "qwen3-max", inputTotal: 32_001 }, ["2.4", "0.48", "12"]],
    ["intl", { model: "qwen3-max", inputTotal: 128_001 }, ["3", "0.6", "15"]],
    ["intl", { model: "qwen3-max", inputTotal: 10, serviceTier: "batch" }, ["0.6", null, "3"]],
    ["intl", { model: "qwen-turbo", thinking: true }, ["0.05", "0.01", "0.5"]],
    ["cn", { model: "qwen-plus", inputTotal: 128_000 }, ["0.8", "0.16", "2"]],
    ["cn", { model: "qwen-plus", inputTotal: 128_001 }, ["2.4", "0.48", "20"]],
    ["cn", { model: "qwen-plus", inputTotal: 256_001 }, ["4.8", "0.96", "48"]],
    ["cn", { model: "qwen-plus", inputTotal: 1, thinking: true }, ["0.8", "0.16", "8"]],
    ["cn", { model: "qwen-plus", inputTotal: 200_000, thinking: true }, ["2.4", "0.48", "24"]],
    ["cn", { model: "qwen3-max", inputTotal: 1 }, ["3.2", "0.64", "12.8"]],
    ["cn", { model: "qwen-flash", inputTotal: 200_000 }, ["0.6", "0.12", "6"]],
  ])("%s %j costs %j", (region, query, rates) => {
    expect(perMillion({ provider: "qwen", region, ...query })).toEqual(rates)
  })

  it("bills Beijing in yuan and Singapore in dollars", () => {
    const currencies = ["cn", "intl", null].map(
      (region) => findPriceRow(book, testQuery({ provider: "qwen", region, model: "qwen-plus" }))?.currency,
    )
    expect(currencies).toEqual(["CNY", "USD", "USD"])
  })

  it("bills an explicit cache at 125 % written and 10 % read, an implicit one at 20 % read", () => {
    const parts = (item: ReturnType<typeof testItem>) =>
      priceItem(book, testQuery({ provider: "qwen", model: "qwen-plus", item })).computed?.parts.map(
        ({ key, rate }) => [key, rate],
      )
    expect(parts(testItem({ cache_read: 5, cache_write_5m: 5 }))).toEqual([
      ["cache_read", "0.00000004"],
      ["cache_write_5m", "0.0000005"],
    ])
    expect(parts(testItem({ cache_read: 5 }))).toEqual([["cache_read", "0.00000008"]])
  })

  it("charges the whole answer of thinking mode at the thinking price", () => {
    const item = testItem({ output: 1_000 }, { ofWhich: { reasoning: 600 } })
    const { computed } = priceItem(
      book,
      testQuery({ provider: "qwen", model: "qwen-plus", thinking: true, item }),
    )
    expect(computed && formatDecimal(computed.amount)).toBe("0.004")
  })
})

describe("GLM", () => {
  it.each<[string | null, Partial<PriceQuery>, Rates | string]>([
    ["cn", { inputTotal: 31_999, item: testItem({ output: 199 }) }, ["2", "0.4", "8"]],
    ["cn", { inputTotal: 31_999, item: testItem({ output: 200 }) }, ["3", "0.6", "14"]],
    ["cn", { inputTotal: 32_000, item: testItem({ output: 199 }) }, ["4", "0.8", "16"]],
    ["cn", { inputTotal: 32_000, item: testItem({ output: 200 }) }, ["4", "0.8", "16"]],
    [null, { inputTotal: 32_000 }, ["0.6", "0.11", "2.2"]],
  ])("4.7 in %s with %j costs %j", (region, query, rates) => {
    expect(perMillion({ provider: "glm", region, model: "glm-4.7", ...query })).toEqual(rates)
  })

  it.each<[string | null, string, Rates]>([
    [null, "2026-09-09T15:59:59Z", ["0.075", "0.015", "0.25"]],
    [null, "2026-09-09T16:00:00Z", ["0.15", "0.03", "0.5"]],
    ["cn", "2026-09-09T15:59:59Z", ["0.4", "0.115", "1.4"]],
    ["cn", "2026-09-09T16:00:00Z", ["0.8", "0.23", "2.8"]],
  ])("5.3 Flash in %s at %s costs %j", (region, time, rates) => {
    expect(perMillion({ provider: "glm", region, model: "glm-5.3-flash", at: at(time) })).toEqual(rates)
  })

  it("is free where it is free", () => {
    expect(
      priceItem(book, testQuery({ provider: "glm", model: "glm-4.5-flash" })).computed?.amount.digits,
    ).toBe(0n)
  })

  it("is unpriced above the length up to which the price is known", () => {
    const query = { provider: "glm", region: "cn", model: "glm-5.1", inputTotal: 32_000 }
    expect(perMillion(query)).toContain("input length")
  })
})

describe("SiliconFlow", () => {
  it.each<[string, string, Rates]>([
    ["intl", "deepseek-ai/DeepSeek-V3.2", ["0.27", null, "0.42"]],
    ["cn", "deepseek-ai/DeepSeek-V3", ["2", null, "8"]],
    ["cn", "Qwen/Qwen3-8B", ["0", "0", "0"]],
    ["cn", "Qwen/Qwen2-72B-Instruct", ["4.13", null, "4.13"]],
  ])("%s %s costs %j as route and as provider", (region, model, rates) => {
    expect(perMillion({ provider: "siliconflow", region, model })).toEqual(rates)
    expect(perMillion({ provider: "deepseek", route: "siliconflow", region, model })).toEqual(rates)
  })

  it("does not take the free model's price for its Pro variant", () => {
    expect(
      perMillion({ provider: "siliconflow", region: "cn", model: "Pro/Qwen/Qwen2-7B-Instruct" }),
    ).toContain("has no row")
  })
})

describe("Anthropic", () => {
  const day = at("2026-09-25T12:00:00Z")

  it.each<[Partial<PriceQuery>, Rates]>([
    [{ model: "claude-opus-5" }, ["5", "0.5", "25"]],
    [{ model: "claude-opus-5", serviceTier: "batch" }, ["2.5", "0.25", "12.5"]],
    [{ model: "claude-opus-5", speed: "fast" }, ["10", "1", "50"]],
    [{ model: "claude-opus-4-6", speed: "fast" }, ["30", "3", "150"]],
    [{ model: "claude-opus-5", region: "us" }, ["5.5", "0.55", "27.5"]],
    [{ model: "claude-opus-5", region: "global" }, ["5", "0.5", "25"]],
    [{ model: "claude-opus-5", region: "us", speed: "fast" }, ["11", "1.1", "55"]],
    [{ model: "claude-fable-5-1" }, ["10", "0.25", "50"]],
    [{ model: "claude-sonnet-4-5", inputTotal: 200_000 }, ["3", "0.3", "15"]],
    [{ model: "claude-sonnet-4-5", inputTotal: 200_001 }, ["6", "0.6", "22.5"]],
    [{ model: "claude-sonnet-4-6", inputTotal: 500_000 }, ["3", "0.3", "15"]],
    [
      { model: "claude-sonnet-4-6", inputTotal: 500_000, at: at("2026-03-12T23:59:59Z") },
      ["6", "0.6", "22.5"],
    ],
  ])("%j costs %j", (query, rates) => {
    expect(perMillion({ provider: "anthropic", at: day, ...query })).toEqual(rates)
  })

  it("writes to the cache at 125 % for five minutes and twice the price for an hour, searches at a cent", () => {
    const item = testItem(
      { cache_write_5m: 1, cache_write_1h: 1 },
      { counts: { web_search_requests: 1, web_fetch_requests: 2 } },
    )
    const { computed, warnings } = priceItem(
      book,
      testQuery({ provider: "anthropic", model: "claude-sonnet-5", at: day, item }),
    )
    expect(computed?.parts.map(({ key, rate }) => [key, rate])).toEqual([
      ["cache_write_5m", "0.0000025"],
      ["cache_write_1h", "0.000004"],
      ["web_search_requests", "0.01"],
      ["web_fetch_requests", "0"],
    ])
    expect(warnings).toEqual([])
  })

  it("keeps its batch, region and speed rows in step with the standard price", () => {
    const factors: Record<string, bigint> = { batch: 50n, us: 110n, "batch;us": 55n }
    const rows = catalogueRows().filter(({ provider, kind }) => provider === "anthropic" && kind !== "tools")
    const byId = new Map(rows.map((row) => [row.id, row]))
    const wrong = rows.filter((row) => {
      const suffix = Object.keys(factors).find((text) => row.id.endsWith(`;${text}`))
      const base = suffix && byId.get(row.id.slice(0, -suffix.length - 1))
      if (!suffix || !base) return false
      return ["input_uncached", "cache_read", "cache_write_5m", "cache_write_1h", "output"].some((key) => {
        const [rate, standard] = [row.rates[key], base.rates[key]]
        if (rate === undefined || standard === undefined) return rate !== standard
        const expected = {
          digits: parseDecimal(standard).digits * (factors[suffix] ?? 0n),
          scale: parseDecimal(standard).scale + 2,
        }
        return formatDecimal(expected) !== rate
      })
    })
    expect(wrong.map(({ id }) => id)).toEqual([])
  })
})

describe("OpenAI", () => {
  it.each<[Partial<PriceQuery>, Rates | string]>([
    [{ model: "gpt-5.4", serviceTier: "flex" }, ["1.25", "0.13", "7.5"]],
    [{ model: "gpt-5.4", serviceTier: "priority" }, ["5", "0.5", "30"]],
    [{ model: "gpt-5.4", serviceTier: "fast" }, ["5", "0.5", "30"]],
    [{ model: "gpt-5.4", inputTotal: 271_999 }, ["2.5", "0.25", "15"]],
    [{ model: "gpt-5.4", inputTotal: 272_000 }, ["5", "0.5", "22.5"]],
    [
      { model: "gpt-5.4", inputTotal: 272_000, serviceTier: "priority" },
      "No row of openai for gpt-5.4 applies",
    ],
    [{ model: "gpt-4.1", serviceTier: "priority" }, ["3.5", "0.875", "14"]],
    [{ model: "o4-mini-2025-04-16", serviceTier: "flex" }, ["0.55", "0.1375", "2.2"]],
    [{ model: "gpt-5.6-sol", at: at("2026-08-20T23:59:59Z") }, ["5", "0.5", "30"]],
    [{ model: "gpt-5.6-sol", at: at("2026-08-21T00:00:00Z") }, ["4", "0.4", "20"]],
    [{ model: "gpt-5.6-sol", at: at("2026-08-21T00:00:00Z"), serviceTier: "flex" }, ["2", "0.2", "10"]],
    [
      { model: "gpt-5.6-sol", at: at("2026-08-05T00:00:00Z"), serviceTier: "flex", inputTotal: 300_000 },
      ["5", "0.5", "22.5"],
    ],
    [{ model: "gpt-4o", serviceTier: "scale" }, "has no price for gpt-4o at service tier scale"],
  ])("%j costs %j", (query, rates) => {
    const found = perMillion({ provider: "openai", at: at("2026-08-10T12:00:00Z"), ...query })
    if (typeof rates === "string") expect(found).toContain(rates)
    else expect(found).toEqual(rates)
  })

  it("writes to the cache at 125 % from GPT-5.6 on and at the input price before", () => {
    const item = testItem({ cache_write_other: MILLION })
    const cost = (model: string) => {
      const { computed } = priceItem(
        book,
        testQuery({ provider: "openai", model, at: at("2026-08-10T12:00:00Z"), item, inputTotal: 1_000 }),
      )
      return computed && formatDecimal(computed.amount)
    }
    expect(cost("gpt-5.6-sol")).toBe("6.25")
    expect(cost("gpt-5.4")).toBe("2.5")
  })

  it("charges tools by the call, the container and the search", () => {
    const counts = { web_search_requests: 1, file_search_calls: 2, code_interpreter_sessions: 1 }
    const item = testItem({ output: 1 }, { counts })
    const { computed } = priceItem(book, testQuery({ provider: "openai", model: "o1", item }))
    expect(computed?.parts.slice(1).map(({ amount }) => amount)).toEqual(["0.01", "0.005", "0.03"])
  })

  it("charges audio tokens at their own rate", () => {
    const item = testItem({ input_uncached: 100, output: 50 }, { ofWhich: { audio_in: 90, audio_out: 40 } })
    const { computed } = priceItem(book, testQuery({ provider: "openai", model: "gpt-audio", item }))
    expect(computed?.parts.map(({ key, quantity, rate }) => [key, quantity, rate])).toEqual([
      ["audio_in", 90, "0.000032"],
      ["audio_out", 40, "0.000064"],
      ["input_uncached", 10, "0.0000025"],
      ["output", 10, "0.00001"],
    ])
  })
})

describe("Gemini", () => {
  it.each<[Partial<PriceQuery>, Rates]>([
    [{ model: "gemini-2.5-pro", inputTotal: 200_000 }, ["1.25", "0.125", "10"]],
    [{ model: "gemini-2.5-pro", inputTotal: 200_001 }, ["2.5", "0.25", "15"]],
    [{ model: "models/gemini-3.5-flash", serviceTier: "flex" }, ["0.75", "0.075", "4.5"]],
    [{ model: "gemini-3.5-flash", serviceTier: "ON_DEMAND_PRIORITY" }, ["2.7", "0.27", "16.2"]],
    [
      { model: "gemini-3.1-pro-preview", serviceTier: "priority", inputTotal: 200_001 },
      ["7.2", "0.72", "32.4"],
    ],
    [{ model: "gemini-3.6-flash", at: at("2026-08-01T12:00:00Z") }, ["1.5", "0.15", "7.5"]],
    [{ model: "gemini-3.6-flash", at: at("2026-12-31T23:59:59Z") }, ["0.75", "0.075", "3.75"]],
    [{ model: "gemini-3.6-flash", at: at("2027-01-01T00:00:00Z") }, ["1.5", "0.15", "7.5"]],
  ])("%j costs %j, also on Vertex", (query, rates) => {
    expect(perMillion({ provider: "gemini", ...query })).toEqual(rates)
    expect(perMillion({ provider: "vertex", ...query })).toEqual(rates)
  })

  it.each([
    ["gemini-2.5-flash", { grounded_prompts: 1 }, "0.035"],
    ["gemini-3-flash-preview", { web_search_requests: 3 }, "0.042"],
  ])("grounds %s for %j at %s", (model, counts, amount) => {
    const item = testItem({}, { counts })
    const { computed } = priceItem(book, testQuery({ provider: "gemini", model, item }))
    expect(computed && formatDecimal(computed.amount)).toBe(amount)
  })

  it("leaves purchased throughput unpriced", () => {
    expect(
      perMillion({ provider: "vertex", model: "gemini-2.5-flash", serviceTier: "provisioned" }),
    ).toContain("provisioned")
  })
})

describe("lists that refer to others", () => {
  it.each<[Partial<PriceQuery>, string]>([
    [
      { provider: "azure", model: "gpt-5.4-2026-03-05" },
      "azure/as-the-maker of openai/gpt-5.4;input<=271999",
    ],
    [{ provider: "azure", model: "o4-mini" }, "azure/o4-mini"],
    [
      { provider: "vertex", model: "claude-sonnet-5@20260915" },
      "vertex/as-gemini-and-anthropic of anthropic/claude-sonnet-5",
    ],
    [
      { provider: "xai", route: "openrouter", model: "x-ai/grok-4" },
      "openrouter/as-the-provider of xai/grok-4-0709",
    ],
    [{ provider: "openai", route: "openrouter", model: "gpt-4.1-mini" }, "openrouter/openai/gpt-4.1-mini"],
    [{ provider: "openrouter", model: "meta-llama/unheard-of:free" }, "openrouter/free-variants"],
    [
      { provider: "together", route: "huggingface", model: "Qwen/Qwen3-VL-8B-Instruct" },
      "huggingface-together/qwen/qwen3-vl-8b-instruct",
    ],
    [
      { provider: "huggingface", model: "Qwen/Qwen3-VL-8B-Instruct:together" },
      "huggingface-together/qwen/qwen3-vl-8b-instruct",
    ],
  ])("%j is priced by %s", (query, id) => {
    expect(findPriceRow(book, testQuery(query))?.id).toBe(id)
  })

  it.each<[Partial<PriceQuery>]>([
    [{ provider: "azure", model: "our-production-deployment" }],
    [{ provider: "openai", model: "gpt-5.4-ultra" }],
    [{ provider: "anthropic", model: "claude-opus-6" }],
    [{ provider: "openrouter", model: "openai/gpt-4o:unheard-of" }],
    [{ provider: "azure", model: "gpt-5.4", serviceTier: "priority" }],
  ])("%j stays unpriced", (query) => {
    expect(findPriceRow(book, testQuery(query))).toBeNull()
  })
})
