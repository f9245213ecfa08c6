import "server-only"
import * as z from "zod"
import { addAnnotation } from "@/lib/annotations/add"
import { recordAudit } from "@/lib/auth/audit"
import { changeInTurn } from "@/lib/auth/in-turn"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { localDate, parseLocalOrInstant } from "@/lib/time"
import { lockPrices } from "./lock-prices"
import { insertRow, lockOwn, requireRoom, retire, subjectOf } from "./own-rows"
import { competes, type PriceInput, toPriceRow } from "./price-input"
import { toPriceLine } from "./price-lines"
import type { ExchangeRate, PriceRow } from "./schema"

/**
 * Adds a price of the organisation's own. Calls that are priced already keep what they have. Throws
 * `conflict` where another row for the same models and conditions holds at the same time.
 */
export async function addPrice(scope: Scope, input: PriceInput): Promise<{ id: number; row: PriceRow }> {
  const { zone } = await getOrganisation(scope)
  const row = toPriceRow(input, zone, localDate(new Date(), zone))
  return changeInTurn(scope.orgId, async (on) => {
    const own = await lockOwn(on, scope.orgId)
    requireRoom([...own.map((each) => each.row), row])
    const rival = own.find((each) => competes(each.row, row))
    if (rival) {
      throw new AppError(
        "conflict",
        `Price ${rival.id} holds for the same models and conditions at that time. End it first, or begin later.`,
      )
    }
    const id = await insertRow(on, scope, row)
    await addAnnotation(on, scope, {
      kind: "price_change",
      entity: `${row.provider} ${row.models.join(", ")}`.slice(0, 256),
      text: toPriceLine(row, zone, new Date()).rates.slice(0, 200),
      time: new Date(row.effectiveFrom ?? Date.now()),
    })
    await recordAudit(on, scope, { action: "price.add", subject: subjectOf(id, row), after: row })
    return { id, row }
  })
}

/**
 * Lets a price end with the day before `day`: a new row with that end takes its place, and one that ends
 * before it began is gone. Throws `not_found`, and `invalid` where the price ends earlier already.
 */
export async function endPrice(scope: Scope, id: number, day: string): Promise<void> {
  const { orgId } = scope
  const { zone } = await getOrganisation(scope)
  const end = parseLocalOrInstant(day, zone)
  await changeInTurn(orgId, async (on) => {
    const own = (await lockOwn(on, orgId)).find((each) => each.id === id)
    if (!own) throw new AppError("not_found", "There is no such price.")
    const { row } = own
    if (row.effectiveTo !== null && Date.parse(row.effectiveTo) <= end.getTime()) {
      throw new AppError("invalid", "The price ends by then already.", {
        errors: [{ pointer: "day", detail: "Choose an earlier day: it ends by then already." }],
      })
    }
    await retire(on, orgId, id)
    const held = row.effectiveFrom === null || Date.parse(row.effectiveFrom) < end.getTime()
    const after = held ? { ...row, effectiveTo: end.toISOString() } : null
    if (after) await insertRow(on, scope, after)
    await recordAudit(on, scope, { action: "price.end", subject: subjectOf(id, row), before: row, after })
  })
}

/** Enters a rate from its day on, in place of one of the same day. */
export async function setExchangeRate(scope: Scope, rate: ExchangeRate): Promise<void> {
  const { orgId } = scope
  if (rate.currency === "USD") {
    throw new AppError("invalid", "Rates are given in US dollars: the dollar itself has none.")
  }
  const before = z.object({ usd_per_unit: z.string(), source: z.string() })
  await changeInTurn(orgId, async (on) => {
    await lockPrices(on, orgId)
    const [known] = await query(
      Prisma.sql`select e.usd_per_unit, e.source from exchange_rate e
        where e.org_id = ${orgId} and e.currency = ${rate.currency} and e.day = ${rate.date}::date for update`,
      before,
      { on },
    )
    await execute(
      Prisma.sql`insert into exchange_rate (org_id, currency, day, usd_per_unit, source, created_at)
        values (${orgId}, ${rate.currency}, ${rate.date}::date, ${rate.usdPerUnit}, ${rate.source}, ${new Date()})
        on conflict (org_id, currency, day) do update
        set usd_per_unit = excluded.usd_per_unit, source = excluded.source, created_at = excluded.created_at`,
      { on },
    )
    await recordAudit(on, scope, {
      action: "exchange.set",
      subject: `exchange rate ${rate.currency} ${rate.date}`,
      before: known ?? null,
      after: rate,
    })
  })
}
