import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { stepRerate } from "./step"
import { priceBeforePreview } from "./watch-prices"

/** The worker turns to other things after so long, and goes on at its next turn. */
const TURN_MS = 1_500
const activeRow = z.object({ org_id: z.number() })

/** Goes on with the re-rates that have something left to do, organisation by organisation. */
export async function advanceRerates(): Promise<void> {
  const active = await query(
    Prisma.sql`
      select distinct r.org_id from rerate r where r.status in ('previewing', 'checking', 'applying')`,
    activeRow,
  )
  await eachOrganisation(active, "A re-rate could not go on", async ({ org_id }) => {
    await priceBeforePreview(org_id)
    const until = Date.now() + TURN_MS
    while (Date.now() < until) if (!(await stepRerate(org_id))) return
  })
}
