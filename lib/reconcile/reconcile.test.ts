import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { mintScope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { reconcileCsv } from "@/lib/exports/reconcile-csv"
import { reconcileCsvQuerySchema } from "@/lib/exports/schema"
import { importBill } from "@/lib/imports/mutations"
import { importQuery } from "@/lib/imports/schema"
import { add, formatDecimal, parseDecimal, ZERO } from "@/lib/money"
import type { EventInput } from "@/lib/sources/events-schema"
import { type BilledModel, openAiCosts, openAiUsage } from "@/lib/testing/bills"
import { makeTenant, type Tenant, testDatabase } from "@/lib/testing/database"
import { send } from "@/lib/testing/decision-calls"
import { addNote, deleteNote } from "./mutations"
import { reconcile } from "./reconcile"
import type { By } from "./rows-schema"
import { noteInput, type ReconcileFigures, reconcileQuery } from "./schema"
import { toReconcileLines } from "./series"

await testDatabase()

const NOW = new Date("2026-11-20T12:00:00Z")
const RANGE = { from: "2026-10-01", to: "2026-10-08" }
const asked = (more: object = {}) => reconcileQuery.parse({ ...RANGE, ...more })
const bill = (lines: readonly BilledModel[]) => Buffer.from(openAiCosts(lines))
const plain = importQuery.parse({})

const line = (day: string, model: string, amount: string, requests = 1): BilledModel => ({
  ...{ day, model, amount, requests, input: 1_000, cached: 0, output: 100 },
})

function call(day: string, model: string, more: Partial<EventInput> = {}): Partial<EventInput> {
  const usage = { input_uncached: 1_000, output: 100 }
  return { id: `${day}-${model}`, time: `${day}T12:00:00.000Z`, provider: "openai", model, usage, ...more }
}

/** A few days of two models with differences of every kind. */
async function someDays(zone: string): Promise<Tenant> {
  const tenant = await makeTenant({ zone })
  const days = ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04"]
  await send(
    tenant,
    days.flatMap((day) => [
      call(day, "gpt-4.1-mini"),
      call(day, "gpt-4.1", { time: `${day}T22:30:00.000Z` }),
      call(day, "claude-sonnet-4-5", { provider: "anthropic" }),
    ]),
  )
  const lines = days.flatMap((day, at) => [
    line(day, "gpt-4.1-mini", `0.00056${at}`, 1 + (at % 2)),
    line(day, "gpt-4.1", "0.0031", 1),
  ])
  await importBill(tenant.scope, bill([...lines, line("2026-10-05", "gpt-9", "1")]), plain)
  await importBill(tenant.scope, Buffer.from(openAiUsage(lines)), plain)
  return tenant
}

function summed(rows: readonly ReconcileFigures[]): Record<string, string> {
  const flat = rows.map(({ bill, ledger, difference, adjusted, left, parts }) => {
    return { bill, ledger, difference, adjusted, left, ...parts }
  })
  const names = Object.keys(flat[0] ?? {}) as (keyof (typeof flat)[number])[]
  const sum = (name: (typeof names)[number]) => flat.map((row) => parseDecimal(row[name])).reduce(add, ZERO)
  return Object.fromEntries(names.map((name) => [name, formatDecimal(sum(name))]))
}

test.each(["UTC", "Asia/Kolkata", "America/New_York"])(
  "in %s the sum by anything is the total, on screen, in the file and by the API",
  async (zone) => {
    const { scope } = await someDays(zone)
    const whole = await reconcile(scope, asked(), NOW)
    const expected = summed([whole.total])
    for (const by of ["row", "day", "model", "provider"] as By[]) {
      const answer = await reconcile(scope, asked({ by, limit: 2 }), NOW)
      expect(summed([...answer.rows, ...(answer.other ? [answer.other] : [])])).toEqual(expected)
      expect(summed([answer.total])).toEqual(expected)
      const { lines, total } = toReconcileLines(answer, by, () => "")
      const cents = (text: string) => Number(text.replace("−", "-").replace(/[^\d.-]/g, ""))
      const printed = lines.reduce((sum, { difference }) => sum + cents(difference.text), 0)
      expect(printed).toBeCloseTo(cents(total.difference.text), 2)
    }
    const { tied, explained, adjusted, open, base } = whole.tied_out
    const shares = [tied, explained, adjusted, open].map(parseDecimal).reduce(add, ZERO)
    expect(formatDecimal(shares)).toBe(base)
    const { chunks } = await reconcileCsv(scope, reconcileCsvQuerySchema.parse(RANGE))
    let file = ""
    for await (const chunk of chunks(null as never)) file += chunk
    const cells = file
      .split("\r\n")
      .find((text) => text.startsWith("total,"))
      ?.split(",")
    expect(cells?.slice(5, 8)).toEqual([whole.total.bill, whole.total.ledger, whole.total.difference])
    expect(file).toContain("No event of these days names this model.")
    expect(whole.without_bill).toMatchObject([{ provider: "anthropic" }])
  },
)

test("the ledger's side is what spend says of the same days, whatever the bill's zone", async () => {
  const { scope } = await someDays("Asia/Tokyo")
  const answer = await reconcile(scope, asked({ by: "day" }), NOW)
  // What was called at 22:30 UTC was called on the next day in Tokyo.
  expect(answer.rows.map(({ day, ledger }) => `${day} ${ledger}`)).toEqual([
    "2026-10-01 0.00056",
    "2026-10-02 0.00336",
    "2026-10-03 0.00336",
    "2026-10-04 0.00336",
    "2026-10-05 0.0028",
  ])
  expect(answer.rows[0]?.parts.timing).toBe("0.0028")
  expect(answer.rows[1]?.parts.timing).toBe("0")
})

test("a note explains a difference, an adjustment closes it, and both are taken back with their trail", async () => {
  const { scope, orgId } = await makeTenant()
  await send({ scope, orgId }, [call("2026-10-01", "gpt-4.1-mini")])
  await importBill(scope, bill([line("2026-10-01", "gpt-4.1-mini", "0.500000")]), plain)
  const place = { provider: "openai", model: "gpt-4.1-mini", day: "2026-10-01" }
  const before = await reconcile(scope, asked(), NOW)
  expect(before.rows).toMatchObject([{ state: "open", difference: "0.49944", parts: { unknown: "0.49944" } }])
  const noted = await addNote(scope, noteInput.parse({ ...place, note: "Batch of the migration" }))
  expect(noted.amount).toBeNull()
  const explained = await reconcile(scope, asked(), NOW)
  expect(explained.rows).toMatchObject([{ state: "explained", left: "0.49944" }])
  expect(explained.tied_out).toMatchObject({ open: "0", explained: "0.49944" })
  const { id, amount } = await addNote(
    scope,
    noteInput.parse({ ...place, note: "Closed for October", adjust: "difference" }),
  )
  expect(amount).toBe("0.49944")
  const adjusted = await reconcile(scope, asked(), NOW)
  expect(adjusted.rows).toMatchObject([
    { state: "adjusted", adjusted: "0.49944", left: "0", difference: "0.49944" },
  ])
  expect(adjusted.rows[0]?.notes.map(({ note }) => note)).toEqual([
    "Batch of the migration",
    "Closed for October",
  ])
  // Nothing is left to adjust, and what comes late is open again.
  const twice = addNote(scope, noteInput.parse({ ...place, note: "Again", adjust: "difference" }))
  await expect(twice).rejects.toMatchObject({ code: "invalid" })
  await send({ scope, orgId }, [call("2026-10-01", "gpt-4.1-mini", { id: "late" })])
  expect((await reconcile(scope, asked(), NOW)).rows).toMatchObject([{ state: "open", left: "-0.00056" }])
  await deleteNote(scope, id)
  expect((await reconcile(scope, asked(), NOW)).rows).toMatchObject([{ state: "explained", adjusted: "0" }])
  const trail = await prisma().auditEntry.findMany({ where: { orgId }, orderBy: { id: "asc" } })
  expect(trail.map(({ action }) => action)).toEqual([
    ...["bill.import", "reconcile.note", "reconcile.adjust", "reconcile.take_back"],
  ])
  const nowhere = addNote(scope, noteInput.parse({ ...place, day: "2026-10-02", note: "Nothing there" }))
  await expect(nowhere).rejects.toMatchObject({ code: "not_found" })
})

test("a member kept to teams reads none of it", async () => {
  const { orgId } = await makeTenant()
  const narrowed = mintScope(orgId, { kind: "user", userId: 1, role: "finance" }, ["red"])
  await expect(reconcile(narrowed, asked(), NOW)).rejects.toMatchObject({ code: "forbidden" })
})
