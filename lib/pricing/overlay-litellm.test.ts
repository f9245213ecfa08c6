import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { formatDecimal, parseDecimal } from "@/lib/money"
import { testQuery } from "@/lib/testing/price"
import { defaultPriceBook } from "./default-book"
import { findPriceRow } from "./match"

const book = defaultPriceBook()

const litellm = join(import.meta.dirname, "../../../shared/prices/litellm_prices.json")

describe.runIf(existsSync(litellm))("the LiteLLM map of 2026-08-01", () => {
  const map: Record<string, Record<string, unknown>> = existsSync(litellm)
    ? JSON.parse(readFileSync(litellm, "utf8"))
    : {}
  const day = new Date("2026-08-01T12:00:00Z")
  const KEYS = [
    ["input_cost_per_token", "input_uncached"],
    ["cache_read_input_token_cost", "cache_read"],
    ["output_cost_per_token", "output"],
  ] as const
  const SUFFIX = { _flex: "flex", _priority: "priority", _batches: "batch" } as const

  /** Rows of the map that contradict themselves or the provider, and so are not taken over. */
  const IGNORED = new Map([
    ["gpt-5-nano _priority", "fifty times the standard input price, and no output price"],
    ["gemini/gemini-2.5-pro _priority", "the standard price"],
    ["gemini/gemini-3.1-flash-image _batches", "half of another model's price"],
    ["gemini/gemini-3.1-flash-image-preview _batches", "half of another model's price"],
    ["gemini/deep-research-pro-preview-12-2025 _batches", "not in the catalogue"],
  ])

  it("agrees with every service tier of OpenAI and Gemini", () => {
    const wrong: string[] = []
    let compared = 0
    for (const [key, prices] of Object.entries(map)) {
      const gemini = prices.litellm_provider === "gemini"
      if (prices.litellm_provider !== "openai" && !gemini) continue
      for (const [suffix, serviceTier] of Object.entries(SUFFIX)) {
        if (IGNORED.has(`${key} ${suffix}`)) continue
        for (const [from, to] of KEYS) {
          const value = prices[`${from}${suffix}`]
          if (typeof value !== "number" || (to === "output" && value === 0)) continue
          const query = {
            provider: gemini ? "gemini" : "openai",
            model: key.replace("gemini/", ""),
            serviceTier,
            at: day,
          }
          const row = findPriceRow(book, testQuery(query))
          const expected = formatDecimal(parseDecimal(String(value)))
          compared += 1
          if (row?.rates[to] !== expected)
            wrong.push(`${key} ${serviceTier} ${to}: ${row?.rates[to]}, not ${expected} (${row?.id})`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(compared).toBeGreaterThan(200)
  })

  it("agrees with Anthropic's fast mode and US inference", () => {
    let compared = 0
    for (const [key, prices] of Object.entries(map)) {
      const factors = prices.provider_specific_entry as { us?: number; fast?: number } | undefined
      if (prices.litellm_provider !== "anthropic" || !factors) continue
      for (const [speed, region, factor] of [
        [null, "us", factors.us],
        ["fast", null, factors.fast],
      ] as const) {
        if (factor === undefined) continue
        const row = findPriceRow(
          book,
          testQuery({ provider: "anthropic", model: key, at: day, speed, region }),
        )
        expect(Number(row?.rates.input_uncached) * 1e6).toBeCloseTo(
          Number(prices.input_cost_per_token) * 1e6 * factor,
          9,
        )
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(8)
  })
})
