import "@/lib/testing/signed-in"
import fc from "fast-check"
import { expect, test } from "vitest"
import { createKey } from "@/lib/auth/api-key"
import type { Scope } from "@/lib/auth/scope"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { addPrice } from "@/lib/pricing/mutations"
import { priceInput } from "@/lib/pricing/price-input"
import { applyRerate, previewRerate } from "@/lib/rerate/mutations"
import { getRerate } from "@/lib/rerate/queries"
import { stepRerate } from "@/lib/rerate/step"
import { applyPending } from "@/lib/rollups/apply"
import { foldCuboids } from "@/lib/rollups/cuboids"
import { ingestEvents } from "@/lib/sources/ingest"
import { formatFilter } from "@/lib/spend/filter"
import type { Dimension, Filter, SpendAnswer } from "@/lib/spend/schema"
import { toStackedBars } from "@/lib/spend/series"
import { toSpendLines } from "@/lib/spend/spend-lines"
import { DEFAULT_VIEW } from "@/lib/spend/url"
import { type CsvFile, readCsv } from "@/lib/testing/csv-file"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { freshPrices } from "@/lib/testing/fresh-prices"
import { testSource } from "@/lib/testing/ledger"
import { localDate } from "@/lib/time"
import { corrections, secondReports } from "@/scripts/demo/exceptions"
import { demoEvents } from "@/scripts/demo/generate"
import * as spendApi from "../spend/route"
import * as focus from "./focus/route"
import * as spendCsv from "./spend.csv/route"

await testDatabase()

const NOW = new Date("2026-11-01T12:00:00Z")
/** Both days on which clocks change lie in these stretches, those of Lord Howe as well as those of Berlin. */
const STRETCHES = [
  { now: new Date("2026-04-08T12:00:00Z"), days: 14, events: 260 },
  { now: new Date("2026-10-28T12:00:00Z"), days: 30, events: 420 },
]
const ZONES = ["Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin", "America/St_Johns"]

async function fill(zone: string): Promise<Record<string, string>> {
  const { scope, orgId } = await makeTenant({ zone })
  const source = await testSource(orgId)
  const sent = STRETCHES.flatMap((options) => [
    ...[...demoEvents(options)],
    ...corrections(options),
    ...secondReports(options),
  ]).map(({ event }) => event)
  const options = { now: NOW, backfill: true, requestId: "views" }
  // The end stays in the tail, so that cubes and tail are read together.
  const last = Math.floor(sent.length * 0.9)
  for (let at = 0; at < last; at += 500) {
    await ingestEvents(scope, source, sent.slice(at, Math.min(at + 500, last)), options)
  }
  await applyPending()
  await foldCuboids(NOW, 0)
  await rerate(scope)
  const answer = await ingestEvents(scope, source, sent.slice(last), options)
  expect(answer.accepted).toBeGreaterThan(20)
  const { key } = await createKey(scope, { name: "views", environment: "live", scopes: ["read"] })
  return { authorization: `Bearer ${key}` }
}

/** New prices for part of history: what the cubes do not hold yet is read from signed rows. */
async function rerate(scope: Scope): Promise<void> {
  const common = { from: "2026-03-01", source: "Contract" }
  const discount = { ...common, provider: "openai", models: ["*"], percent: "-12.5" }
  const missing = {
    ...common,
    provider: "qwen",
    models: ["qwen3-max-thinking"],
    per_million: { output: "3" },
  }
  for (const input of [discount, missing]) await addPrice(scope, priceInput.parse(input))
  const range = { from: "2026-03-01", to: "2026-10-20", provider: null, model: null }
  const { id } = await previewRerate(scope, range)
  await freshPrices(scope)
  while (await stepRerate(scope.orgId));
  await applyRerate(scope, id, "Contract")
  while (await stepRerate(scope.orgId));
  const { state, total } = await getRerate(scope, id)
  expect(state).toBe("applied")
  expect(total.changed).toBeGreaterThan(50)
}

const tenants = new Map<string, Record<string, string>>()
for (const zone of ZONES) tenants.set(zone, await fill(zone))

const GROUPS: Dimension[] = [
  "team",
  "feature",
  "agent",
  "user",
  "provider",
  "model",
  "route",
  "environment",
  "service_tier",
  "status",
  "source",
  "session",
  "tag:tier",
]
const VALUES: Partial<Record<Dimension, (string | null)[]>> = {
  team: ["Commerce", "Support", null],
  provider: ["openai", "anthropic", "gemini"],
  route: ["direct", "openrouter"],
  environment: ["staging", "production"],
  status: ["ok", "error"],
  user: [null, "j.weber"],
  feature: [null, "search"],
}
/** FOCUS columns that tell a dimension. */
const FOCUS_COLUMNS: Partial<Record<Dimension, string>> = {
  team: "x_TeamId",
  feature: "x_Feature",
  agent: "x_Agent",
  user: "x_User",
  model: "x_Model",
  route: "x_Route",
  environment: "SubAccountId",
  provider: "PublisherName",
  service_tier: "x_ServiceTier",
  source: "x_Source",
}

const filterOf = fc.constantFrom(...(Object.keys(VALUES) as Dimension[])).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    operator: fc.constantFrom("=" as const, "!=" as const),
    values: fc.subarray(VALUES[dimension] ?? [], { minLength: 1 }),
  }),
)
const containing = fc.record({
  dimension: fc.constantFrom<Dimension>("model", "feature", "user"),
  operator: fc.constant("~" as const),
  values: fc.subarray(["a", "gpt", "ch"], { minLength: 1 }),
})

const views = fc.record({
  zone: fc.constantFrom(...ZONES),
  stretch: fc.constantFrom(...STRETCHES),
  minutesBefore: fc.integer({ min: 1, max: 60 * 24 * 32 }),
  minutes: fc.integer({ min: 1, max: 60 * 24 * 40 }),
  wholeDays: fc.boolean(),
  groupBy: fc.subarray(GROUPS, { minLength: 0, maxLength: 2 }),
  filters: fc.array(fc.oneof<fc.Arbitrary<Filter>[]>(filterOf, containing), { maxLength: 2 }),
  interval: fc.constantFrom("hour", "day", "week", "month"),
})

type View = typeof views extends fc.Arbitrary<infer T> ? T : never

function rangeOf({ stretch, minutesBefore, minutes, wholeDays, zone }: View): { from: string; to: string } {
  const from = new Date(stretch.now.getTime() - minutesBefore * 60_000)
  const to = new Date(from.getTime() + minutes * 60_000)
  if (!wholeDays) return { from: from.toISOString(), to: to.toISOString() }
  const [first, last] = [localDate(from, zone), localDate(new Date(to.getTime() + 26 * 3_600_000), zone)]
  return { from: first, to: last }
}

function addressOf(view: View, more: Record<string, string>): string {
  const search = new URLSearchParams({ ...rangeOf(view), ...more })
  for (const filter of view.filters) search.append("filter", formatFilter(filter))
  return `http://localhost:3000/api/v1?${search}`
}

async function ask(
  handler: { GET: (request: Request) => Promise<Response> },
  view: View,
  more: Record<string, string>,
): Promise<Response> {
  const headers = tenants.get(view.zone) ?? {}
  const response = await handler.GET(new Request(addressOf(view, more), { headers }))
  if (response.status !== 200) throw new Error(await response.text())
  return response
}

const sum = (amounts: readonly (string | null | undefined)[]) =>
  formatDecimal(amounts.map((amount) => parseDecimal(amount || "0")).reduce(add, ZERO))

const nameOf = (key: string | null | undefined) => (key ? key : "Unattributed")

/** Sums of a column by what stands in others. */
function sumsBy(rows: CsvFile["rows"], columns: readonly string[], amount: string): Map<string, string> {
  const sums = new Map<string, string>()
  for (const row of rows) {
    const id = JSON.stringify(columns.map((column) => nameOf(row[column])))
    sums.set(id, sum([sums.get(id), row[amount]]))
  }
  return sums
}

function expectGroups(answer: SpendAnswer, groupBy: readonly Dimension[], sums: Map<string, string>): void {
  for (const group of answer.groups) {
    const id = JSON.stringify(groupBy.map((dimension) => nameOf(group.key[dimension])))
    expect(sums.get(id) ?? "0", id).toBe(group.billed)
  }
}

function expectScreen(answer: SpendAnswer, dimension: Dimension): void {
  const lines = toSpendLines(answer, { dimension, view: DEFAULT_VIEW, now: NOW })
  expect(sum(lines.lines.map(({ billed }) => billed))).toBe(answer.total.billed)
  const chart = toStackedBars(answer, { dimension, now: NOW })
  expect(chart.total).toBe(answer.total.billed)
  expect(sum(chart.buckets.map(({ total }) => total))).toBe(answer.total.billed)
  expect(sum(chart.series.map(({ total }) => total))).toBe(answer.total.billed)
}

test("500 views: groups, chart, table, CSV, FOCUS and API agree to the last digit", {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(views, async (view) => {
      const { groupBy } = view
      const isShort = view.minutes < 60 * 24 * 12
      const interval = view.interval === "hour" && !isShort ? "day" : view.interval
      const group_by = groupBy.join(",")
      const isByUser = [...groupBy, ...view.filters.map(({ dimension }) => dimension)].includes("user")
      const [api, groups, series] = await Promise.all([
        ask(spendApi, view, { group_by, interval }).then(
          async (response) => (await response.json()) as SpendAnswer,
        ),
        ask(spendCsv, view, { group_by }).then(async (response) => readCsv(await response.text())),
        ask(spendCsv, view, { group_by, interval, rows: "series" }).then(async (response) =>
          readCsv(await response.text()),
        ),
      ])
      const file = await ask(focus, view, { users: String(isByUser) })
      const { rows } = readCsv(await file.text())
      const { billed, list, calls } = api.total
      expect(sum([...api.groups, api.other].map((part) => part?.billed))).toBe(
        groupBy.length > 0 ? billed : "0",
      )
      expect(sum(api.series.map((point) => point.billed))).toBe(billed)
      for (const { rows: table } of [groups, series]) {
        const cost = (amount: string) => (amount === "0" && api.unpriced.calls > 0 ? "" : amount)
        const total = { billed: cost(billed), list: cost(list), calls: String(calls) }
        expect(table.at(-1)).toMatchObject({ row: "total", ...total })
        const own = table.slice(0, -1)
        if (own.length > 0) expect(sum(own.map((row) => row.billed))).toBe(billed)
        expectGroups(api, groupBy, sumsBy(own, groupBy, "billed"))
      }
      expect(sum(rows.map((row) => row.BilledCost))).toBe(billed)
      expect(sum(rows.map((row) => row.ListCost))).toBe(list)
      const columns = groupBy.map((dimension) => FOCUS_COLUMNS[dimension])
      if (columns.every((column): column is string => column !== undefined)) {
        expectGroups(api, groupBy, sumsBy(rows, columns, "BilledCost"))
      }
      const [only, ...others] = groupBy
      if (only && others.length === 0) expectScreen(api, only)
    }),
    { numRuns: 500 },
  )
})
