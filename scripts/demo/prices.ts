import "server-only"
import { prisma } from "@/lib/db/client"
import { type PriceRow, priceRowSchema } from "@/lib/pricing/schema"
import { addUnits, localDate, zonedStart } from "@/lib/time"
import { ZONE } from "./calendar"

const SEQUENCE = "price_override"
const CUT_DAY = 9

/** Northwind's own prices: a contract that began last month, and a list price that fell this month. */
export function demoPrices(now: Date): PriceRow[] {
  const month = zonedStart(now, "month", ZONE)
  const contract = addUnits(month, "month", -1, ZONE)
  const thisCut = addUnits(month, "day", CUT_DAY - 1, ZONE)
  const cut = thisCut <= now ? thisCut : addUnits(contract, "day", CUT_DAY - 1, ZONE)
  return [
    {
      id: `northwind/anthropic@${localDate(contract, ZONE)}`,
      layer: "override",
      provider: "anthropic",
      models: ["*"],
      conditions: {},
      effectiveFrom: contract.toISOString(),
      effectiveTo: null,
      currency: "USD",
      rates: {},
      relative: { percent: "-8" },
      source: `Contract with Anthropic, 8% off list from ${localDate(contract, ZONE)}`,
      asOf: localDate(contract, ZONE),
    },
    {
      id: `northwind/glm-5.2@${localDate(cut, ZONE)}`,
      layer: "override",
      provider: "glm",
      models: ["glm-5.2"],
      conditions: {},
      effectiveFrom: cut.toISOString(),
      effectiveTo: null,
      currency: "USD",
      rates: {},
      relative: { percent: "-22" },
      source: `Notice of the provider: glm-5.2 costs 22% less from ${localDate(cut, ZONE)}`,
      asOf: localDate(cut, ZONE),
    },
  ]
}

/** Enters the demo's prices into an organisation that has none of its own; they must stand before its events. */
export async function ensureDemoPrices(orgId: number, now: Date): Promise<void> {
  await prisma().$transaction(async (tx) => {
    if ((await tx.priceOverride.count({ where: { orgId } })) > 0) return
    const rows = demoPrices(now).map((row) => priceRowSchema.parse(row))
    const { value } = await tx.counter.upsert({
      where: { orgId_name: { orgId, name: SEQUENCE } },
      create: { orgId, name: SEQUENCE, value: rows.length },
      update: { value: { increment: rows.length } },
    })
    await tx.priceOverride.createMany({
      data: rows.map((row, index) => ({
        orgId,
        id: value - rows.length + index + 1,
        row: { ...row } as object,
      })),
    })
  })
}
