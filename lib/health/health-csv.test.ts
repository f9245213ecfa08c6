import { expect, test } from "vitest"
import type { Scope } from "@/lib/auth/scope"
import type { ExportFile } from "@/lib/exports/stream"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { spend } from "@/lib/spend/queries"
import { readCsv } from "@/lib/testing/csv-file"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { healthOfRequest } from "./answer"
import { failuresCsvQuery, healthCsvQuery } from "./csv-schema"
import { COST_KINDS } from "./failure-money"
import { failuresCsv } from "./failures-csv"
import { healthCsv } from "./health-csv"
import { healthQuery } from "./schema"

await testDatabase()

const RANGE = { from: "2026-11-18", to: "2026-11-19" }
const FAILED = { status: "error" as const, error: { http_status: 529 } }
const CLAUDE = { provider: "anthropic", model: "=cmd()" }
const LOST = { model: "unknown-model", route: "litellm", feature: "=chat" }

async function sent() {
  const { scope, orgId } = await makeTenant()
  const events: Partial<EventInput>[] = [
    ...Array.from({ length: 30 }, (_, i) => ({ feature: "search", latency_ms: 100 + i, ttft_ms: 50 })),
    { ...FAILED, feature: "search", request_id: "1", usage: { input_uncached: 7 } },
    { ...CLAUDE, feature: "search", request_id: "1", attempt: 2 },
    { ...FAILED, request_id: "2", usage: { input_uncached: 11, output: 3 } },
    { request_id: "2", attempt: 2 },
    { ...LOST, status: "aborted" },
    { ...LOST, ...FAILED, error: { http_status: 401 } },
  ]
  const drafts = events.map((event, i) => testDraft(testEvent({ id: `e${i}`, ...event })))
  await appendEvents(scope, await testSource(orgId), drafts)
  await applyPending()
  return scope
}

async function read(file: ExportFile) {
  let text = ""
  for await (const chunk of file.chunks(null as never)) text += chunk
  const { comments, rows } = readCsv(text)
  return {
    comments,
    rows: rows.filter(({ row }) => row === "row"),
    total: rows.find(({ row }) => row === "total") ?? {},
  }
}

const sumOf = (rows: Record<string, string>[], column: string) =>
  formatDecimal(rows.map((row) => parseDecimal(row[column] || "0")).reduce(add, ZERO))

const csvOf = async (scope: Scope, more: object = {}) =>
  read(await healthCsv(scope, healthCsvQuery.parse({ ...RANGE, ...more })))

test("the file says what the API says, its rows add up to the last digit, and what is unknown is empty", async () => {
  const scope = await sent()
  const { rows, total, comments } = await csvOf(scope)
  const told = await healthOfRequest(scope, healthQuery.parse(RANGE))
  expect(rows.map(({ provider, model, route }) => [provider, model, route])).toEqual(
    told.rows.map(({ provider, model, route }) => [provider, model?.replace(/^=/, "'="), route]),
  )
  for (const [i, of] of [...told.rows, told.total].entries()) {
    const row = rows[i] ?? total
    expect(row).toMatchObject({
      calls: String(of.calls),
      faults: String(of.faults),
      auth: String(of.errors.auth ?? 0),
      overloaded: String(of.errors.overloaded ?? 0),
      requests_rescued: String(of.requests.rescued),
      failed_unpriced: String(of.failed_unpriced),
      failed_cost: of.failed_cost === "0" && of.failed_unpriced > 0 ? "" : of.failed_cost,
      availability: of.availability === null ? "" : String(of.availability),
      latency_p95_ms: of.latency_ms?.p95 == null ? "" : String(of.latency_ms.p95),
    })
  }
  const counts = [
    "calls",
    "answered",
    "faults",
    "account_faults",
    "aborted",
    "auth",
    "overloaded",
    "later_attempts",
  ]
  for (const column of [...counts, "requests_failed", "requests_rescued", "failed_cost", "failed_unpriced"]) {
    expect([column, sumOf(rows, column)]).toEqual([column, total[column]])
  }
  const unknown = rows.find(({ route }) => route === "litellm")
  expect(unknown).toMatchObject({ calls: "2", failed_cost: "", failed_unpriced: "2", availability: "" })
  expect(unknown).toMatchObject({ latency_p50_ms: "", latency_p99_ms: "" })
  expect(total.latency_p50_ms).not.toBe("")
  expect(total).toMatchObject({ requests_rescued: "1", fallback_extra: "", fallback_extra_unknown: "1" })
  expect(comments.at(-1)).toBe("End: 3 rows and their total")
})

test("rows are told apart as asked, and filters and sight narrow them", async () => {
  const scope = await sent()
  const { rows, total } = await csvOf(scope, { group_by: "route", filter: "feature=search" })
  expect(rows.map(({ provider, model, route, calls }) => [provider, model, route, calls])).toEqual([
    ["", "", "direct", "32"],
  ])
  expect(total.calls).toBe("32")
  const kept = { ...scope, teams: ["core"] } as typeof scope
  expect((await csvOf(kept)).total.calls).toBe("0")
  expect((await read(await failuresCsv(kept, failuresCsvQuery.parse(RANGE)))).rows).toEqual([])
})

test("the failure ledger adds up to spend, to the last digit, and is empty where no price is known", async () => {
  const scope = await sent()
  for (const by of ["provider", "feature"] as const) {
    const { rows, total } = await read(await failuresCsv(scope, failuresCsvQuery.parse({ ...RANGE, by })))
    for (const kind of [...COST_KINDS, "together"]) {
      for (const part of ["calls", "billed", "unpriced"]) {
        const column = `${kind}_${part}`
        expect([column, sumOf(rows, column)]).toEqual([column, total[column] || "0"])
      }
    }
    const { total: asked } = await spend(scope, {
      ...{ from: new Date("2026-11-18T00:00:00Z"), to: new Date("2026-11-19T00:00:00Z"), interval: "day" },
      ...{ groupBy: [], limit: 1, comparison: null },
      filters: [{ dimension: "status", operator: "=", values: ["error"] }],
    })
    expect([total.failed_billed, total.failed_calls]).toEqual([asked.billed, String(asked.calls)])
    expect(total.aborted_billed).toBe("")
    if (by === "feature") {
      expect(rows.find(({ feature }) => feature === "'=chat")).toMatchObject({
        ...{ failed_calls: "1", failed_billed: "", failed_unpriced: "1", together_billed: "" },
        ...{ together_unpriced: "2", retry_billed: "0" },
      })
      expect(rows.some(({ feature }) => feature === "Unattributed")).toBe(true)
    }
  }
})
