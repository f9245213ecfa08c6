import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { mintScope } from "@/lib/auth/scope"
import { prisma } from "@/lib/db/client"
import { reconcile } from "@/lib/reconcile/reconcile"
import { reconcileQuery } from "@/lib/reconcile/schema"
import { type BilledModel, openAiCosts, openAiUsage } from "@/lib/testing/bills"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { billMapping } from "./mapping-schema"
import { findMapping, listMappings, saveMapping } from "./mappings"
import { deleteBill, importBill } from "./mutations"
import { getBill, listBills } from "./queries"
import { importQuery } from "./schema"

await testDatabase()

const asked = (more: object = {}) => importQuery.parse(more)
const line = (day: string, amount: string, more: Partial<BilledModel> = {}): BilledModel => ({
  ...{ day, amount, model: "gpt-4.1-mini", requests: 3, input: 900, cached: 100, output: 50 },
  ...more,
})
const costs = (...lines: BilledModel[]) => Buffer.from(openAiCosts(lines))

test("a dry run tells what would be kept and keeps nothing; every digit of an amount is kept", async () => {
  const { scope, orgId } = await makeTenant()
  const file = costs(line("2026-11-01", "0.1000000000000000055"), line("2026-11-02", "0.2"))
  const told = await importBill(scope, file, asked({ dry_run: "true" }))
  expect(told).toMatchObject({
    ...{ id: null, state: "new", dry_run: true, format: "openai", rows: 2, unread: 0 },
    billers: [
      { provider: "openai", account: "", from: "2026-11-01", to: "2026-11-02", days: 2, supersedes: 0 },
    ],
    total: { amounts: [{ currency: "USD", amount: "0.3000000000000000055" }], requests: null, tokens: null },
    by_day: [{ day: "2026-11-01" }, { day: "2026-11-02" }],
    by_model: [{ provider: "openai", model: "gpt-4.1-mini", kind: "usage" }],
  })
  expect(await listBills(scope, 10)).toEqual({ imports: [], total: 0 })
  const { id } = await importBill(scope, file, asked({ name: "costs.json" }))
  const kept = await getBill(scope, id!)
  expect(kept.lines.map(({ day, amount }) => ({ day, amount }))).toEqual([
    { day: "2026-11-01", amount: "0.1000000000000000055" },
    { day: "2026-11-02", amount: "0.2" },
  ])
  const trail = await prisma().auditEntry.findMany({ where: { orgId } })
  expect(trail.map(({ action, subject }) => ({ action, subject }))).toEqual([
    { action: "bill.import", subject: "bill 1 costs.json" },
  ])
})

test("the same file twice changes nothing, also with its rows in another order", async () => {
  const { scope } = await makeTenant()
  const [one, two] = [line("2026-11-01", "1"), line("2026-11-02", "2")]
  const first = await importBill(scope, costs(one, two), asked())
  const again = await importBill(scope, costs(two, one), asked({ name: "another name" }))
  expect(again).toMatchObject({ id: first.id, state: "known" })
  const { total, imports } = await listBills(scope, 10)
  expect({ total, name: imports[0]?.name }).toEqual({ total: 1, name: "" })
})

test("a newer bill of the same days counts, the older stays readable and counts again without it", async () => {
  const { scope } = await makeTenant()
  const old = await importBill(scope, costs(line("2026-11-01", "1"), line("2026-11-02", "2")), asked())
  const other = await importBill(scope, costs(line("2026-11-02", "9")), asked({ account: "second" }))
  const next = await importBill(scope, costs(line("2026-11-02", "3"), line("2026-11-03", "4")), asked())
  expect(next.billers[0]).toMatchObject({ days: 2, supersedes: 1 })
  const standing = async () => {
    const { imports } = await listBills(scope, 10)
    return Object.fromEntries(imports.map(({ id, days, standing_days }) => [id, `${standing_days}/${days}`]))
  }
  expect(await standing()).toEqual({ [old.id!]: "1/2", [other.id!]: "1/1", [next.id!]: "2/2" })
  expect((await getBill(scope, old.id!)).lines).toHaveLength(2)
  // A report of usage tells of the same days what costs do not.
  const usage = await importBill(scope, Buffer.from(openAiUsage([line("2026-11-02", "0")])), asked())
  expect(usage.billers[0]?.supersedes).toBe(0)
  expect(usage.total).toEqual({ amounts: [], requests: 3, tokens: 1_050 })
  await deleteBill(scope, next.id!)
  expect((await standing())[old.id!]).toBe("2/2")
  await expect(getBill(scope, next.id!)).rejects.toMatchObject({ code: "not_found" })
})

test("a bill that a corrected one replaced counts again when its file is imported again", async () => {
  const { scope } = await makeTenant()
  const [a, b] = [costs(line("2026-11-01", "1"), line("2026-11-02", "2")), costs(line("2026-11-02", "3"))]
  const first = await importBill(scope, a, asked())
  await importBill(scope, b, asked())
  const counted = async () => {
    const query = reconcileQuery.parse({ from: "2026-11-01", to: "2026-11-03" })
    return (await reconcile(scope, query, new Date("2026-11-20T12:00:00Z"))).total.bill
  }
  expect(await counted()).toBe("4")
  const told = await importBill(scope, a, asked({ dry_run: "true" }))
  expect(told).toMatchObject({ id: first.id, state: "again", billers: [{ days: 2, supersedes: 1 }] })
  const again = await importBill(scope, a, asked())
  expect(again).toMatchObject({ id: 3, state: "again" })
  expect(await counted()).toBe("3")
  expect(await importBill(scope, a, asked())).toMatchObject({ id: 3, state: "known" })
  expect(await importBill(scope, b, asked())).toMatchObject({ id: 4, state: "again" })
  expect(await counted()).toBe("4")
  await deleteBill(scope, 4)
  expect(await counted()).toBe("3")
})

test("a CSV is read by a mapping that is saved by its name, wherever its decimals and days stand", async () => {
  const { scope } = await makeTenant()
  const mapping = billMapping.parse({
    columns: {
      ...{ day: "Datum", amount: "Betrag", model: "Modell", kind: "Art", requests: "Anzahl" },
      ...{ input: "Eingabe", output: "Ausgabe" },
    },
    ...{ provider: "DashScope", currency: "EUR", day_format: "dmy", decimal: ",", zone: "Asia/Shanghai" },
    kinds: { Steuer: "tax" },
  })
  await saveMapping(scope, "Model Studio", mapping)
  expect(await findMapping(scope, "Model Studio")).toEqual(mapping)
  expect((await listMappings(scope)).map(({ name }) => name)).toEqual(["Model Studio"])
  const file = [
    "\uFEFFDatum;Modell;Art;Anzahl;Eingabe;Ausgabe;Betrag",
    "01.11.2026;qwen3-max;Nutzung;1.200;50.000;7.000;1.234,56",
    '02.11.2026;"qwen3-max ";Nutzung;1;5;7;(0,50)',
    "02.11.2026;;Steuer;;;;19,00 €",
    "31.02.2026;qwen3-max;Nutzung;1;1;1;1,00",
    "03.11.2026;qwen3-max;Nutzung;1;1;1;viel",
    ";;;;;;",
  ].join("\r\n")
  const told = await importBill(scope, Buffer.from(file), asked({ mapping: "Model Studio" }))
  expect(told).toMatchObject({
    ...{ format: "csv", rows: 3, unread: 2 },
    unread_rows: [
      { row: 5, detail: '"31.02.2026" is no day as the mapping has it.' },
      { row: 6, detail: '"viel" is no amount.' },
    ],
    billers: [{ provider: "qwen", from: "2026-11-01", to: "2026-11-02" }],
    total: { amounts: [{ currency: "EUR", amount: "1253.06" }], requests: 1_200, tokens: 57_000 },
  })
  const { lines } = await getBill(scope, told.id!)
  expect(lines.map(({ kind, model }) => `${kind} ${model}`)).toEqual([
    "usage qwen3-max",
    "correction qwen3-max",
    "tax null",
  ])
  const wrong = importBill(scope, Buffer.from("Tag;Betrag\r\n"), asked({ mapping: "Model Studio" }))
  await expect(wrong).rejects.toThrow(/no column "Datum"/)
})

test("whoever is kept to teams or may not import is refused", async () => {
  const { orgId } = await makeTenant()
  const viewer = mintScope(orgId, { kind: "user", userId: 1, role: "viewer" })
  await expect(importBill(viewer, costs(line("2026-11-01", "1")), asked())).rejects.toMatchObject({
    code: "forbidden",
  })
  const narrowed = mintScope(orgId, { kind: "user", userId: 1, role: "finance" }, ["red"])
  await expect(importBill(narrowed, costs(line("2026-11-01", "1")), asked())).rejects.toMatchObject({
    code: "forbidden",
  })
  await expect(listBills(narrowed, 10)).rejects.toMatchObject({ code: "forbidden" })
})
