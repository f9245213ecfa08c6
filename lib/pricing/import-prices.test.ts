import { expect, test } from "vitest"
import { prisma } from "@/lib/db/client"
import { behindWall } from "@/lib/db/wall"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { exportPrices, importPrices, previewImport } from "./import-prices"
import { addPrice } from "./mutations"
import { priceInput } from "./price-input"

await testDatabase()

const HEAD = "provider,models,from,to,input_uncached,output,source\n"

test("a previewed file is imported whole, once, with one entry in the trail; its export changes nothing", async () => {
  const { scope, orgId } = await makeTenant({ zone: "Europe/Berlin" })
  const input = { provider: "openai", models: ["gpt-x"], from: "2026-01-01", source: "Old" }
  await addPrice(scope, priceInput.parse({ ...input, per_million: { input_uncached: "2", output: "8" } }))
  const csv = `${HEAD}openai,gpt-x,2026-11-01,,1,4,New\nopenai,gpt-y,2026-11-01,,3,5,New\n`
  const looked = await previewImport(scope, csv)
  expect(looked).toMatchObject({ added: 2, ended: 0, unchanged: 0, invalid: 0 })
  expect(await prisma().priceOverride.count({ where: { orgId, retiredAt: null } })).toBe(1)
  await importPrices(scope, csv, looked.preview)
  const standing = await prisma().priceOverride.findMany({ where: { orgId, retiredAt: null } })
  expect(standing).toHaveLength(3)
  const again = await previewImport(scope, await exportPrices(scope))
  expect(again).toMatchObject({ added: 0, ended: 0, unchanged: 3, invalid: 0 })
  await expect(importPrices(scope, csv, looked.preview)).rejects.toMatchObject({ code: "conflict" })
  const trail = await prisma().auditEntry.findMany({ where: { orgId, action: "price.import" } })
  expect(trail).toMatchObject([{ subject: "2 prices added, 1 ended" }])
})

test("a file with one bad line imports nothing and names the line", async () => {
  const { scope, orgId } = await makeTenant()
  const csv = `${HEAD}openai,gpt-x,2026-11-01,,1,4,New\nopenai,gpt-y,yesterday,,3,5,New\n`
  const { preview, lines } = await previewImport(scope, csv)
  expect(lines.map(({ state }) => state)).toEqual(["added", "invalid"])
  await expect(importPrices(scope, csv, preview)).rejects.toMatchObject({
    code: "invalid",
    errors: [{ pointer: "/csv/3" }],
  })
  expect(await prisma().priceOverride.count({ where: { orgId } })).toBe(0)
})

test("a full list takes a file that ends as many as it adds, and no other", async () => {
  const { scope, orgId } = await makeTenant()
  const row = (n: number, from: string) => `openai,gpt-${n},${from},,1,4,Old`
  const standing = Array.from({ length: 2_000 }, (_, n) => row(n, "2026-11-01"))
  await importPrices(scope, `${HEAD}${standing.join("\n")}\n`, null)
  const again = `${HEAD}openai,gpt-new,2026-11-01,,1,4,New\n`
  await expect(importPrices(scope, again, null)).rejects.toMatchObject({ code: "conflict" })
  const ending = "openai,gpt-7,2026-11-01,2026-11-10,1,4,Old\n"
  await importPrices(scope, again + ending, null)
  expect(await prisma().priceOverride.count({ where: { orgId, retiredAt: null } })).toBe(2_001)
}, 60_000)

test("imports of one organisation wait for each other on one connection, and hold up no other organisation", async () => {
  const [{ scope }, other] = [await makeTenant(), await makeTenant()]
  const lines = Array.from({ length: 500 }, (_, at) => `openai,gpt-${at},2026-11-01,,1,4,New`)
  const csv = `${HEAD}${lines.join("\n")}\n`
  const done: string[] = []
  const imports = Array.from({ length: 6 }, () =>
    importPrices(scope, csv, null).then(() => done.push("import")),
  )
  await new Promise((resolve) => setTimeout(resolve, 20))
  const others = behindWall(other.orgId, async () => done.push("other"))
  await Promise.all([...imports, others])
  expect(done).toEqual(["other", ...imports.map(() => "import")])
})
