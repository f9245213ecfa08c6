import "server-only"
import * as z from "zod"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { keptFor } from "@/lib/db/kept"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import type { Scope } from "./scope"

export interface Organisation {
  id: number
  name: string
  /** IANA name of the reporting zone. */
  zone: string
  /** ISO 4217 code of the reporting currency. */
  currency: string
  isDemo: boolean
  /** Month 1 to 12 in which the fiscal year begins. */
  fiscalStart: number
}

const row = z.object({
  id: z.number(),
  name: z.string(),
  zone: z.string(),
  currency: z.string(),
  isDemo: z.boolean(),
  fiscalStart: z.int(),
})

const organisationOf = keptFor(1_000, async (orgId: number): Promise<Organisation> => {
  const [found] = await ownRows(
    orgId,
    Prisma.sql`
      select o.id, o.name, o.zone, o.currency, o.is_demo as "isDemo", o.fiscal_start as "fiscalStart"
      from organisation o where o.id = ${orgId}`,
    row,
    { pool: ingestPool() },
  )
  if (!found) throw new AppError("not_found", "This organisation does not exist any more.")
  return found
})

/** The asker's organisation; a change of zone or currency is seen within a second. */
export async function getOrganisation(scope: Scope): Promise<Organisation> {
  return organisationOf(scope.orgId)
}
