import { describe, expect, it } from "vitest"
import { parseDecimal } from "@/lib/money"
import { testItem, testQuery } from "@/lib/testing/price"
import { compileRow } from "./book"
import { priceItem } from "./cost"
import { CATALOGUE_FILES, catalogueRows, defaultPriceBook, SHIPPED_EXCHANGE_RATES } from "./default-book"
import { byPreference } from "./resolve"
import { exchangeRateSchema, type PriceRow, priceRowSchema } from "./schema"

const rows = catalogueRows()

describe("every shipped row", () => {
  it("is a valid row with a source and a day", () => {
    const broken = rows.flatMap((row) => {
      const read = priceRowSchema.safeParse(row)
      return read.success ? [] : [`${row.id}: ${read.error.issues[0]?.message}`]
    })
    expect(broken).toEqual([])
    expect(rows.length).toBeGreaterThan(2_000)
  })

  it("is dated by its source, never by a day that has not come", () => {
    const days = rows.map(({ asOf }) => asOf).sort()
    expect(days[0]! >= "2024-01-01" && days.at(-1)! <= "2026-11-30").toBe(true)
  })

  it("is named after its list", () => {
    expect(rows.filter(({ id, provider }) => !id.startsWith(`${provider}/`))).toEqual([])
  })

  it("says so where it is assumed", () => {
    const assumed = rows.filter(({ source }) => /assum/i.test(source))
    expect(assumed.length).toBeGreaterThan(50)
    expect(assumed.filter(({ source }) => !source.includes("Assumption:"))).toEqual([])
  })
})

/** Two rows can apply to one call when no condition tells them apart. */
function overlap(a: PriceRow, b: PriceRow): boolean {
  const one = compileRow(a).when
  const two = compileRow(b).when
  if (one.to <= two.from || two.to <= one.from) return false
  if (one.maxInput < two.minInput || two.maxInput < one.minInput) return false
  if (one.maxOutput < two.minOutput || two.maxOutput < one.minOutput) return false
  const differ = (x: unknown, y: unknown) => x !== null && y !== null && x !== y
  return !(["serviceTier", "region", "speed", "thinking", "cacheWrite"] as const).some((key) =>
    differ(one[key], two[key]),
  )
}

/** A third row holds what both of two say, and so wins where both apply. */
function settled(a: PriceRow, b: PriceRow, rows: readonly PriceRow[]): boolean {
  const both = Object.keys({ ...a.conditions, ...b.conditions })
  return rows.some((row) => both.every((key) => key in row.conditions) && overlap(row, a) && overlap(row, b))
}

it("never leaves the choice between two rows of a list to their names", () => {
  const byModel = new Map<string, PriceRow[]>()
  for (const row of rows) {
    if (row.kind === "tools") continue
    for (const model of row.models) {
      const key = `${row.provider} ${model}`
      byModel.set(key, [...(byModel.get(key) ?? []), row])
    }
  }
  const ties = [...byModel.values()].flatMap((same) =>
    same.flatMap((a, index) =>
      same.slice(index + 1).flatMap((b) => {
        const [one, two] = [compileRow(a), compileRow(b)]
        const level = one.when.narrowness === two.when.narrowness && one.when.from === two.when.from
        return level && byPreference(one, two) !== 0 && overlap(a, b) && !settled(a, b, same)
          ? [`${a.id} and ${b.id}`]
          : []
      }),
    ),
  )
  expect(ties).toEqual([])
})

it("prices a model's other tiers under the same names as its standard one", () => {
  const standard = new Map<string, Set<string>>()
  const key = (row: PriceRow) => `${row.provider} ${[...row.models].sort().join(" ")}`
  for (const row of rows) {
    if (row.conditions.serviceTier === "standard") standard.set(key(row), new Set(row.models))
  }
  const stray = rows.filter((row) => {
    const tier = row.conditions.serviceTier
    return tier !== undefined && tier !== "standard" && row.kind !== "tools" && !standard.has(key(row))
  })
  expect(stray.map(({ id }) => id)).toEqual([])
})

it("has every list a provider of the product needs", () => {
  const lists = new Set(CATALOGUE_FILES.map(({ provider }) => provider))
  const needed =
    "openai anthropic gemini vertex xai mistral groq moonshot glm glm-cn deepseek deepseek-cn openrouter azure bedrock " +
    "cohere cerebras together perplexity fireworks huggingface qwen qwen-cn siliconflow siliconflow-cn voyage cloudflare"
  expect(needed.split(" ").filter((list) => !lists.has(list))).toEqual([])
})

it("ships exchange rates that can be used and say that they are defaults", () => {
  for (const rate of SHIPPED_EXCHANGE_RATES) {
    expect(exchangeRateSchema.parse(rate)).toEqual(rate)
    expect(rate.source).toContain("default")
    expect(parseDecimal(rate.usdPerUnit).digits).toBeGreaterThan(0n)
  }
  const currencies = new Set(SHIPPED_EXCHANGE_RATES.map(({ currency }) => currency))
  for (const currency of ["CNY", "EUR", "GBP", "JPY", "INR"]) expect(currencies).toContain(currency)
})

it("prices an item in a few microseconds", () => {
  const book = defaultPriceBook()
  const query = testQuery({
    provider: "openai",
    model: "gpt-5.4",
    item: testItem({ input_uncached: 1_000, output: 1 }),
  })
  priceItem(book, query)
  const start = process.cpuUsage()
  for (let index = 0; index < 20_000; index += 1) priceItem(book, query)
  const each = process.cpuUsage(start).user / 20_000
  // Near 1 where nothing else runs; the room is for a cold and busy machine.
  expect(each).toBeLessThan(10)
})
