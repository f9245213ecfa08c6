import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"

const idRow = z.object({ id: z.number() })

/**
 * Holds the organisation's prices and rates against other editors until the caller's commit. Throws `conflict`
 * while a re-rate is being applied, which must end by the prices that it was previewed with.
 */
export async function lockPrices(on: Connection, orgId: number): Promise<void> {
  await execute(Prisma.sql`select o.id from organisation o where o.id = ${orgId} for update`, { on })
  const [rerate] = await query(
    Prisma.sql`select r.id from rerate r
      where r.org_id = ${orgId} and not r.automatic and r.status in ('checking', 'applying') limit 1`,
    idRow,
    { on },
  )
  if (!rerate) return
  const detail = `Re-rate ${rerate.id} is being applied. Change prices when it is done, or stop it first.`
  throw new AppError("conflict", detail)
}
