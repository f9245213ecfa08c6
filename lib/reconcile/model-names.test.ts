import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { defaultPriceBook } from "@/lib/pricing/default-book"
import { listName } from "@/lib/pricing/provider-name"
import { ModelNames, rowsOfBook } from "./model-names"

const rowsOf = rowsOfBook(defaultPriceBook())

test.each([
  ["openrouter", "grok-4-0709", "x-ai/grok-4-07-09"],
  ["openrouter", "x-ai/grok-4-07-09", "grok-4-0709"],
  ["openrouter", "deepseek/deepseek-r1-05-28", "deepseek-r1-0528"],
  ["anthropic", "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5"],
  ["anthropic", "Claude Sonnet 4.5", "claude-sonnet-4-5-20250929"],
  ["anthropic", "claude-3-7-sonnet-20250219", "Claude 3.7 Sonnet"],
  ["bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "Claude Sonnet 4.5"],
  ["openai", "gpt-5-mini", "gpt-5-mini-2025-08-07"],
  ["openai", "gpt-4o-mini", "GPT-4o mini"],
  ["gemini", "gemini-2.5-flash", "Gemini 2.5 Flash"],
  ["someone", "a-model-2027-01-02", "a-model"],
])("of %s, %s is %s", (biller, first, second) => {
  const names = new ModelNames(rowsOf)
  expect(names.nameOf(biller, first)).toBe(first)
  expect(names.nameOf(biller, second)).toBe(first)
})

test.each([
  ["openai", "gpt-4o-2024-05-13", "gpt-4o-2024-08-06"],
  ["openai", "gpt-4o", "gpt-4o-mini"],
  ["openai", "gpt-4", "gpt-4.1"],
  ["anthropic", "claude-sonnet-4-20250514", "Claude Sonnet 4.5"],
  ["openrouter", "deepseek/deepseek-r1", "deepseek/deepseek-r1:free"],
  ["openrouter", "somebody/a-model", "someone-else/a-model"],
])("of %s, %s is not %s", (biller, first, second) => {
  for (const [one, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const names = new ModelNames(rowsOf)
    names.nameOf(biller, one)
    expect(names.nameOf(biller, other)).toBe(other)
  }
})

/** Names by the list they stand in. */
function catalogueNames(): Map<string, string[]> {
  const lists = new Map<string, string[]>()
  for (const { provider, models, kind } of defaultPriceBook().rows) {
    if (kind === "tools") continue
    const list = lists.get(listName(provider)) ?? []
    list.push(...models.filter((model) => !/[!*#]/.test(model)))
    lists.set(listName(provider), list)
  }
  return lists
}

/** Pairs of names that were joined although the price book has them as two models. */
function wronglyJoined(biller: string, models: readonly string[]): string[] {
  const names = new ModelNames(rowsOf)
  const groups = Map.groupBy(new Set(models), (model) => names.nameOf(biller, model))
  return [...groups.values()].flatMap((group) =>
    group.flatMap((one, at) =>
      group.slice(at + 1).flatMap((other) => {
        const [a, b] = [rowsOf(biller, one), rowsOf(biller, other)]
        const isTwo = a.length > 0 && b.length > 0 && !a.some((id) => b.includes(id))
        return isTwo ? [`${biller}: ${one} and ${other}`] : []
      }),
    ),
  )
}

const ORDERS: readonly ((names: string[]) => string[])[] = [
  (names) => names,
  (names) => names.toReversed(),
  (names) => names.toSorted(),
  (names) => names.toSorted((a, b) => a.length - b.length),
]

test("no two models of the price book are joined, whatever order their names come in", () => {
  const wrong = [...catalogueNames()].flatMap(([list, names]) =>
    ORDERS.flatMap((order) => wronglyJoined(list, order(names))),
  )
  expect(wrong).toEqual([])
})

const prices = join(import.meta.dirname, "../../../shared/prices")
const read = (name: string) => JSON.parse(readFileSync(join(prices, name), "utf8"))

/** Names of the snapshots by list, each with what it costs there. */
function snapshotNames(): Map<string, Map<string, string>> {
  const lists = new Map<string, Map<string, string>>()
  const put = (list: string, model: string, cost: unknown[]) => {
    if (cost.every((each) => each === undefined)) return
    const known = lists.get(list) ?? new Map<string, string>()
    lists.set(list, known.set(model, JSON.stringify(cost)))
  }
  for (const [key, row] of Object.entries<Record<string, unknown>>(read("litellm_prices.json"))) {
    const list = listName(String(row.litellm_provider).replace(/-.*$/, ""))
    const model = key.replace(
      /^(?:vertex_ai|gemini|deepseek|dashscope|zai|openrouter|groq|mistral|xai)\//,
      "",
    )
    put(list, model, [row.input_cost_per_token, row.output_cost_per_token])
  }
  for (const { id, canonical_slug: slug, pricing } of read("openrouter_models_2026-08-01.json").data) {
    put("openrouter-list", id, [pricing.prompt, pricing.completion])
    if (!lists.get("openrouter-list")?.has(slug))
      put("openrouter-list", slug, [pricing.prompt, pricing.completion])
  }
  return lists
}

/** Versions of one model, or ways to it that are one model here: their prices differ in the list alone. */
const ONE_MODEL = ["mistral-nemo@latest", "z-ai/glm-4.6:exacto", "z-ai/glm-4.6-20251208"]

describe.runIf(existsSync(prices))("the price lists of 2026-08-01", () => {
  test("have no two models of different prices under one name", () => {
    const wrong: string[] = []
    for (const [list, models] of snapshotNames()) {
      const biller = list === "openrouter-list" ? "openrouter" : list
      for (const order of ORDERS) {
        const names = new ModelNames(rowsOf)
        const groups = Map.groupBy(
          order([...models.keys()].filter((model) => !ONE_MODEL.includes(model))),
          (model) => names.nameOf(biller, model),
        )
        for (const group of groups.values()) {
          if (new Set(group.map((model) => models.get(model))).size > 1)
            wrong.push(`${list}: ${group.join(", ")}`)
        }
      }
    }
    expect([...new Set(wrong)]).toEqual([])
  })
})
