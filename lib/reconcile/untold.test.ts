import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { billMapping } from "@/lib/imports/mapping-schema"
import { saveMapping } from "@/lib/imports/mappings"
import { importBill } from "@/lib/imports/mutations"
import { importQuery } from "@/lib/imports/schema"
import type { EventInput } from "@/lib/sources/events-schema"
import { openAiCosts, openAiUsage } from "@/lib/testing/bills"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { send } from "@/lib/testing/decision-calls"
import { allowanceOf } from "./convert"
import { addNote } from "./mutations"
import { reconcile } from "./reconcile"
import { noteInput, reconcileQuery } from "./schema"
import { toReconcileLines } from "./series"
import { ledgerWords } from "./words"

await testDatabase()

const NOW = new Date("2026-11-20T12:00:00Z")
const MODEL = "gpt-4.1-mini"
const DAY = "2026-10-03"

/** Ten calls of $0.0048: 10,000 tokens at $0.40 and 500 at $1.60 a million. */
function tenCalls(day: string, more: Partial<EventInput> = {}): Partial<EventInput>[] {
  return Array.from({ length: 10 }, (_, at) => ({
    id: `${day}-${more.provider}-${more.model ?? MODEL}-${at}`,
    time: `${day}T12:0${at}:00.000Z`,
    ...{ provider: "openai", model: MODEL, usage: { input_uncached: 10_000, output: 500 } },
    ...more,
  }))
}

const line = (amount: string, more: object = {}) => ({
  ...{ day: DAY, model: MODEL, amount, requests: 10, input: 100_000, cached: 0, output: 5_000 },
  ...more,
})

const importText = ({ scope }: Tenant, text: string, more: object = {}) =>
  importBill(scope, Buffer.from(text), importQuery.parse(more))

async function importCsv(tenant: Tenant, columns: object, text: string) {
  const all = { day: "day", amount: "amount", model: "model", ...columns }
  const kinds = { Fee: "fee", VAT: "tax" }
  const mapping = billMapping.parse({ columns: all, provider: "openai", currency: "USD", kinds })
  await saveMapping(tenant.scope, "csv", mapping)
  await importText(tenant, text, { mapping: "csv" })
}

async function compared({ scope }: Tenant, more: object = {}, now = NOW) {
  const query = reconcileQuery.parse({ from: "2026-10-01", to: "2026-10-31", ...more })
  return await reconcile(scope, query, now)
}

test("tokens that a bill does not tell are unknown, not none", async () => {
  const tenant = await makeTenant()
  await send(tenant, tenCalls(DAY))
  await importCsv(tenant, { input: "in" }, `day,model,in,amount\n${DAY},${MODEL},100000,0.060\n`)
  const [row] = (await compared(tenant)).rows
  expect(row).toMatchObject({ tokens: { bill: null, ledger: 105_000 }, parts: { unknown: "0.012" } })
  expect(row?.causes).toMatchObject([{ code: "unknown", amount: "0.012" }])
})

test("usage of one of two accounts says nothing of what both used", async () => {
  const tenant = await makeTenant()
  await send(tenant, tenCalls(DAY))
  const half = line("0.024", { requests: 5, input: 50_000, output: 2_500 })
  await importText(tenant, openAiCosts([half]), { account: "a" })
  await importText(tenant, openAiCosts([half]), { account: "b" })
  await importText(tenant, openAiUsage([half]), { account: "a" })
  const before = (await compared(tenant)).rows
  expect(before).toMatchObject([{ state: "tied", causes: [], calls: { bill: null }, tokens: { bill: null } }])
  await importText(tenant, openAiUsage([half]), { account: "b" })
  const after = (await compared(tenant)).rows
  expect(after).toMatchObject([{ state: "tied", causes: [], calls: { bill: 10 }, tokens: { bill: 105_000 } }])
})

test("amounts that happen to be whole are not taken to be rounded to whole dollars", async () => {
  const tenant = await makeTenant()
  await send(tenant, tenCalls(DAY, { usage: { input_uncached: 1_135_000, output: 0 } }))
  await importCsv(tenant, {}, `day,model,amount\n${DAY},${MODEL},5\n`)
  const answer = await compared(tenant)
  expect(answer.rows).toMatchObject([
    { state: "open", bill: "5", ledger: "4.54", parts: { unknown: "0.46", rounding: "0" } },
  ])
})

/** 4,000 amounts in whole cents; the first `dearer` of them cost one cent more. */
function manyCents(cents: number, dearer: number): string {
  const rows = Array.from({ length: 4_000 }, (_, at) => {
    const amount = ((cents + (at < dearer ? 1 : 0)) / 100).toFixed(2)
    return `${DAY},${MODEL},${at === 0 ? 120_000_000 * 10 : 0},${amount}`
  })
  return ["day,model,in,amount", ...rows].join("\n")
}

test("what rounding can come to is told, and hides no difference of 0.3 % of a large bill", async () => {
  const tenant = await makeTenant()
  await send(tenant, tenCalls(DAY, { usage: { input_uncached: 120_000_000, output: 0 } }))
  // $480 here; half a cent for each of the rows would be $20.
  await importCsv(tenant, { input: "in" }, manyCents(12, 40))
  const [tied] = (await compared(tenant)).rows
  expect(tied).toMatchObject({ state: "tied", bill: "480.4", ledger: "480", parts: { rounding: "0.4" } })
  expect(tied?.rounding_allowed).toMatch(/^0\.73/)
  expect(tied?.causes).toMatchObject([
    { code: "rounding", sentence: "The bill's decimals leave $0.40; they can come to $0.73." },
  ])
  await importCsv(tenant, { input: "in" }, manyCents(12, 144))
  const [row] = (await compared(tenant)).rows
  expect(row).toMatchObject({ state: "open", bill: "481.44", parts: { price: "1.44", rounding: "0" } })
  expect(row?.causes).toMatchObject([
    { code: "price", sentence: "The bill's price is 0.3% above the price book." },
  ])
})

test.each([
  [0n, 0n],
  [1n, 50n],
  [5n, 250n],
  [6n, 282n],
  [100n, 1_154n],
  [1_000_000n, 115_470n],
])("rounding of %s amounts by up to 50 comes to %s at most", (rows, most) => {
  expect(allowanceOf(50n, rows)).toBe(most)
})

test("calls without a price do not tie out with nothing", async () => {
  const tenant = await makeTenant()
  const own = { model: "ft:our-own" }
  await send(tenant, [
    ...tenCalls(DAY),
    ...tenCalls(DAY, own),
    ...tenCalls(DAY, { ...own, provider: "nobody" }),
  ])
  await importText(tenant, openAiCosts([line("0.048")]))
  const { rows, without_bill } = await compared(tenant)
  expect(rows.map(({ model, state }) => `${model} ${state}`).sort()).toEqual([
    "ft:our-own open",
    "gpt-4.1-mini tied",
  ])
  const sentence = "10 calls without a price: what the ledger should hold is not known."
  expect(rows.find(({ model }) => model === own.model)?.causes).toMatchObject([
    { code: "unpriced", sentence },
  ])
  expect(without_bill).toMatchObject([{ provider: "nobody", ledger: "0", unpriced_calls: 10 }])
})

test("what a bill charges for calls without a price is no price that differs, and the row says how many", async () => {
  const tenant = await makeTenant()
  const own = { model: "ft:our-own" }
  await send(tenant, [...tenCalls(DAY), ...tenCalls(DAY, own)])
  const lines = [line("0.048"), line("0.09", own)]
  await importText(tenant, openAiCosts(lines))
  await importText(tenant, openAiUsage(lines))
  const answer = await compared(tenant)
  const row = answer.rows.find(({ model }) => model === own.model)
  expect(row).toMatchObject({
    ...{ bill: "0.09", ledger: "0", unpriced_calls: 10, state: "open" },
    parts: { unknown: "0.09", price: "0", events: "0", tokens: "0" },
    causes: [{ code: "unpriced", part: "unknown", amount: "0.09" }],
  })
  expect(answer.total).toMatchObject({ unpriced_calls: 10, ledger: "0.048" })
  expect(ledgerWords(row!, "USD")).toBe("10 calls without a price")
  expect(ledgerWords(answer.total, "USD")).toBe("$0.05 and 10 calls without a price")
  const printed = toReconcileLines(answer, "row", () => "/reconcile")
  expect(printed.lines.map(({ name, unpriced }) => `${name}: ${unpriced}`).sort()).toEqual([
    "ft:our-own: 10 calls without a price",
    "gpt-4.1-mini: null",
  ])
  expect(printed.total.unpriced).toBe("10 calls without a price")
})

test("a day counts as closed only for a bill that was imported after its provider's lag", async () => {
  const tenant = await makeTenant()
  const [day, over] = ["2026-10-03", "2026-10-04T00:00:00Z"]
  const hours = (count: number) => new Date(Date.parse(over) + count * 3_600_000)
  const bill = Buffer.from(openAiCosts([line("0.024", { day })]))
  const importAt = (at: Date) => importBill(tenant.scope, bill, importQuery.parse({}), at)
  const lookAt = (at: Date) => compared(tenant, {}, at)

  await importAt(hours(-1))
  expect((await lookAt(hours(23))).still_open).toMatchObject([{ provider: "openai", day }])
  const settling = [
    {
      ...{ provider: "openai", day },
      because:
        "It was still settling when its bill was imported, within 24 hours of its end: import it again.",
    },
  ]
  expect(await lookAt(hours(25))).toMatchObject({ rows: [], not_compared: settling })

  expect(await importAt(hours(23))).toMatchObject({ id: 1, state: "known" })
  expect(await lookAt(hours(90))).toMatchObject({ rows: [], not_compared: settling })

  // The same content, told after the lag, is the last word.
  expect(await importAt(hours(24))).toMatchObject({ id: 2, state: "again" })
  expect(await importAt(hours(48))).toMatchObject({ id: 2, state: "known" })
  expect(await lookAt(hours(90))).toMatchObject({ rows: [{ day, bill: "0.024" }], not_compared: [] })
})

test("an adjustment stays with its model under each of its names, and in sight when the bill changes", async () => {
  const tenant = await makeTenant()
  const dated = { model: `${MODEL}-2025-04-14` }
  await send(tenant, tenCalls("2026-10-20"))
  await importText(
    tenant,
    openAiCosts([line("0.024", dated), line("0.048", { ...dated, day: "2026-10-20" })]),
  )
  const alone = { from: DAY, to: "2026-10-04" }
  expect((await compared(tenant)).rows.find(({ day }) => day === DAY)?.model).toBe(MODEL)
  expect((await compared(tenant, alone)).rows).toMatchObject([dated])
  const note = { provider: "openai", day: DAY, note: "A key of a contractor", adjust: "difference" }
  const { amount } = await addNote(tenant.scope, noteInput.parse({ ...note, model: MODEL }))
  expect(amount).toBe("0.024")
  for (const range of [{}, alone]) {
    const row = (await compared(tenant, range)).rows.find(({ day }) => day === DAY)
    expect(row).toMatchObject({ state: "adjusted", adjusted: "0.024", left: "0" })
  }
  await importText(tenant, openAiCosts([line("0.01", { model: "gpt-4.1" })]))
  const { rows, total } = await compared(tenant, alone)
  expect(rows.find(({ adjusted }) => adjusted !== "0")).toMatchObject({
    state: "open",
    bill: "0",
    left: "-0.024",
  })
  expect(total).toMatchObject({ bill: "0.01", adjusted: "0.024", left: "-0.014" })
})

test("each fee and tax is named by its own lines", async () => {
  const tenant = await makeTenant()
  const text = `day,model,kind,item,amount\n${DAY},,Fee,Top-up fee,5.50\n${DAY},,VAT,VAT 19%,1.045\n`
  await importCsv(tenant, { kind: "kind", item: "item" }, text)
  const [row] = (await compared(tenant)).rows
  expect(row?.causes.map(({ sentence }) => sentence)).toEqual([
    "A fee that is no usage: Top-up fee.",
    "Tax: VAT 19%.",
  ])
})

test("a file of fees alone takes no usage along, and a newer one of fees replaces them alone", async () => {
  const tenant = await makeTenant()
  await send(tenant, tenCalls(DAY))
  const fees = { kind: "what" }
  await importCsv(tenant, fees, `day,model,what,amount\n${DAY},,Fee,5.50\n${DAY},,VAT,1.045\n`)
  const alone = await compared(tenant)
  expect(alone.rows).toMatchObject([{ model: null, bill: "6.545", parts: { charges: "6.545", events: "0" } }])
  expect(alone.without_bill).toMatchObject([{ provider: "openai", ledger: "0.048" }])
  await importText(tenant, openAiCosts([line("0.048")]))
  await importCsv(tenant, fees, `day,model,what,amount\n${DAY},,Fee,6.50\n`)
  const { rows } = await compared(tenant)
  const usage = rows.find(({ model }) => model === MODEL)
  expect(usage).toMatchObject({ bill: "0.048", difference: "0" })
  expect(rows.filter(({ model }) => model !== MODEL)).toMatchObject([
    { bill: "6.5", parts: { charges: "6.5" } },
  ])
})

const FOCUS_HEAD =
  "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName,x_Model,ConsumedQuantity,ConsumedUnit,x_TokenClass"
const focusDay = (period: string, [input, output]: [string, string]) =>
  [
    FOCUS_HEAD,
    `${input},USD,Usage,${period},"OpenAI, L.L.C.",${MODEL},40000,Tokens,input`,
    `${output},USD,Usage,${period},"OpenAI, L.L.C.",${MODEL},2000,Tokens,output`,
  ].join("\n")

test("a FOCUS bill in days of another zone is compared with the ledger's same instants", async () => {
  const tenant = await makeTenant()
  // Four of the ten calls lie before, six after the midnight of Tokyo, which is 15:00 of UTC.
  await send(
    tenant,
    tenCalls(DAY).map((call, at) => ({ ...call, time: `${DAY}T${at < 4 ? "14" : "15"}:0${at}:00.000Z` })),
  )
  const tokyo = "2026-10-02T15:00:00Z,2026-10-03T15:00:00Z"
  await importText(tenant, focusDay(tokyo, ["0.016", "0.0032"]))
  const [row] = (await compared(tenant)).rows
  expect(row).toMatchObject({
    ...{ day: DAY, provider: "openai", state: "tied", bill: "0.0192", ledger: "0.048" },
    parts: { timing: "-0.0288", events: "0", tokens: "0", price: "0", unknown: "0" },
    causes: [{ code: "time_zone", sentence: "The bill's day is one of Etc/GMT-9, the ledger's one of UTC." }],
  })
})

test("bills that count days of different zones are not compared as if they were the same hours", async () => {
  const tenant = await makeTenant()
  await send(tenant, tenCalls(DAY))
  await importText(tenant, focusDay("2026-10-02T15:00:00Z,2026-10-03T15:00:00Z", ["0.04", "0.008"]))
  await importText(tenant, openAiCosts([line("0.048")]), { account: "other" })
  const { rows, not_compared } = await compared(tenant)
  expect(rows).toEqual([])
  const because = "Its bills count days of Etc/GMT-9 and of UTC, which are not the same hours."
  expect(not_compared).toEqual([{ provider: "openai", day: DAY, because }])
})
