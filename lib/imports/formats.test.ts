import fc from "fast-check"
import { expect, test } from "vitest"
import "../testing/property-seed"
import { AppError } from "@/lib/errors"
import { formatDecimal } from "@/lib/money"
import { openAiCosts, openAiUsage } from "@/lib/testing/bills"
import type { BillLine } from "./bill"
import { csvRecords } from "./csv-records"
import { readJsonText } from "./json-text"
import { billMapping } from "./mapping-schema"
import { readFile } from "./read-file"
import { readLineItem } from "./read-openai"

const OPTIONS = { format: null, account: "", mapping: null, zone: "UTC" }
const read = (text: string, more: object = {}) => readFile(Buffer.from(text), { ...OPTIONS, ...more })
const told = ({ day, biller, model, kind, amount, currency, requests, tokens }: BillLine) => ({
  ...{ day, biller, model, kind, currency, requests },
  amount: amount && formatDecimal(amount),
  tokens: Object.fromEntries(Object.entries(tokens).map(([name, count]) => [name, Number(count)])),
})

test("costs of OpenAI: line items become models and classes of tokens, numbers keep every digit they are written with", async () => {
  const bucket = (results: string) =>
    `{"object":"page","data":[{"object":"bucket","start_time":1793491200,"end_time":1793577600,"results":[${results}]},
      {"object":"bucket","start_time":1793577600,"end_time":1793664000,"results":[]}]}`
  const cost = (value: string, item: string, more = "") =>
    `{"object":"organization.costs.result","amount":{"value":${value},"currency":"usd"},"line_item":${item}${more}}`
  const file = bucket(
    [
      cost("0.06000000000000000000000001", '"gpt-5-mini-2025-08-07, cached input"', ',"quantity":10000'),
      cost('"1.5"', '"gpt-5-mini-2025-08-07, output"', ',"quantity":2000,"quantity_unit":"tokens"'),
      cost("2e-2", '"web search tool calls"'),
      cost("0.5", '"Sales tax"'),
      '{"object":"organization.costs.result","amount":{"value":"much","currency":"usd"}}',
    ].join(","),
  )
  const { format, bill } = await read(file)
  expect(format).toBe("openai")
  const model = "gpt-5-mini-2025-08-07"
  expect(bill.lines.map(told)).toMatchObject([
    { model, amount: "0.06000000000000000000000001", tokens: { cache_read: 10_000 } },
    { model, amount: "1.5", tokens: { output: 2_000 } },
    { model: null, kind: "fee", amount: "0.02" },
    { model: null, kind: "tax", amount: "0.5" },
  ])
  expect(bill.unreadRows).toEqual([{ row: 1, detail: "2026-11-01: It has no amount with a currency." }])
  // A day without results is a day that cost nothing.
  expect(bill.days.map(({ day, hasCost }) => `${day} ${hasCost}`)).toEqual([
    "2026-11-01 true",
    "2026-11-02 true",
  ])
})

test.each([
  [
    "gpt-4.1-mini-2025-04-14, input",
    { model: "gpt-4.1-mini-2025-04-14", kind: "usage", tokens: "input_uncached" },
  ],
  ["gpt-5, cached input write", { model: "gpt-5", kind: "usage", tokens: "cache_write" }],
  ["input_tokens", { model: null, kind: "usage", tokens: "input_uncached" }],
  ["gpt-4o", { model: "gpt-4o", tier: null, kind: "usage", tokens: null }],
  [
    "gpt-4o-mini-2024-07-18 batch, input",
    { model: "gpt-4o-mini-2024-07-18", tier: "batch", kind: "usage", tokens: "input_uncached" },
  ],
  [
    "gpt-5.4-2026-03-05 (flex), cached input",
    { model: "gpt-5.4-2026-03-05", tier: "flex", tokens: "cache_read" },
  ],
  [
    "gpt-5-mini-2025-08-07, batch output",
    { model: "gpt-5-mini-2025-08-07", tier: "batch", tokens: "output" },
  ],
  ["gpt-5 Batch API", { model: "gpt-5", tier: "batch", kind: "usage", tokens: null }],
  [
    "evals | gpt-4o-mini-2024-07-18, input",
    { model: "gpt-4o-mini-2024-07-18", tier: null, tokens: "input_uncached" },
  ],
  ["gpt-image-2-2026-04-21 image, output", { model: "gpt-image-2-2026-04-21", tier: null, tokens: "output" }],
  [
    "ft:gpt-4o-2024-08-06:acme batch, output",
    { model: "ft:gpt-4o-2024-08-06:acme", tier: "batch", tokens: "output" },
  ],
  ["assistants api | file search", { model: null, kind: "fee" }],
  ["web search tool calls, batch", { model: null, kind: "fee" }],
  ["code interpreter sessions", { model: null, kind: "fee" }],
  ["Promotional credits", { model: null, kind: "credit" }],
])("the line item %s", (item, expected) => {
  expect(readLineItem(item)).toMatchObject(expected)
})

test("usage of OpenAI: cached input is inside the input, and requests are counted", async () => {
  const line = {
    day: "2026-11-01",
    model: "gpt-5",
    amount: "0",
    requests: 7,
    input: 900,
    cached: 100,
    output: 50,
  }
  const { bill } = await read(openAiUsage([line]))
  expect(bill.lines.map(told)).toEqual([
    {
      ...{ day: "2026-11-01", biller: "openai", model: "gpt-5", kind: "usage", amount: null, currency: null },
      requests: 7n,
      tokens: { input_uncached: 900, cache_read: 100, cache_write: 0, output: 50 },
    },
  ])
  expect(bill.days).toMatchObject([{ hasCost: false, usageRank: 2 }])
})

test("reports of Anthropic: amounts are cents with decimals, cache writes are added up", async () => {
  const day = { starting_at: "2026-11-01T00:00:00Z", ending_at: "2026-11-02T00:00:00Z" }
  const cost = {
    ...{ currency: "USD", amount: "123.78912", cost_type: "tokens", model: "claude-opus-4-8" },
    ...{ description: "Claude Opus 4.8 Usage - Output Tokens", token_type: "output_tokens" },
  }
  const search = {
    currency: "USD",
    amount: "40",
    cost_type: "web_search",
    model: null,
    description: "Web Search",
  }
  const costs = await read(JSON.stringify({ data: [{ ...day, results: [cost, search] }], has_more: false }))
  expect(costs.bill.lines.map(told)).toMatchObject([
    { biller: "anthropic", model: "claude-opus-4-8", kind: "usage", amount: "1.2378912" },
    { model: null, kind: "fee", amount: "0.4" },
  ])
  const usage = {
    ...{
      uncached_input_tokens: 1_500,
      cache_read_input_tokens: 200,
      output_tokens: 500,
      model: "claude-opus-4-8",
    },
    cache_creation: { ephemeral_1h_input_tokens: 1_000, ephemeral_5m_input_tokens: 500 },
  }
  const report = await read(JSON.stringify([{ data: [{ ...day, results: [usage] }] }]))
  expect(report.bill.lines.map(told)).toMatchObject([
    { tokens: { input_uncached: 1_500, cache_read: 200, cache_write: 1_500, output: 500 }, amount: null },
  ])
})

test("activity of OpenRouter, as JSON by day and as CSV by generation", async () => {
  const item = {
    ...{ date: "2026-11-01", model: "z-ai/glm-5", model_permaslug: "z-ai/glm-5-20260801", usage: 0.015 },
    ...{
      byok_usage_inference: 0.012,
      requests: 5,
      prompt_tokens: 50,
      completion_tokens: 125,
      reasoning_tokens: 25,
    },
  }
  const json = await read(JSON.stringify({ data: [item] }))
  expect(json.bill.lines.map(told)).toMatchObject([
    {
      biller: "openrouter",
      model: "z-ai/glm-5-20260801",
      amount: "0.015",
      requests: 5n,
      tokens: { input: 50, output: 125 },
    },
  ])
  const csv = [
    "generation_id,created_at,cost_total,cost_cache,tokens_prompt,tokens_cached,tokens_completion,model_permaslug",
    "gen-1,2026-11-01 10:00:00.000,0.01,-0.002,100,40,7,z-ai/glm-5-20260801",
    "gen-2,2026-11-01 23:59:59.999,0.02,0,50,0,3,z-ai/glm-5-20260801",
    "gen-3,2026-11-01 23:59:59.999,0.02,0,5,9,3,z-ai/glm-5-20260801",
  ].join("\n")
  const { bill } = await read(csv)
  expect(bill.lines.map(told)).toMatchObject([
    { amount: "0.03", requests: 2n, tokens: { input_uncached: 110, cache_read: 40, output: 10 } },
  ])
  expect(bill.unreadRows).toEqual([{ row: 4, detail: "More of its tokens are cached than there are." }])
})

test("a CSV is parted like RFC 4180 parts it, and a broken quote is told by its row", () => {
  const cells = (text: string, mark = ",") => [...csvRecords(text, mark)].map((record) => record.cells)
  expect(cells('# of a file\na,"b ""c""",\r\n"d\ne",,f\n\n')).toEqual([
    ["a", 'b "c"', ""],
    ["d\ne", "", "f"],
  ])
  expect(cells("a;b,c;", ";")).toEqual([["a", "b,c", ""]])
  expect(() => cells('a\n"b')).toThrow("Row 2 is no CSV: a quote is never closed.")
  expect(() => cells('a\n"b"c')).toThrow("Row 2 is no CSV")
})

const MAPPING = billMapping.parse({
  columns: { day: "date", amount: "cost", model: "model", requests: "n", input: "in" },
  ...{ provider: "openai", currency: "USD" },
})
const SEEDS = [
  openAiCosts([
    { day: "2026-11-01", model: "gpt-5", amount: "1.5", requests: 1, input: 2, cached: 3, output: 4 },
  ]),
  openAiUsage([
    { day: "2026-11-01", model: "gpt-5", amount: "1.5", requests: 1, input: 2, cached: 3, output: 4 },
  ]),
  '{"data":[{"starting_at":"2026-11-01T00:00:00Z","results":[{"currency":"USD","amount":"1","model":"c"}]}]}',
  '[{"date":"2026-11-01","model_permaslug":"a/b","usage":1.25e-3,"requests":2,"prompt_tokens":3}]',
  "created_at,cost_total,model_permaslug,tokens_prompt\n2026-11-01,0.5,a/b,7\n",
  "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,InvoiceIssuerName\n1,USD,Usage,2026-11-01T00:00:00Z,x\n",
  'date,cost,model,n,in\n2026-11-01,"1,234.5",m,2,3\n',
]
test("the zone of a mapping is a name, since offsets mean the opposite where days are summed", () => {
  const zoneOf = (zone: string) => billMapping.safeParse({ ...MAPPING, zone }).success
  expect(["Asia/Shanghai", "Etc/GMT-8", "+08:00", "-08:00", "Nowhere/None"].map(zoneOf)).toEqual([
    ...[true, true, false, false, false],
  ])
})

const RUNS = Number(process.env.FUZZ_RUNS ?? 3_000)

const cut = fc.record({
  seed: fc.constantFrom(...SEEDS),
  at: fc.nat(400),
  gone: fc.nat(30),
  put: fc.string({ unit: "binary" }),
})

test("whatever is made of a file, it is read or refused with a sentence, and soon", async () => {
  let slowest = 0
  await fc.assert(
    fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), fc.boolean(), async (cuts, mapped) => {
      const text = cuts.reduce(
        (so, { at, gone, put }) => so.slice(0, at) + put + so.slice(at + gone),
        cuts[0]?.seed ?? "",
      )
      const began = performance.now()
      const failed = await readFile(Buffer.from(text), { ...OPTIONS, mapping: mapped ? MAPPING : null }).then(
        ({ bill }) => {
          for (const { day } of bill.days) expect(new Date(day).toISOString().slice(0, 10)).toBe(day)
          return null
        },
        (error: unknown) => error,
      )
      slowest = Math.max(slowest, performance.now() - began)
      if (failed !== null) expect(failed).toBeInstanceOf(AppError)
    }),
    { numRuns: RUNS },
  )
  expect(slowest).toBeLessThan(1_000)
})

test("a file of a gateway's every call is read in seconds without keeping its rows", async () => {
  const rows = Array.from({ length: 120_000 }, (_, at) => {
    const day = String(1 + (at % 28)).padStart(2, "0")
    return `gen-${at},2026-11-${day} 10:00:00,0.0${at % 90}1,${at % 900},${at % 70},vendor/model-${at % 9}`
  })
  const head = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug"
  const { bill } = await read([head, ...rows].join("\n"))
  expect({ rows: bill.rows, lines: bill.lines.length }).toEqual({ rows: 120_000, lines: 28 * 9 })
})

test.each([
  "{1:2}",
  "{12 : 2}",
  "[01]",
  "[1.2.3]",
  "[.5]",
  "[+1]",
  "[1 2]",
  '{"a":1"b":2}',
  "[1.]",
  "[-]",
  "[1e]",
])("%s is no JSON, though its numbers are read as texts", async (text) => {
  await expect(read(text, { format: "openai" })).rejects.toThrow("The file is not JSON")
})

test("numbers are the texts that stand there, in texts nothing changes", () => {
  const text =
    '{"a \\" 1": [1, -0.50, 1E+5, "2:3 \\\\", null, true, {"1": 12345678901234567890.10}], "b":"x 7"}'
  expect(readJsonText(Buffer.from(text), text)).toEqual({
    'a " 1': ["1", "-0.50", "1E+5", "2:3 \\", null, true, { "1": "12345678901234567890.10" }],
    b: "x 7",
  })
})

const buckets = (count: number, of: (at: number) => string) =>
  `{"object":"page","data":[${Array.from({ length: count }, (_, at) => of(at)).join(",")}]}`

test.each([
  ["buckets of nothing", buckets(249_000, () => "{}"), "No row of the file could be read"],
  [
    "empty buckets",
    buckets(300_000, () => '{"start_time":1793491200,"results":[]}'),
    "more than 250000 values",
  ],
  ["empty buckets of one day", buckets(120_000, () => '{"start_time":1793491200}'), null],
  ["a text that is never closed", `["${'\\"'.repeat(1_000_000)}`, "The file is not JSON"],
  ["days without end", buckets(80_000, (at) => `{"start_time":${at * 40_000}}`), "more than 20000 days"],
])("an OpenAI file of %s holds the server up for less than a second", async (_, text, refusal) => {
  const began = performance.now()
  const told = await read(text, { format: "openai" }).then(() => null, String)
  expect(performance.now() - began).toBeLessThan(1_000)
  if (refusal === null) expect(told).toBeNull()
  else expect(told).toContain(refusal)
})

test.each([
  ["numbers", `[${"1,".repeat(300_000)}1]`, "more than 250000 values"],
  ["rows", `created_at,cost_total,model_permaslug\n${"a\n".repeat(510_000)}`, "more than 500000 rows"],
  [
    "blank lines",
    `created_at,cost_total,model_permaslug${"\n".repeat(4_000_000)}`,
    "No row of the file could be read",
  ],
  ["cells", `created_at,cost_total,model_permaslug\n${",".repeat(4_000_000)}`, "more than 500 cells"],
])("a file of %s alone is refused before it takes the server's time", async (_, text, sentence) => {
  await expect(read(text)).rejects.toThrow(sentence)
})
