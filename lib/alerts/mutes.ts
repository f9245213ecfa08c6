import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"

/** What alerts come from: a budget or a rule, by number. */
export type Origin = { budget: number } | { rule: number }

const muteRow = z.object({ budget_id: z.number().nullable(), rule_id: z.number().nullable() })

/** Whether an origin is muted at an instant. */
export async function mutedAt(on: Connection, orgId: number, at: Date): Promise<(origin: Origin) => boolean> {
  const mutes = await query(
    Prisma.sql`select m.budget_id, m.rule_id from alert_mute m where m.org_id = ${orgId} and m.until > ${at}`,
    muteRow,
    { on },
  )
  return (origin) =>
    mutes.some(({ budget_id, rule_id }) =>
      "budget" in origin ? budget_id === origin.budget : rule_id === origin.rule,
    )
}
