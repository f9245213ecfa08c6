import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { prisma } from "@/lib/db/client"
import { getPriceBook } from "@/lib/pricing/queries"
import { priceRowSchema } from "@/lib/pricing/schema"
import { makeTenant, testDatabase } from "@/lib/testing/database"
import { demoPrices, ensureDemoPrices } from "./prices"

await testDatabase()

const DAY = 86_400_000

describe("demoPrices", () => {
  it("change inside the demo's ninety days, before now, whatever the day", () => {
    const moment = fc.date({
      min: new Date("2026-01-01T00:00:00Z"),
      max: new Date("2035-12-31T00:00:00Z"),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(moment, (now) => {
        for (const row of demoPrices(now)) {
          expect(priceRowSchema.safeParse(row).error).toBeUndefined()
          const age = now.getTime() - Date.parse(row.effectiveFrom ?? "")
          expect(age).toBeGreaterThanOrEqual(0)
          expect(age).toBeLessThan(63 * DAY)
        }
      }),
    )
  })
})

describe("ensureDemoPrices", () => {
  it("enters them once, and the price book takes them", async () => {
    const { orgId, scope } = await makeTenant()
    const now = new Date("2026-11-25T15:20:00Z")
    await ensureDemoPrices(orgId, now)
    await ensureDemoPrices(orgId, new Date(now.getTime() + 40 * DAY))
    const rows = await prisma().priceOverride.findMany({ where: { orgId }, orderBy: { id: "asc" } })
    expect(rows.map(({ id }) => id)).toEqual([1, 2])
    const book = await getPriceBook(scope)
    for (const { id } of demoPrices(now)) expect(book.rows.some((row) => row.id === id)).toBe(true)
  })
})
