import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { applyCredits } from "@/lib/credits/apply"
import { grantCredit } from "@/lib/credits/mutations"
import { creditInput } from "@/lib/credits/schema"
import { importBill } from "@/lib/imports/mutations"
import { getBill } from "@/lib/imports/queries"
import { importQuery } from "@/lib/imports/schema"
import { picoToString } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { type BilledModel, type ExtraItem, openAiCosts, openAiUsage } from "@/lib/testing/bills"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { send } from "@/lib/testing/decision-calls"
import { readByHour } from "./read-ledger"
import { reconcile } from "./reconcile"
import { reconcileQuery } from "./schema"

await testDatabase()

const MODEL = "gpt-4.1-mini"
const NOW = new Date("2026-11-20T12:00:00Z")
const dayAt = (number: number) => `2026-10-${String(number).padStart(2, "0")}`

/** Ten calls at noon, none like another. */
function usualDay(day: string, more: Partial<EventInput> = {}): Partial<EventInput>[] {
  return Array.from({ length: 10 }, (_, at) => ({
    id: `${day}-${more.model ?? MODEL}-${at}`,
    time: `${day}T12:0${at}:00.000Z`,
    provider: "openai",
    model: MODEL,
    usage: { input_uncached: 9_000 + at * 100, cache_read: 1_000 + at * 10, output: 500 + at },
    ...more,
  }))
}

/** A bill that says exactly what the ledger holds, by day of UTC. */
async function trueBill({ orgId }: Tenant, from: string, to: string): Promise<BilledModel[]> {
  const stretch = { from: new Date(`${from}T00:00:00Z`), to: new Date(`${to}T00:00:00Z`) }
  const lines = await readByHour({ orgId, own: "UTC", ...stretch }, "UTC")
  const sums = new Map<string, { line: BilledModel; pico: bigint }>()
  for (const { day, model, ...line } of lines) {
    const known = sums.get(`${day} ${model}`)
    const before = known?.line ?? { day, model, amount: "0", requests: 0, input: 0, cached: 0, output: 0 }
    const pico = (known?.pico ?? 0n) + line.billed_pico
    sums.set(`${day} ${model}`, {
      pico,
      line: {
        ...before,
        amount: picoToString(pico),
        requests: before.requests + Number(line.calls),
        input: before.input + Number(line.input_uncached),
        cached: before.cached + Number(line.cache_read),
        output: before.output + Number(line.output),
      },
    })
  }
  return [...sums.values()].map(({ line }) => line)
}

const file = (text: string) => Buffer.from(text)
const asked = (more: object = {}) => importQuery.parse(more)

async function importOpenAi(
  { scope }: Tenant,
  lines: readonly BilledModel[],
  extra: readonly ExtraItem[],
  withoutUsage: readonly string[] = [],
) {
  await importBill(scope, file(openAiCosts(lines, extra)), asked())
  const told = lines.filter(({ day }) => !withoutUsage.includes(day))
  await importBill(scope, file(openAiUsage(told)), asked())
}

const scaled = (amount: string, percent: number) =>
  picoToString((BigInt(Math.round(Number(amount) * 1e12)) * BigInt(percent)) / 100n)

/** Prices of MODEL in dollars for one token. */
const RATES = { input: 400_000n, cached: 100_000n, output: 1_600_000n }
function cost(input: number, cached: number, output: number): string {
  return picoToString(
    BigInt(input) * RATES.input + BigInt(cached) * RATES.cached + BigInt(output) * RATES.output,
  )
}

function plus(
  line: BilledModel,
  more: { requests?: number; input?: number; cached?: number; output?: number },
) {
  const { requests = 0, input = 0, cached = 0, output = 0 } = more
  const added = BigInt(Math.round(Number(cost(input, cached, output)) * 1e12))
  const amount = picoToString(BigInt(Math.round(Number(line.amount) * 1e12)) + added)
  return {
    ...line,
    amount,
    requests: line.requests + requests,
    input: line.input + input,
    cached: line.cached + cached,
    output: line.output + output,
  }
}

/** What is planted on a day of the bill, and what it must be called. */
interface Plant {
  day: string
  /** Of the day's usual line; null takes it off the bill. */
  change?: (line: BilledModel) => BilledModel | null
  more?: BilledModel[]
  item?: { item: string; amount: string }
  events?: Partial<EventInput>[]
  without?: "events" | "usage"
  model?: string | null
  codes: string[]
  sentence?: string
}

const PLANTS: Plant[] = [
  {
    day: dayAt(1),
    change: (line) => plus(line, { requests: 3, input: 27_000, cached: 3_000, output: 1_500 }),
    codes: ["missing_events"],
    sentence: "3 events of the bill are missing here.",
  },
  {
    day: dayAt(2),
    change: (line) => plus(line, { requests: -1, input: -9_000, cached: -1_000, output: -500 }),
    codes: ["surplus_events"],
    sentence: "1 event here is not on the bill: counted twice, or billed elsewhere.",
  },
  {
    day: dayAt(3),
    change: (line) => plus(line, { output: 1_234 }),
    codes: ["tokens"],
    sentence: "The bill counts 1,234 more output tokens.",
  },
  {
    day: dayAt(4),
    change: (line) => plus(line, { input: line.cached, cached: -line.cached }),
    codes: ["tokens"],
    sentence: "The bill counts 10,450 more input, 10,450 fewer cached input tokens.",
  },
  {
    day: dayAt(5),
    change: (line) => ({ ...line, amount: scaled(line.amount, 110) }),
    codes: ["price"],
    sentence: "The bill's price is 10.0% above the price book.",
  },
  {
    day: dayAt(6),
    change: (line) => ({ ...line, amount: scaled(line.amount, 80) }),
    codes: ["price"],
    sentence: "The bill's price is 20.0% below the price book.",
  },
  { day: dayAt(7), item: { item: "Sales tax", amount: "4.56" }, model: null, codes: ["tax"] },
  { day: dayAt(8), item: { item: "Top-up fee", amount: "5.5" }, model: null, codes: ["fee"] },
  { day: dayAt(9), item: { item: "Promotional credit", amount: "-5" }, model: null, codes: ["credit"] },
  {
    day: dayAt(10),
    item: { item: "Adjustment of September", amount: "-0.75" },
    model: null,
    codes: ["adjustment"],
  },
  {
    day: dayAt(11),
    events: [
      {
        ...usualDay(dayAt(11))[0],
        id: "late",
        time: `${dayAt(11)}T23:59:40.000Z`,
        usage: { input_uncached: 8_000, output: 400 },
      },
    ],
    change: (line) => plus(line, { requests: -1, input: -8_000, output: -400 }),
    codes: ["midnight"],
  },
  {
    day: dayAt(12),
    change: (line) => plus(line, { requests: 1, input: 8_000, output: 400 }),
    codes: ["midnight"],
  },
  {
    day: dayAt(13),
    more: [
      {
        day: dayAt(13),
        model: "gpt-image-9",
        amount: "1.25",
        requests: 4,
        input: 100,
        cached: 0,
        output: 900,
      },
    ],
    model: "gpt-image-9",
    codes: ["unknown_model"],
  },
  {
    day: dayAt(14),
    events: usualDay(dayAt(14), { model: "gpt-4.1-nano" }).slice(0, 2),
    model: "gpt-4.1-nano",
    codes: ["not_billed"],
  },
  {
    day: dayAt(15),
    events: usualDay(dayAt(15), { model: "ft:our-own" }).slice(0, 4),
    model: "ft:our-own",
    codes: ["unpriced"],
    sentence: "4 calls without a price: what the ledger should hold is not known.",
  },
  { day: dayAt(16), change: (line) => ({ ...line, model: `${MODEL}-2025-04-14` }), codes: [] },
  {
    day: dayAt(17),
    without: "events",
    more: [{ day: dayAt(17), model: MODEL, amount: "0.5", requests: 9, input: 900, cached: 0, output: 90 }],
    codes: ["missing_events"],
  },
  {
    day: dayAt(18),
    change: (line) => {
      const missing = plus(line, { requests: 2, input: 18_000, cached: 2_000, output: 1_000 })
      return { ...missing, amount: scaled(missing.amount, 105) }
    },
    codes: ["missing_events", "price"],
  },
  {
    day: dayAt(19),
    without: "usage",
    change: (line) => ({ ...line, amount: scaled(line.amount, 120) }),
    codes: ["unknown"],
    sentence: "The bill tells no tokens: import the usage report of this day as well.",
  },
  {
    day: dayAt(20),
    change: (line) => plus(line, { requests: 1, input: 9_000, output: 500, cached: 1_000 }),
    item: { item: "VAT 19%", amount: "1.9" },
    codes: ["missing_events"],
  },
  { day: dayAt(21), change: (line) => plus(line, { requests: 2 }), codes: [] },
  { day: dayAt(22), codes: [] },
]

/** What the bill says of a day: the truth, and what was planted. */
function planted(truth: readonly BilledModel[], { day, change, more = [], model }: Plant): BilledModel[] {
  const lines = truth.filter((line) => line.day === day)
  const kept = lines.flatMap((line) => {
    if (line.model === MODEL) return change ? (change(line) ?? []) : line
    if (model === "gpt-4.1-nano") return []
    return { ...line, amount: "0.3" }
  })
  return [...kept, ...more]
}

test("twenty planted discrepancies are each named with the right cause, and nothing else is", async () => {
  const tenant = await makeTenant()
  for (const { day, events = [], without } of PLANTS) {
    await send(tenant, without === "events" ? events : [...usualDay(day), ...events])
  }
  const truth = await trueBill(tenant, dayAt(1), dayAt(31))
  const lines = PLANTS.flatMap((plant) => planted(truth, plant))
  const items = PLANTS.flatMap(({ day, item }) => (item ? [{ day, ...item }] : []))
  const silent = PLANTS.filter(({ without }) => without === "usage").map(({ day }) => day)
  await importOpenAi(tenant, lines, items, silent)
  const query = reconcileQuery.parse({ from: dayAt(1), to: dayAt(31), limit: 1_000 })
  const answer = await reconcile(tenant.scope, query, NOW)
  for (const { day, model = MODEL, codes, sentence } of PLANTS) {
    const row = answer.rows.find((each) => each.day === day && each.model === model)
    const found = row?.causes ?? []
    expect({ day, codes: found.map(({ code }) => code).sort() }).toEqual({ day, codes: [...codes].sort() })
    if (sentence) expect(found[0]?.sentence).toBe(sentence)
  }
  const plantedAt = new Set(PLANTS.map(({ day, model = MODEL }) => `${day} ${model}`))
  const others = answer.rows.filter(({ day, model }) => !plantedAt.has(`${day} ${model}`))
  expect(others.filter(({ model }) => model !== null).flatMap(({ causes }) => causes)).toEqual([])
  expect(others.filter(({ model }) => model === null).map(({ day }) => day)).toEqual([dayAt(20)])
  expect(answer.without_bill).toEqual([])
})

test("a batch that the bill charges and events here do not name is a price, and its tier is told", async () => {
  const tenant = await makeTenant()
  await send(tenant, usualDay(dayAt(3)))
  const truth = await trueBill(tenant, dayAt(3), dayAt(4))
  const halved = truth.map((line) => ({ ...line, amount: scaled(line.amount, 50) }))
  const costs = openAiCosts(halved).replaceAll(`${MODEL}, input`, `${MODEL} batch, input`)
  const { id } = await importBill(tenant.scope, file(costs), asked())
  await importBill(tenant.scope, file(openAiUsage(truth)), asked())
  const { rows } = await reconcile(tenant.scope, reconcileQuery.parse({ from: dayAt(3), to: dayAt(4) }), NOW)
  expect(rows).toMatchObject([{ model: MODEL, parts: { unknown: "0" } }])
  const sentence = "The bill's price is 50.0% below the price book; it charges the tier batch."
  expect(rows[0]?.causes).toMatchObject([{ code: "price", sentence }])
  const { lines } = await getBill(tenant.scope, id!)
  expect(lines).toMatchObject([{ model: MODEL, tier: "batch", item: `${MODEL} batch, input` }])
})

test("a bill in whole cents differs by rounding, one in other days by its zone, and a grant here by the grant", async () => {
  const tokyo = await makeTenant({ zone: "Asia/Tokyo" })
  const claude = { provider: "anthropic", model: "claude-sonnet-4-5" }
  const usage = { input_uncached: 33_333, output: 777 }
  await send(tokyo, [
    { id: "a", time: `${dayAt(3)}T10:00:00.000Z`, ...claude, usage },
    { id: "b", time: `${dayAt(3)}T20:00:00.000Z`, ...claude, usage },
  ])
  const amount = (33_333 * 3 + 777 * 15) / 1e6
  const cents = String(Math.round(2 * amount * 100))
  const report = {
    data: [
      {
        starting_at: `${dayAt(3)}T00:00:00Z`,
        ending_at: `${dayAt(4)}T00:00:00Z`,
        results: [
          { currency: "USD", amount: cents, cost_type: "tokens", model: "claude-sonnet-4-5-20250929" },
        ],
      },
    ],
  }
  await importBill(tokyo.scope, file(JSON.stringify(report)), asked())
  const query = reconcileQuery.parse({ from: dayAt(1), to: dayAt(10) })
  const answer = await reconcile(tokyo.scope, query, NOW)
  expect(answer.rows).toHaveLength(1)
  expect(answer.rows[0]?.causes.map(({ code }) => code)).toEqual(["time_zone", "rounding"])
  expect(answer.rows[0]).toMatchObject({ state: "tied", parts: { timing: "0.111654" } })
  expect(answer.tied_out.tied_share).toBe("1.0000")

  const granted = await makeTenant()
  await send(granted, usualDay(dayAt(3)))
  const truth = await trueBill(granted, dayAt(1), dayAt(31))
  const credit = creditInput.parse({
    ...{ name: "Sign-up credit", scope: [], amount: "0.01", tokens: null },
    ...{ starts_at: "2026-10-01T00:00:00Z", expires_at: null },
  })
  await grantCredit(granted.scope, credit)
  await applyCredits()
  await applyPending()
  await importOpenAi(granted, truth, [])
  const after = await reconcile(granted.scope, query, NOW)
  expect(after.rows[0]?.causes).toMatchObject([{ code: "ledger_credit", amount: "0.01" }])
})

test("a bill in a currency without a rate, and days that are not over, are named and in no sum", async () => {
  const tenant = await makeTenant()
  const costs = openAiCosts([
    { day: dayAt(3), model: MODEL, amount: "1", requests: 0, input: 0, cached: 0, output: 0 },
  ]).replaceAll('"usd"', '"zzz"')
  await importBill(tenant.scope, file(costs), asked())
  const today = openAiCosts([
    { day: "2026-11-19", model: MODEL, amount: "1", requests: 0, input: 0, cached: 0, output: 0 },
  ])
  await importBill(tenant.scope, file(today), asked())
  const query = reconcileQuery.parse({ from: dayAt(1), to: "2026-11-21" })
  const answer = await reconcile(tenant.scope, query, NOW)
  expect(answer.rows).toEqual([])
  expect(answer.not_compared).toEqual([
    {
      provider: "openai",
      day: dayAt(3),
      because: "No exchange rate from ZZZ to USD is known for 2026-10-03.",
    },
  ])
  expect(answer.still_open).toEqual([
    { provider: "openai", day: "2026-11-19", closes_at: "2026-11-21T00:00:00.000Z" },
  ])
  expect(answer.tied_out.tied_share).toBeNull()
})
