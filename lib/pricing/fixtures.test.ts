import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { add, type Decimal, formatDecimal, parseDecimal, picoToString, toPico, ZERO } from "@/lib/money"
import { extendPriceBook } from "./book"
import { defaultPriceBook } from "./default-book"
import { explainCall } from "./explain"
import type { PricedPart, PriceRow } from "./schema"

const shared = join(import.meta.dirname, "../../../shared")
const snapshot = join(shared, "prices/openrouter_models_2026-08-01.json")
const present = existsSync(join(shared, "fixtures")) && existsSync(snapshot)

interface Fixture {
  id: string
  request: unknown
  response: unknown
  expect: {
    cost?: {
      billed_usd: number
      is_byok?: boolean
      upstream_inference_cost?: number | null
      upstream_prompt?: number | null
      upstream_completion?: number | null
    }
    catalogue_cost?: { input_usd: string; output_usd: string }
  }
}

function fixtures(folder: string): Fixture[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return fixtures(path)
    if (!entry.name.endsWith(".json") || entry.name.endsWith(".headers.json")) return []
    const file = JSON.parse(readFileSync(path, "utf8"))
    return file.expect ? [{ ...file, id: path.slice(join(shared, "fixtures").length + 1, -5) }] : []
  })
}

const all = present ? fixtures(join(shared, "fixtures")) : []

interface Explained {
  items: { kind: string; parts: PricedPart[]; price_row: string | null }[]
  billed: string | null
  route: string
}

const NOW = new Date("2026-11-25T12:00:00Z")

function explained(fixture: Fixture, book = defaultPriceBook()): Explained {
  const { request, response } = fixture
  return explainCall({ request, response }, { book, now: NOW }) as unknown as Explained
}

/** The double a payload carries, read as the decimal it prints as, to the twelfth place. */
const rounded = (value: number | string) => picoToString(toPico(parseDecimal(String(value))))

const OUTPUT = new Set(["output", "reasoning", "audio_out", "image_out"])
const TOKENS_IN = /^(input_uncached|cache_|cached_|audio_in|image_in|video_in|document_in|tool_use_prompt)/

function sumOf(parts: readonly PricedPart[], side: (key: string) => boolean): string {
  const total = parts
    .filter(({ key }) => side(key))
    .reduce<Decimal>((sum, part) => add(sum, parseDecimal(part.amount)), ZERO)
  return picoToString(toPico(total))
}

interface Pricing {
  prompt: string
  completion: string
  overrides?: (Record<string, string> & { min_prompt_tokens: number })[]
  [key: string]: unknown
}

const NAMES: Record<string, string[]> = {
  prompt: ["input_uncached"],
  completion: ["output"],
  input_cache_read: ["cache_read"],
  input_cache_write: ["cache_write_5m", "cache_write_other"],
  input_cache_write_1h: ["cache_write_1h"],
  audio: ["audio_in"],
  input_audio_cache: ["cached_audio"],
  web_search: ["web_search_requests"],
}

function ratesOf(pricing: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(NAMES).flatMap(([from, keys]) => {
      const rate = pricing[from]
      return typeof rate === "string" ? keys.map((key) => [key, rate]) : []
    }),
  )
}

/** OpenRouter's model list as an organisation's own price list. */
function snapshotRows(): PriceRow[] {
  const file = JSON.parse(readFileSync(snapshot, "utf8"))
  const models: { id: string; canonical_slug: string; pricing: Pricing }[] = file.data ?? file
  return models.flatMap(({ id, canonical_slug, pricing }) => {
    if (pricing.prompt.startsWith("-")) return []
    const cliffs = (pricing.overrides ?? []).toSorted((a, b) => a.min_prompt_tokens - b.min_prompt_tokens)
    return [{ min_prompt_tokens: -1 }, ...cliffs].map((step, index): PriceRow => {
      const next = cliffs[index]?.min_prompt_tokens
      return {
        id: `snapshot ${id} ${index}`,
        layer: "override",
        provider: "openrouter",
        models: [id, canonical_slug],
        conditions: {
          ...(step.min_prompt_tokens < 0 ? {} : { minInputTokens: step.min_prompt_tokens + 1 }),
          ...(next === undefined ? {} : { maxInputTokens: next }),
        },
        effectiveFrom: null,
        effectiveTo: null,
        currency: "USD",
        rates: { ...ratesOf(pricing), ...ratesOf(step) },
        source: "OpenRouter's model list",
        asOf: "2026-08-01",
      }
    })
  })
}

describe.runIf(present)("OpenRouter's own cost", () => {
  const stated = all.filter(({ id, expect: { cost } }) => id.startsWith("openrouter/") && cost)
  const book = present ? extendPriceBook(defaultPriceBook(), snapshotRows()) : defaultPriceBook()

  /** Served at another price than the list's headline, or no longer in the list. */
  const elsewhere = new Map([
    [
      "openrouter/test_openai_responses_raw_cot_stream_openrouter__0_stream",
      "openai/gpt-oss-20b: another endpoint's price",
    ],
    [
      "openrouter/test_openrouter_thinking_false_profile_gated_model__0",
      "z-ai/glm-4.6: another endpoint's price",
    ],
    [
      "openrouter/test_openrouter_stream_with_native_options__0_stream",
      "x-ai/grok-4: not in the list any more",
    ],
  ])

  it("is there to compare", () => {
    expect(stated).toHaveLength(15)
  })

  it.each(stated.filter(({ id }) => !elsewhere.has(id)))(
    "of $id is tokens times its list, to the last digit",
    (fixture) => {
      const cost = fixture.expect.cost!
      const parts = explained(fixture, book).items.flatMap((item) => item.parts)
      const output = sumOf(parts, (key) => OUTPUT.has(key))
      expect(sumOf(parts, (key) => TOKENS_IN.test(key))).toBe(rounded(cost.upstream_prompt ?? 0))
      expect(output).toBe(rounded(cost.upstream_completion ?? 0))
    },
  )

  it.each(stated)("of $id is what is billed, the upstream's added on one's own key", (fixture) => {
    const { billed_usd, is_byok, upstream_inference_cost } = fixture.expect.cost!
    const upstream = is_byok ? parseDecimal(String(upstream_inference_cost ?? 0)) : ZERO
    expect(explained(fixture).billed).toBe(formatDecimal(add(parseDecimal(String(billed_usd)), upstream)))
  })
})

describe.runIf(present)("the catalogue's price at the call's own time", () => {
  const stated = all.filter(({ expect: { catalogue_cost } }) => catalogue_cost)

  const deviations = new Map([
    [
      "gemini/test_compatible_api_with_tool_calls_without_id__0",
      "0.00078375, not 0.00016375: 62 hidden thinking tokens are output here and missing there",
    ],
  ])

  it("is there to compare", () => {
    expect(stated.length).toBeGreaterThanOrEqual(60)
  })

  it("is the independent one, but for what is explained", () => {
    const found = new Map<string, string>()
    for (const fixture of stated) {
      const { input_usd, output_usd } = fixture.expect.catalogue_cost!
      const parts = explained(fixture).items[0]?.parts ?? []
      const amount = sumOf(parts, (key) => TOKENS_IN.test(key) || OUTPUT.has(key))
      const independent = picoToString(toPico(add(parseDecimal(input_usd), parseDecimal(output_usd))))
      if (amount !== independent) found.set(fixture.id, `${amount}, not ${independent}`)
    }
    expect([...found.keys()]).toEqual([...deviations.keys()])
    for (const [id, text] of found) expect(deviations.get(id)).toContain(text)
  })
})
