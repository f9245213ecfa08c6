import "@/lib/testing/signed-in"
import { expect, test } from "vitest"
import { billMapping } from "@/lib/imports/mapping-schema"
import { saveMapping } from "@/lib/imports/mappings"
import { importBill } from "@/lib/imports/mutations"
import { importQuery } from "@/lib/imports/schema"
import { setExchangeRate } from "@/lib/pricing/mutations"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { reconcile } from "./reconcile"
import { reconcileQuery } from "./schema"

await testDatabase()

const NOW = new Date("2026-11-20T12:00:00Z")
const RATES = { "2026-10-01": "0.1", "2026-10-02": "0.2", "2026-10-03": "0.4", "2026-10-04": "0.8" }

/** What ¥10 of 3 October come to where a day is one of the zone. */
async function dollarsOf(zone: string): Promise<string | undefined> {
  const { scope } = await makeTenant()
  for (const [date, usdPerUnit] of Object.entries(RATES)) {
    await setExchangeRate(scope, { currency: "CNY", date, usdPerUnit, source: "test" })
  }
  const columns = { day: "day", amount: "amount", model: "model" }
  await saveMapping(scope, "csv", billMapping.parse({ columns, provider: "qwen", currency: "CNY", zone }))
  const file = Buffer.from("day,model,amount\n2026-10-03,qwen3-max,10.00\n")
  await importBill(scope, file, importQuery.parse({ mapping: "csv" }))
  const query = reconcileQuery.parse({ from: "2026-10-01", to: "2026-10-10" })
  return (await reconcile(scope, query, NOW)).rows[0]?.bill
}

test.each([
  ["UTC", "4"],
  ["Asia/Shanghai", "4"],
  ["America/Los_Angeles", "4"],
  // 14 of the 24 hours of 3 October are those of 2 October of UTC: so were their calls converted.
  ["Pacific/Kiritimati", "2"],
])("a bill's day of %s is converted by the rate that most of its own hours have", async (zone, dollars) => {
  expect(await dollarsOf(zone)).toBe(dollars)
})
