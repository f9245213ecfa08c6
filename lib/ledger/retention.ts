import "server-only"
import * as z from "zod"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"

const DAY = 86_400_000
const oldestRow = z.object({ oldest: z.date().nullable() })

/**
 * Forgets what an organisation's sources sent with calls before `before`, a day of calls at a time. Charges
 * and identities stay: sums and duplicates do not depend on it. Of calls with several reports, which counts stays too.
 */
export async function forgetPayloads(orgId: number, before: Date): Promise<void> {
  for (;;) {
    const [row] = await query(
      Prisma.sql`select min(p.time) as oldest from payload p where p.org_id = ${orgId}`,
      oldestRow,
      { on: ingestPool() },
    )
    const oldest = row?.oldest
    if (!oldest || oldest >= before) return
    const until = new Date(Math.min(oldest.getTime() + DAY, before.getTime()))
    await execute(Prisma.sql`delete from payload p where p.org_id = ${orgId} and p.time < ${until}`, {
      on: ingestPool(),
    })
    await execute(Prisma.sql`delete from report_charge c where c.org_id = ${orgId} and c.time < ${until}`, {
      on: ingestPool(),
    })
  }
}
