import { parquetMetadata, parquetReadObjects } from "hyparquet"
import { expect, test } from "vitest"
import { applyCredits } from "@/lib/credits/apply"
import { grantCredit } from "@/lib/credits/mutations"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import { spend } from "@/lib/spend/queries"
import { readCsv } from "@/lib/testing/csv-file"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { focusFile } from "./focus"
import { focusColumns } from "./focus-columns"
import { focusQuerySchema } from "./schema"
import { download } from "./stream"

await testDatabase()

const RANGE = { from: "2026-11-01", to: "2026-12-01" }

async function focusOf({ scope }: Tenant, asked: Record<string, string>): Promise<ArrayBuffer> {
  const file = await focusFile(scope, focusQuerySchema.parse({ ...RANGE, ...asked }))
  const response = await download(scope, new Request("http://localhost:3000/api/v1/export/focus"), file)
  return response.arrayBuffer()
}

const textOf = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes)
const sumOf = (rows: Record<string, string>[], column: string) =>
  formatDecimal(rows.map((row) => parseDecimal(row[column] || "0")).reduce(add, ZERO))

async function filled(): Promise<Tenant> {
  const tenant = await makeTenant({ zone: "Asia/Kathmandu" })
  const source = await testSource(tenant.orgId)
  const events = [
    testEvent({ id: "a", team: "Search", user: "ann", tags: { tier: "gold" } }),
    testEvent({ id: "b", usage: { input_uncached: 7, cache_read: 3, output: 11 } }),
    testEvent({
      id: "late",
      time: "2026-11-18T19:00:00Z",
      route: "openrouter",
      provider: "anthropic",
      model: "claude-test",
    }),
    testEvent({ id: "unknown", model: "unknown-model", environment: "production" }),
    testEvent({ id: "wrong" }),
    testEvent({ id: "fix", type: "void", target_id: "wrong", reason: "test" }),
  ]
  await appendEvents(
    tenant.scope,
    source,
    events.map((event) => testDraft(event)),
  )
  return tenant
}

async function totalOf({ scope }: Tenant) {
  const { total } = await spend(scope, {
    from: new Date("2026-10-31T18:15:00Z"),
    to: new Date("2026-11-30T18:15:00Z"),
    interval: "day",
    groupBy: [],
    filters: [],
    limit: 1,
    comparison: null,
  })
  return total
}

test("rows are a day of the zone and a meter each, and add up to the spend", async () => {
  const tenant = await filled()
  const { head, rows, comments } = readCsv(textOf(await focusOf(tenant, { users: "true" })))
  expect(comments).toEqual([])
  expect(head).toEqual(focusColumns("1.2", true).map(({ name }) => name))
  const total = await totalOf(tenant)
  expect(sumOf(rows, "BilledCost")).toBe(total.billed)
  expect(sumOf(rows, "ListCost")).toBe(total.list)
  expect(sumOf(rows, "ContractedCost")).toBe(total.computed)
  expect(sumOf(rows, "x_OutputTokens")).toBe(String(total.tokens.output))
  expect(sumOf(rows, "x_InputTokens")).toBe(
    String(total.tokens.input_uncached + total.tokens.cache_read + total.tokens.cache_write),
  )
  const own = rows.find((row) => row.x_User === "ann" && row.SkuMeter === "Output tokens")
  expect(own).toMatchObject({
    BilledCost: "0.003",
    ChargePeriodStart: "2026-11-17T18:15:00.000Z",
    ChargePeriodEnd: "2026-11-18T18:15:00.000Z",
    BillingPeriodStart: "2026-10-31T18:15:00.000Z",
    ConsumedQuantity: "300",
    ConsumedUnit: "Tokens",
    ListUnitPrice: "0.00001",
    SkuId: "openai/gpt-test",
    Tags: '{"tier":"gold"}',
    x_TeamId: "Search",
  })
  expect(rows.filter((row) => row.ChargeClass === "Correction").map((row) => row.ConsumedQuantity)).toEqual([
    "-1000",
    "-200",
    "-300",
  ])
  const unpriced = rows.filter((row) => row.x_Unpriced === "true")
  expect(unpriced.map((row) => [row.BilledCost, row.ChargeDescription?.endsWith("no known price")])).toEqual(
    [0, 1, 2].map(() => ["", true]),
  )
  expect(rows.filter((row) => row.ProviderName === "openrouter")).toHaveLength(3)
  expect(rows.find((row) => row.ProviderName === "openrouter")?.ChargePeriodStart).toBe(
    "2026-11-18T18:15:00.000Z",
  )
})

test("1.4 names the providers by its own columns and nothing else differs", () => {
  const names = (spec: "1.2" | "1.4") => focusColumns(spec, false).map(({ name }) => name)
  const [older, newer] = [names("1.2"), names("1.4")]
  expect(older.filter((name) => !newer.includes(name))).toEqual(["ProviderName", "PublisherName"])
  expect(newer.filter((name) => !older.includes(name))).toEqual(["HostProviderName", "ServiceProviderName"])
})

/** hyparquet makes floats of decimals: without their type it gives the bytes as they are. */
async function parquetRows(file: ArrayBuffer): Promise<Record<string, string>[]> {
  const metadata = parquetMetadata(file)
  const scales = new Map<string, number>()
  for (const element of metadata.schema) {
    if (element.converted_type !== "DECIMAL") continue
    expect(element).toMatchObject({ type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, precision: 38 })
    scales.set(element.name, element.scale ?? 0)
    for (const key of ["converted_type", "logical_type", "scale", "precision"] as const) delete element[key]
  }
  const rows = await parquetReadObjects({ file, metadata, utf8: false })
  const plain = ([name, value]: [string, unknown]): [string, string] => {
    if (value === null || value === undefined) return [name, ""]
    if (value instanceof Date) return [name, value.toISOString()]
    if (!(value instanceof Uint8Array)) return [name, String(value)]
    const digits = BigInt.asIntN(128, BigInt(`0x${Buffer.from(value).toString("hex")}`))
    return [name, formatDecimal({ digits, scale: scales.get(name) ?? 0 })]
  }
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(plain)))
}

test.each(["1.2", "1.4"])("Parquet of %s holds the same rows as CSV, every digit of them", async (spec) => {
  const tenant = await filled()
  const csv = readCsv(textOf(await focusOf(tenant, { spec })))
  const rows = await parquetRows(await focusOf(tenant, { spec, format: "parquet" }))
  expect(rows).toEqual(csv.rows)
  const empty = await focusOf(tenant, { format: "parquet", from: "2026-01-01", to: "2026-02-01" })
  expect(parquetMetadata(empty).num_rows).toBe(0n)
})

test("what a grant pays is a credit, and the rows add up to what is left to pay", async () => {
  const tenant = await filled()
  const grant = { name: "free", scope: [], amount: "0.004", tokens: null, expires_at: null }
  await grantCredit(tenant.scope, { ...grant, starts_at: "2026-11-01T00:00:00Z" })
  await applyPending()
  await applyCredits()
  const total = await totalOf(tenant)
  const { rows } = readCsv(textOf(await focusOf(tenant, {})))
  expect(sumOf(rows, "BilledCost")).toBe(total.billed)
  expect(sumOf(rows, "ListCost")).toBe(total.list)
  const credits = rows.filter((row) => row.ChargeCategory === "Credit")
  expect(sumOf(credits, "BilledCost")).toBe("-0.004")
  expect(credits[0]).toMatchObject({
    ChargeClass: "",
    ConsumedQuantity: "",
    SkuMeter: "Credit",
    ListCost: "0",
  })
})
