import "server-only"
import * as z from "zod"
import { mintScope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { getPriceBook } from "@/lib/pricing/queries"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { addUnits, zonedStart } from "@/lib/time"
import { USUAL_ROUTES } from "./assumptions"
import { foldCells } from "./fold-cells"
import { WINDOWS } from "./schema"

const MOST_DAYS = Math.max(...WINDOWS.map((days) => Number.parseInt(days, 10)))
/** A day to which calls are still added would be summed again and again. */
const SETTLED_MS = 600_000

const orgRow = z.object({ org_id: z.number(), zone: z.string() })

/** Sums the closed days that a decision may look at, so that whoever asks finds them summed, until `signal`. */
export async function foldClosedDays(now = new Date(), signal?: AbortSignal): Promise<void> {
  const organisations = await query(
    Prisma.sql`select o.id as org_id, o.zone from organisation o order by o.id`,
    orgRow,
  )
  await eachOrganisation(organisations, "Closed days could not be summed", async ({ org_id, zone }) => {
    if (signal?.aborted) return
    const book = await getPriceBook(mintScope(org_id, { kind: "system", job: "decisions" }))
    const to = zonedStart(now, "day", zone)
    const from = addUnits(to, "day", -MOST_DAYS, zone)
    const settledBefore = new Date(now.getTime() - SETTLED_MS)
    await foldCells({ orgId: org_id, zone, from, to, book, routes: USUAL_ROUTES, settledBefore, signal })
  })
}
