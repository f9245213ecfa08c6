import { readFileSync } from "node:fs"
import { calcPrice, findProvider, type MatchLogic, type ModelInfo } from "@pydantic/genai-prices"
import { describe, expect, it } from "vitest"
import { formatDecimal } from "@/lib/money"
import { priceItem } from "@/lib/pricing/cost"
import { CATALOGUE_FILES, defaultPriceBook } from "@/lib/pricing/default-book"
import { testItem, testQuery } from "@/lib/testing/price"
import { generateCatalogue } from "./catalogue"
import { modelsOf, ratePerOne, SOURCES } from "./catalogue-rows"

const folder = new URL("../lib/pricing/catalogue/", import.meta.url)

it("is committed as it is generated", () => {
  const stale = [...generateCatalogue()].filter(
    ([name, text]) => readFileSync(new URL(name, folder), "utf8") !== text,
  )
  expect(stale.map(([name]) => `${name}: run npm run catalogue`)).toEqual([])
})

describe("ratePerOne", () => {
  it.each([
    [0.435, 1_000_000n, "0.000000435"],
    [0.003625, 1_000_000n, "0.000000003625"],
    [1e-7, 1_000_000n, "0.0000000000001"],
    [0, 1_000_000n, "0"],
    [2.5, 1_000n, "0.0025"],
    [0.36, 3_600n, "0.0001"],
    [0.111, 3_600n, "0.000030833333333333333333333333"],
  ])("of %d per %d is %s", (price, per, expected) => {
    expect(ratePerOne(price, per)).toBe(expected)
  })
})

describe("modelsOf", () => {
  it.each<[MatchLogic, string[]]>([
    [{ equals: "GLM-5.2" }, ["glm-5.2"]],
    [
      { or: [{ starts_with: "a" }, { contains: "b" }, { ends_with: "c" }, { equals: "A" }] },
      ["a*", "*b*", "*c", "a"],
    ],
    [{ regex: "^gpt-5\\.6-sol-\\d{4}-\\d{2}-\\d{2}$" }, ["gpt-5.6-sol-####-##-##"]],
    [{ regex: "^gemini-3\\.5-flash-\\d" }, ["gemini-3.5-flash-#*"]],
    [{ and: [{ starts_with: "x" }, { regex: "^(?!.*-[tT][tT][sS](?:$|-))" }] }, ["x*", "!*-tts", "!*-tts-*"]],
  ])("of %j is %j", (match, expected) => {
    expect(modelsOf(match)).toEqual(expected)
  })

  it.each([{ regex: "gpt" }, { regex: "^(a|b)$" }, { and: [{ equals: "a" }, { equals: "b" }] }])(
    "refuses %j",
    (match) => {
      expect(() => modelsOf(match as MatchLogic)).toThrow("Cannot read")
    },
  )
})

/** A name that each clause of a model takes. */
function namesOf(match: MatchLogic): string[] {
  if ("equals" in match) return [match.equals]
  if ("starts_with" in match) return [match.starts_with, `${match.starts_with}-20250101`]
  if ("ends_with" in match) return [match.ends_with]
  if ("contains" in match) return [match.contains, `x.${match.contains}-v1:0`]
  if ("or" in match) return match.or.flatMap(namesOf)
  if ("and" in match) return match.and.flatMap((part) => ("regex" in part ? [] : namesOf(part)))
  return [
    match.regex
      .replace(/^\^|\$$/g, "")
      .replace(/\\d\{(\d)\}/g, (_, n) => "20260115".slice(0, Number(n)))
      .replace(/\\d/g, "1")
      .replaceAll("\\", ""),
  ]
}

const TIMES = ["2025-01-15T12:00:00Z", "2026-06-03T12:00:00Z", "2026-09-30T12:00:00Z", "2027-02-01T12:00:00Z"]
const LENGTHS = [1_000, 128_000, 128_001, 199_999, 200_000, 200_001, 271_999, 272_000, 272_001, 600_000]

const overlaid = new Map(
  CATALOGUE_FILES.flatMap(({ provider, replaces }) =>
    replaces ? [[provider, new Set(replaces)] as const] : [],
  ),
)

/** What the data set's own calculator says, to the digits that a double carries. */
function theirs(
  provider: string,
  model: string,
  input: number,
  at: Date,
): { id: string; price: number } | null {
  const usage = { input_tokens: input, cache_read_tokens: 300, output_tokens: 500 }
  const found = calcPrice(usage, model, { providerId: provider, timestamp: at })
  return found && { id: found.model.id, price: found.total_price }
}

function ours(list: string, model: string, input: number, at: Date): string | null {
  const item = testItem({ input_uncached: input - 300, cache_read: 300, output: 500 })
  const { computed } = priceItem(defaultPriceBook(), testQuery({ provider: list, model, at, item }))
  return computed && formatDecimal(computed.amount)
}

/** Lengths at which the price of any model changes, for those whose price does. */
function lengthsFor(model: ModelInfo): number[] {
  return JSON.stringify(model.prices).includes("tiers") ? LENGTHS : [1_000, 600_000]
}

function priced(model: ModelInfo): boolean {
  const prices = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }]
  return prices.every((one) => "input_mtok" in one.prices && "output_mtok" in one.prices)
}

describe.each(
  SOURCES.flatMap((source) => source.from.map(([id, list]) => ({ id, list, models: source.models }))),
)("the list of $list", ({ id, list, models }) => {
  it("prices every name of the data set as its own calculator does", () => {
    const wrong: string[] = []
    for (const model of findProvider({ providerId: id })?.models ?? []) {
      if (!(models?.(model.id) ?? true) || overlaid.get(list)?.has(model.id.toLowerCase()) || !priced(model))
        continue
      for (const name of namesOf(model.match)) {
        for (const at of TIMES.map((time) => new Date(time))) {
          for (const input of lengthsFor(model)) {
            const expected = theirs(id, name, input, at)
            if (
              !expected ||
              overlaid.get(list)?.has(expected.id.toLowerCase()) ||
              !(models?.(expected.id) ?? true)
            )
              continue
            const amount = ours(list, name, input, at)
            const close =
              amount !== null && Math.abs(Number(amount) - expected.price) <= expected.price * 1e-9
            if (!close)
              wrong.push(
                `${name} ${at.toISOString().slice(0, 10)} ${input}: ${amount}, not ${expected.price} (${expected.id})`,
              )
          }
        }
      }
    }
    expect([...new Set(wrong)].slice(0, 5)).toEqual([])
  })
})
