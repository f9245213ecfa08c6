import { expect, test } from "vitest"
import * as z from "zod"
import { prisma } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { appendEvents } from "@/lib/ledger/append"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import { applyRerate, previewRerate } from "@/lib/rerate/mutations"
import { stepRerate } from "@/lib/rerate/step"
import { applyPending } from "@/lib/rollups/apply"
import type { EventInput } from "@/lib/sources/events-schema"
import { listEvents } from "@/lib/spend/events"
import { spend } from "@/lib/spend/queries"
import { readCsv } from "@/lib/testing/csv-file"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { testDraft, testEvent, testSource } from "@/lib/testing/ledger"
import { eventsCsv } from "./events-csv"
import { eventsCsvQuerySchema, spendCsvQuerySchema } from "./schema"
import { spendCsv } from "./spend-csv"
import { download } from "./stream"

await testDatabase()

const RANGE = { from: "2026-11-01", to: "2026-12-01" }
const URL_ = "http://localhost:3000/api/v1/export"

async function send({ scope, orgId }: Tenant, events: Partial<EventInput>[]): Promise<void> {
  const drafts = events.map((event) => testDraft(testEvent(event)))
  await appendEvents(scope, await testSource(orgId), drafts)
}

function sumOf(rows: Record<string, string>[], column: string): string {
  return formatDecimal(rows.map((row) => parseDecimal(row[column] || "0")).reduce(add, ZERO))
}

async function spendFile({ scope }: Tenant, asked: Record<string, string>) {
  const file = await spendCsv(scope, spendCsvQuerySchema.parse({ ...RANGE, ...asked }))
  const response = await download(scope, new Request(URL_), file)
  const bytes = await response.arrayBuffer()
  return { response, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) }
}

async function eventsFile({ scope }: Tenant, asked: Record<string, string | string[]> = {}) {
  const file = await eventsCsv(scope, eventsCsvQuerySchema.parse({ ...RANGE, ...asked }))
  return download(scope, new Request(URL_), file)
}

test("a table of spend says what it is, holds every group and ends with its total", async () => {
  const tenant = await makeTenant({ zone: "Asia/Kathmandu", name: "Ünsal, Söhne" })
  await send(tenant, [
    { id: "a", team: '=HYPERLINK("x")' },
    { id: "b", team: "Search, EU", usage: { input_uncached: 5_000, output: 10 } },
    { id: "c" },
    { id: "d", model: "unknown-model", team: "Labs" },
  ])
  await applyPending()
  const { response, text } = await spendFile(tenant, { group_by: "team", bom: "true", compare: "previous" })
  expect(response.headers.get("content-disposition")).toBe(
    'attachment; filename="spend_by-team_2026-11-01_2026-11-30.csv"',
  )
  expect(text.startsWith("\uFEFF# Tollgate: spend by team of Ünsal Söhne\r\n")).toBe(true)
  const { comments, head, rows } = readCsv(text)
  expect(comments).toContain("Zone: Asia/Kathmandu")
  expect(comments.at(-1)).toBe("End: 4 rows and their total")
  expect(head.slice(0, 3)).toEqual(["row", "team", "billed"])
  const groups = rows.filter(({ row }) => row === "group")
  expect(groups.map(({ team }) => team).sort()).toEqual([
    '\'=HYPERLINK("x")',
    "Labs",
    "Search, EU",
    "Unattributed",
  ])
  const total = rows.at(-1)
  for (const column of head.slice(2)) {
    if (column !== "reported") expect(sumOf(groups, column), column).toBe(total?.[column])
  }
  expect(total).toMatchObject({ row: "total", calls: "4", unpriced_calls: "1", billed_before: "0" })
})

test("by bucket, no bucket and no group is left out", async () => {
  const tenant = await makeTenant({ zone: "Australia/Lord_Howe" })
  const many = Array.from({ length: 1_203 }, (_, i) => ({
    id: `e${i}`,
    user: `user ${i}`,
    time: new Date(Date.parse("2026-11-03T00:10:00Z") + (i % 9) * 86_400_000).toISOString(),
  }))
  await send(tenant, many)
  const { text } = await spendFile(tenant, { group_by: "user", rows: "series" })
  const { rows, comments } = readCsv(text)
  expect(rows).toHaveLength(1_204)
  expect(comments.at(-1)).toBe("End: 1203 rows and their total")
  expect(sumOf(rows.slice(0, -1), "billed")).toBe(rows.at(-1)?.billed)
})

test("all events are there, corrections with their sign, and add up to the figure on screen", async () => {
  const tenant = await makeTenant()
  await send(tenant, [
    { id: "kept", tags: { tier: "gold" } },
    { id: "wrong", usage: { output: 1_000_000 } },
    { id: "fix", type: "void", target_id: "wrong", reason: "test call" },
    { id: "unknown", model: "unknown-model" },
  ] as Partial<EventInput>[])
  const response = await eventsFile(tenant)
  const { rows, comments } = readCsv(await response.text())
  expect(rows.map(({ entry }) => entry).sort()).toEqual(["charge", "charge", "charge", "reversal"])
  expect(comments.at(-1)).toBe("End: 4 rows")
  expect(rows.find(({ model }) => model === "unknown-model")).toMatchObject({ billed: "", unpriced: "true" })
  const answer = await spend(tenant.scope, {
    from: new Date("2026-11-01T00:00:00Z"),
    to: new Date("2026-12-01T00:00:00Z"),
    interval: "day",
    groupBy: [],
    filters: [],
    limit: 1,
    comparison: null,
  })
  expect(sumOf(rows, "billed")).toBe(answer.total.billed)
})

const busyRow = z.object({ busy: z.bigint() })

async function busyExports(): Promise<bigint | undefined> {
  const rows = await query(
    Prisma.sql`select count(*) as busy from pg_stat_activity
      where application_name = 'tollgate export' and state <> 'idle'`,
    busyRow,
  )
  return rows[0]?.busy
}

test("a reader that goes away ends the query; few exports run at once; each stands in the trail", async () => {
  const tenant = await makeTenant()
  await send(
    tenant,
    Array.from({ length: 2_500 }, (_, i) => ({ id: `e${i}`, time: "2026-11-18T10:00:00.000Z" })).slice(
      0,
      1_000,
    ),
  )
  await send(
    tenant,
    Array.from({ length: 1_000 }, (_, i) => ({ id: `f${i}`, time: "2026-11-18T10:00:00.000Z" })),
  )
  const [first, second] = [await eventsFile(tenant), await eventsFile(tenant)]
  await expect(eventsFile(tenant)).rejects.toMatchObject({ code: "too_many_requests", retryAfterSeconds: 30 })
  await send(tenant, [{ id: "later" }])
  expect(await busyExports()).toBe(2n)
  await first.body?.cancel()
  await expect.poll(busyExports).toBe(1n)
  // What arrived after the first row was read is not in the file.
  expect(readCsv(await second.text()).comments.at(-1)).toBe("End: 2000 rows")
  await expect.poll(busyExports).toBe(0n)
  await (await eventsFile(tenant)).body?.cancel()
  const entries = await prisma().auditEntry.findMany({ where: { orgId: tenant.orgId } })
  expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
    ["export.download", "events"],
    ["export.download", "events"],
    ["export.download", "events"],
  ])
})

test("what cannot be answered is refused before the download begins", async () => {
  const tenant = await makeTenant()
  const file = await eventsCsv(tenant.scope, eventsCsvQuerySchema.parse(RANGE))
  const broken = {
    ...file,
    // biome-ignore lint/correctness/useYield: it fails before its first row
    async *chunks(): AsyncGenerator<string> {
      throw new Error("no database")
    },
  }
  for (let i = 0; i < 5; i += 1) {
    await expect(download(tenant.scope, new Request(URL_), broken)).rejects.toThrow("no database")
  }
})

test("a re-rated line is told with what it was, what took that back and what it is", async () => {
  const tenant = await makeTenant()
  const { scope, orgId } = tenant
  // The price list in force knows no such model: what had a price has none by it.
  await send(tenant, [{ id: "a" }])
  const range = { from: "2026-11-01", to: "2026-11-20", provider: null, model: null }
  const { id } = await previewRerate(scope, range)
  while (await stepRerate(orgId));
  await applyRerate(scope, id, "test")
  while (await stepRerate(orgId));
  const { rows } = readCsv(await (await eventsFile(tenant)).text())
  expect(rows.map(({ entry, billed, unpriced }) => [entry, billed, unpriced])).toEqual([
    ["charge", "0.00575", "false"],
    [`reversal of re-rate ${id}`, "-0.00575", "false"],
    [`charge of re-rate ${id}`, "", "true"],
  ])
  const { events } = await listEvents(scope, {
    from: new Date("2026-11-01"),
    to: new Date("2026-12-01"),
    filters: [],
    limit: 10,
  })
  expect(events).toMatchObject([{ billed: null, unpriced: true, tokens: 1_500 }])
})
