import "server-only"
import * as z from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { mintScope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query, transaction } from "@/lib/db/query"
import { eachOrganisation } from "./each-organisation"

const askedRow = z.object({ org_id: z.number(), zone: z.string(), next_zone: z.string() })

/**
 * Gives the organisations that asked for another zone the sums of its days, and then the zone itself, both
 * in one transaction: a reader sees the former days or the new ones, never a mixture. Ingest goes on.
 */
export async function applyZoneChanges(): Promise<void> {
  const asked = await query(
    Prisma.sql`
      select o.id as org_id, o.zone, o.next_zone from organisation o where o.next_zone is not null`,
    askedRow,
  )
  await eachOrganisation(asked, "The zone could not be changed", ({ org_id, zone, next_zone }) =>
    transaction(async (on) => {
      // The pool's limit is meant for writes.
      await execute(Prisma.sql`set local statement_timeout = 0`, { on })
      await execute(Prisma.sql`select rollup_rebuild(${org_id}, ${next_zone})`, { on })
      const changed = await execute(
        Prisma.sql`
          update organisation set zone = ${next_zone}, next_zone = null
          where id = ${org_id} and next_zone = ${next_zone}`,
        { on },
      )
      if (changed !== 1) throw new Error("Another zone was asked for meanwhile.")
      await recordAudit(on, mintScope(org_id, { kind: "system", job: "worker" }), {
        action: "organisation.rezone",
        subject: "organisation",
        before: { zone },
        after: { zone: next_zone },
      })
    }),
  )
}
