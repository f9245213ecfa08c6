import "server-only"
import * as z from "zod"
import { nextId } from "@/lib/auth/next-id"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { lockPrices } from "./lock-prices"
import { type PriceRow, priceRowSchema } from "./schema"

const SEQUENCE = "price_override"
const MOST_PRICES = 2_000
/** Ended ones go on pricing the calls of their time. */
const MOST_KEPT = 10_000

const ownRow = z.object({ id: z.int(), row: priceRowSchema })

/** The organisation's rows in force or to come, held against other editors until the caller's commit. */
export async function lockOwn(on: Connection, orgId: number) {
  await lockPrices(on, orgId)
  return query(
    Prisma.sql`select p.id, p.row from price_override p where p.org_id = ${orgId} and p.retired_at is null`,
    ownRow,
    { on },
  )
}

export async function insertRow(on: Connection, scope: Scope, row: PriceRow): Promise<number> {
  const { orgId, actor } = scope
  const id = await nextId(on, orgId, SEQUENCE)
  await execute(
    Prisma.sql`insert into price_override (org_id, id, row, created_by, created_at)
      values (${orgId}, ${id}, ${JSON.stringify(row)}::jsonb,
        ${actor.kind === "user" ? actor.userId : null}::integer, ${new Date()})`,
    { on },
  )
  return id
}

export async function retire(on: Connection, orgId: number, id: number): Promise<void> {
  await execute(
    Prisma.sql`update price_override set retired_at = ${new Date()} where org_id = ${orgId} and id = ${id}`,
    { on },
  )
}

export const subjectOf = (id: number, row: PriceRow) =>
  `price ${id} ${row.provider} ${row.models.join(", ")}`.slice(0, 300)

/** Throws `conflict` for more prices than may stand at once, now or later; those that have ended stand no more. */
export function requireRoom(rows: readonly PriceRow[], now = new Date()): void {
  const standing = rows.filter(({ effectiveTo }) => effectiveTo === null || new Date(effectiveTo) > now)
  if (standing.length > MOST_PRICES) {
    throw new AppError("conflict", `At most ${MOST_PRICES} prices of your own stand at once. End one first.`)
  }
  if (rows.length > MOST_KEPT) {
    throw new AppError("conflict", `At most ${MOST_KEPT} prices of your own are kept, ended ones among them.`)
  }
}
