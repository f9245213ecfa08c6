import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { formatDecimal } from "@/lib/money"
import { testItem, testQuery, testRow } from "@/lib/testing/price"
import { createPriceBook, extendPriceBook } from "./book"
import { priceItem } from "./cost"
import { explainMatch } from "./explain-match"
import { findPriceRow } from "./match"
import { type PriceQuery, type PriceRow, priceRowSchema } from "./schema"

const rowOf = (rows: PriceRow[], query: Partial<PriceQuery> = {}) =>
  findPriceRow(createPriceBook(rows, []), testQuery(query))

const idOf = (rows: PriceRow[], query: Partial<PriceQuery> = {}) => rowOf(rows, query)?.id ?? null

const override = (more: Partial<PriceRow>): PriceRow => testRow({ layer: "override", ...more })

describe("the closest row", () => {
  const rows = [
    testRow({ id: "any", models: ["*"] }),
    testRow({ id: "short", models: ["gpt-5*"] }),
    testRow({ id: "long", models: ["gpt-5.4*"] }),
    testRow({ id: "exact", models: ["gpt-5.4-mini"] }),
  ]

  it.each([
    ["gpt-5.4-mini", "exact"],
    ["GPT-5.4-Mini", "exact"],
    ["gpt-5.4-nano", "long"],
    ["gpt-5-nano", "short"],
    ["llama", "any"],
  ])("of %s is %s", (model, id) => {
    expect(idOf(rows, { model })).toBe(id)
  })

  it("is never another model's because its own conditions are not met", () => {
    const flex = testRow({ id: "flex", models: ["gpt-5*"], conditions: { serviceTier: "flex" } })
    const own = testRow({ id: "own", models: ["gpt-5-pro"], conditions: { serviceTier: "standard" } })
    expect(idOf([flex, own], { model: "gpt-5-pro", serviceTier: "flex" })).toBeNull()
    expect(idOf([flex, own], { model: "gpt-5", serviceTier: "flex" })).toBe("flex")
  })

  it("is that of an ended price never again", () => {
    const ended = testRow({ effectiveTo: "2026-06-01T00:00:00Z" })
    expect(idOf([ended, testRow({ id: "any", models: ["*"] })])).toBeNull()
  })
})

describe("of two rows that apply", () => {
  it.each<[string, Partial<PriceRow>, Partial<PriceRow>]>([
    ["more conditions win", { conditions: { serviceTier: "standard" } }, {}],
    [
      "then the later start",
      { effectiveFrom: "2026-05-01T00:00:00Z" },
      { effectiveFrom: "2026-04-01T00:00:00Z" },
    ],
    ["then the later source", { asOf: "2026-02-02" }, { asOf: "2026-02-01" }],
    ["then the id", { id: "a" }, { id: "b" }],
  ])("%s, whatever the order", (_, winner, loser) => {
    const first = testRow({ id: "winner", ...winner })
    const second = testRow({ id: "loser", ...loser })
    expect(idOf([first, second])).toBe(first.id)
    expect(idOf([second, first])).toBe(first.id)
  })

  it("the choice never depends on the order of rows", () => {
    const condition = fc.constantFrom(
      {},
      { serviceTier: "standard" },
      { minInputTokens: 1 },
      { thinking: false },
    )
    const some = fc.record({
      models: fc.constantFrom<string[]>(["m"], ["m*"], ["*"]),
      conditions: condition,
      effectiveFrom: fc.constantFrom(null, "2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z"),
      layer: fc.constantFrom("catalogue" as const, "override" as const),
    })
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (drafts, keys) => {
          const rows = drafts.map((draft, index) => testRow({ ...draft, id: `row ${index}` }))
          const shuffled = rows
            .map((row, index) => ({ row, key: keys[index] ?? index }))
            .sort((a, b) => a.key - b.key)
          expect(idOf(shuffled.map(({ row }) => row))).toBe(idOf(rows))
        },
      ),
    )
  })
})

describe("tiers", () => {
  const rows = [
    testRow({
      id: "short",
      conditions: { maxInputTokens: 200_000 },
      rates: { input_uncached: "1", output: "1" },
    }),
    testRow({
      id: "long",
      conditions: { minInputTokens: 200_001 },
      rates: { input_uncached: "2", output: "3" },
    }),
  ]

  it("are chosen by the whole input, cache included, for every token of the call", () => {
    fc.assert(
      fc.property(fc.nat(300_000), fc.nat(300_000), fc.nat(300_000), (fresh, read, written) => {
        const item = testItem({ input_uncached: fresh, cache_read: read, cache_write_5m: written, output: 1 })
        const long = fresh + read + written > 200_000
        expect(idOf(rows, { item })).toBe(long ? "long" : "short")
      }),
    )
  })
})

describe("an override", () => {
  const list = testRow({ rates: { input_uncached: "10", cache_read: "1", output: "20" } })
  const priced = (rows: PriceRow[], query: Partial<PriceQuery> = {}) =>
    priceItem(createPriceBook([list, ...rows], []), testQuery(query))
  const item = testItem({ input_uncached: 1, cache_read: 1, output: 1 })

  it("replaces the rates it states and leaves the others at list", () => {
    const { list: before, computed } = priced(
      [override({ id: "contract", rates: { input_uncached: "7" } })],
      { item },
    )
    expect(before?.parts.map(({ amount }) => amount)).toEqual(["10", "1", "20"])
    expect(computed?.parts.map(({ amount }) => amount)).toEqual(["7", "1", "20"])
    expect(computed?.row.id).toBe("contract over p/m")
  })

  it.each([
    ["-12.5", "27.125"],
    ["8", "33.48"],
    ["-100", "0"],
    ["0.001", "31.00031"],
  ])("of %s %% takes exactly that", (percent, total) => {
    const { computed } = priced([override({ id: "share", rates: {}, relative: { percent } })], { item })
    expect(computed && formatDecimal(computed.amount)).toBe(total)
  })

  it("stands back where its conditions are not met, and a broader one steps in", () => {
    const rows = [
      override({ id: "batch", rates: { output: "1" }, conditions: { serviceTier: "batch" } }),
      override({ id: "all", models: ["*"], rates: {}, relative: { percent: "-10" } }),
    ]
    expect(priced(rows).computed?.row.id).toBe("all of p/m")
    expect(priced(rows, { serviceTier: "batch" }).computed?.row.id).toBe("batch over p/m")
  })

  it("has its dates", () => {
    const rows = [
      override({ id: "from June", rates: { output: "1" }, effectiveFrom: "2026-06-02T12:00:00Z" }),
    ]
    expect(priced(rows).computed?.row.id).toBe("from June over p/m")
    expect(priced(rows, { at: new Date("2026-06-02T11:59:59.999Z") }).computed?.row.id).toBe("p/m")
  })

  it("prices a model that no list has", () => {
    const rows = [override({ id: "own", models: ["mine"], rates: { input_uncached: "1", output: "2" } })]
    const result = priced(rows, { model: "mine" })
    expect(result.list).toBeNull()
    expect(result.computed?.row.id).toBe("own")
  })

  it("gives the same object for the same two rows", () => {
    const book = createPriceBook([list, override({ id: "share", rates: {}, relative: { percent: "5" } })], [])
    const rows = [1, 2].map((output) => findPriceRow(book, testQuery({ item: testItem({ output }) })))
    expect(rows[0]).toBe(rows[1])
  })

  it("makes rows that the ledger can keep", () => {
    const { computed } = priced([override({ id: "share", rates: {}, relative: { percent: "5" } })], { item })
    expect(priceRowSchema.parse(computed?.row)).toEqual(computed?.row)
  })
})

describe("a gateway", () => {
  const upstream = testRow({
    id: "upstream",
    provider: "openai",
    models: ["gpt-x"],
    rates: { input_uncached: "10", output: "20" },
  })
  const via = (rows: PriceRow[], model = "gpt-x") =>
    priceItem(
      createPriceBook([upstream, ...rows], []),
      testQuery({ provider: "openai", route: "shop", model }),
    )

  it("without prices of its own passes the provider's on", () => {
    expect(via([]).computed?.row.id).toBe("upstream")
  })

  it("with its own list is priced by that, and the provider's stays the list price", () => {
    const result = via([
      override({
        id: "shop",
        provider: "shop",
        models: ["gpt-x"],
        rates: { input_uncached: "12", output: "24" },
      }),
    ])
    expect(result.list?.row.id).toBe("upstream")
    expect(result.computed?.row.id).toBe("shop")
  })

  it("with its own list leaves a model that it does not have unpriced", () => {
    const result = via([
      override({ id: "shop", provider: "shop", models: ["gpt-y"], rates: { input_uncached: "12" } }),
    ])
    expect(result.computed).toBeNull()
    expect(result.unpricedBecause).toBe("The organisation's prices for shop have no row for gpt-x.")
  })

  it("with a markup costs the provider's price and the markup", () => {
    const result = via([
      override({ id: "markup", provider: "shop", models: ["*"], rates: {}, relative: { percent: "8" } }),
    ])
    expect(result.computed?.row.rates).toEqual({ input_uncached: "10.8", output: "21.6" })
  })

  it("is not reached by what was agreed with the provider", () => {
    const contract = override({
      id: "contract",
      provider: "openai",
      models: ["*"],
      rates: {},
      relative: { percent: "-50" },
    })
    const own = testRow({
      id: "shop list",
      provider: "shop",
      models: ["gpt-x"],
      rates: { input_uncached: "11", output: "22" },
    })
    expect(via([contract, own]).computed?.row.id).toBe("shop list")
    expect(via([contract]).computed?.row.id).toBe("contract of upstream")
  })

  it("in the catalogue can refer to the provider for what its list lacks", () => {
    const rest = testRow({
      id: "rest",
      provider: "shop",
      models: ["*"],
      rates: {},
      relative: { percent: "0" },
    })
    const own = testRow({ id: "shop list", provider: "shop", models: ["gpt-y"] })
    expect(via([own, rest]).list?.row.id).toBe("rest of upstream")
    expect(via([own, rest], "gpt-z").unpricedBecause).toContain("no price for gpt-z")
  })
})

describe("fees by the piece", () => {
  const fee = testRow({ id: "fee", kind: "tools", models: ["*"], rates: { web_search_requests: "0.01" } })
  const searching = testItem({ output: 1 }, { counts: { web_search_requests: 2 } })

  it("come from the provider's fee row where the model's own has none", () => {
    const { computed } = priceItem(createPriceBook([testRow(), fee], []), testQuery({ item: searching }))
    expect(computed?.parts.map(({ key, amount }) => [key, amount])).toEqual([
      ["output", "0.000002"],
      ["web_search_requests", "0.02"],
    ])
  })

  it("of the model's own row win", () => {
    const own = testRow({ rates: { output: "1", web_search_requests: "5" } })
    const { computed } = priceItem(createPriceBook([own, fee], []), testQuery({ item: searching }))
    expect(computed?.row.id).toBe("p/m")
  })

  it("can be agreed with the provider", () => {
    const agreed = override({
      id: "agreed",
      kind: "tools",
      models: ["*"],
      rates: { web_search_requests: "0.005" },
    })
    const { list, computed } = priceItem(
      createPriceBook([testRow(), fee, agreed], []),
      testQuery({ item: searching }),
    )
    expect(list?.row.rates.web_search_requests).toBe("0.01")
    expect(computed?.row.rates.web_search_requests).toBe("0.005")
  })

  it("without a price are said to be missing beside tokens and leave a line of their own unpriced", () => {
    const book = createPriceBook([testRow()], [])
    const beside = priceItem(book, testQuery({ item: searching }))
    expect(beside.computed).not.toBeNull()
    expect(beside.warnings).toEqual([expect.objectContaining({ code: "unpriced_fee" })])
    const alone = testItem({}, { kind: "tool_fee", counts: { web_search_requests: 2 } })
    const result = priceItem(book, testQuery({ item: alone }))
    expect(result.computed).toBeNull()
    expect(result.unpricedBecause).toBe("No price is known for web_search_requests.")
  })

  it("never price tokens", () => {
    expect(priceItem(createPriceBook([fee], []), testQuery()).computed).toBeNull()
  })
})

describe("unpriced", () => {
  it.each<[string, PriceRow[], Partial<PriceQuery>]>([
    ["There is no price list for p.", [], {}],
    ["The price list of p has no row for n.", [testRow()], { model: "n" }],
    ["Neither the request nor the response names a model.", [testRow()], { model: "" }],
    [
      "The price list of p has no price for m at service tier scale.",
      [testRow({ conditions: { serviceTier: "standard" } })],
      { serviceTier: "scale" },
    ],
    [
      "No row of p for m applies: p/m ended at 2026-01-01T00:00:00Z.",
      [testRow({ effectiveTo: "2026-01-01T00:00:00Z" })],
      {},
    ],
    ["p/m has no rate for output.", [testRow({ rates: { input_uncached: "1" } })], {}],
  ])("says: %s", (because, rows, query) => {
    expect(priceItem(createPriceBook(rows, []), testQuery(query))).toMatchObject({
      computed: null,
      unpricedBecause: because,
    })
  })

  it("is not what holds nothing", () => {
    const result = priceItem(createPriceBook([], []), testQuery({ item: testItem() }))
    expect(result).toEqual({ list: null, computed: null, unpricedBecause: null, warnings: [] })
  })

  it("is not what is free", () => {
    const free = testRow({ rates: { input_uncached: "0", output: "0" } })
    expect(priceItem(createPriceBook([free], []), testQuery()).computed?.amount.digits).toBe(0n)
  })
})

describe("a mainland region", () => {
  const rows = [
    testRow({ id: "usd", provider: "glm" }),
    testRow({ id: "cny", provider: "glm-cn", currency: "CNY" }),
  ]

  it.each([
    ["glm", null, "usd"],
    ["glm", "intl", "usd"],
    ["glm", "cn", "cny"],
    ["Z.ai", null, "usd"],
    ["zhipuai", null, "cny"],
  ])("of %s in %s is priced by %s", (provider, region, id) => {
    expect(idOf(rows, { provider, region })).toBe(id)
  })
})

it("explains what was met and what was not chosen", () => {
  const rows = [
    testRow({ id: "peak", conditions: { utcHours: [{ from: "11:00", to: "13:00" }] } }),
    testRow({ id: "base" }),
    testRow({ id: "us", conditions: { region: "us" } }),
  ]
  const { list, override: over } = explainMatch(createPriceBook(rows, []), testQuery())
  expect(list.row?.id).toBe("peak")
  expect(list.met).toEqual(["m is one of m", "11:00–13:00 UTC"])
  expect(list.notChosen).toEqual([
    { id: "us", because: "is for region us, the call names none" },
    { id: "base", because: "a closer row applies" },
  ])
  expect(over).toEqual({ row: null, met: [], notChosen: [], because: null })
})

it("refuses two rows with one id, and numbers an organisation's", () => {
  expect(() => createPriceBook([testRow(), testRow()], [])).toThrow("p/m")
  const book = extendPriceBook(createPriceBook([testRow()], []), [override({}), override({ models: ["n"] })])
  expect([...book.byId.keys()]).toEqual(["p/m", "p/m #2", "p/m #3"])
})

it("keeps organisations apart", () => {
  const shared = createPriceBook([testRow()], [])
  const cheap = extendPriceBook(shared, [override({ id: "cheap", rates: { output: "0" } })])
  expect(findPriceRow(cheap, testQuery())?.id).toBe("cheap over p/m")
  expect(findPriceRow(shared, testQuery())?.id).toBe("p/m")
})

it("forgets rather than grows under a flood of names", () => {
  const book = createPriceBook([testRow({ models: ["*"] })], [])
  for (let index = 0; index < 20_050; index += 1) findPriceRow(book, testQuery({ model: `m${index}` }))
  expect(book.memory.size).toBeLessThanOrEqual(20_000)
  expect(findPriceRow(book, testQuery())?.id).toBe("p/m")
})
