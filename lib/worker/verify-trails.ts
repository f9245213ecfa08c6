import "server-only"
import * as z from "zod"
import { verifyAudit } from "@/lib/auth/verify-audit"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { eachOrganisation } from "@/lib/rollups/each-organisation"

/** The worker turns to other things after so long, and goes on at its next turn. */
const TURN_MS = 5_000
const dueRow = z.object({ org_id: z.number() })

/** Checks the audit trails that were not checked since their organisation's midnight, and those half checked. */
export async function verifyTrails(): Promise<void> {
  const due = await query(
    Prisma.sql`
      select o.id as org_id
      from organisation o
      join audit_head h on h.org_id = o.id
      left join audit_check c on c.org_id = o.id
      where c.org_id is null or c.began_at is not null
        or greatest(c.verified_at, c.broken_at) < date_trunc('day', now(), o.zone)`,
    dueRow,
  )
  await eachOrganisation(due, "The audit trail could not be checked", ({ org_id }) =>
    verifyAudit(org_id, TURN_MS),
  )
}
