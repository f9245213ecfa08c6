import "server-only"
import * as z from "zod"
import { mintScope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { newRequestId } from "@/lib/http/request-id"
import { log } from "@/lib/log"
import { eachOrganisation } from "@/lib/rollups/each-organisation"
import { withTraces } from "./keep-traces"
import { tellTraces } from "./tell-ledger"

/** Spans of one trace find each other for so long after the last of them came. */
export const TRACE_KEPT_MS = 6 * 3_600_000

/** Of one organisation, so that none waits for the traces of another. */
const AT_ONCE = 500
const dueRow = z.object({ org_id: z.number(), traces: z.array(z.string()) })

/** Counts sums of calls below which no call ever came: they are all that anybody tells of these. */
export async function settleTraces(now: Date): Promise<void> {
  const due = await query(
    Prisma.sql`select w.org_id, array_agg(w.trace::text) as traces from (
        select d.org_id, d.trace, row_number() over (partition by d.org_id order by d.due_at) as place
        from trace_window d where d.due_at <= ${now}
      ) w where w.place <= ${AT_ONCE} group by w.org_id`,
    dueRow,
    { on: ingestPool() },
  )
  await eachOrganisation(due, "Sums of calls that are told alone could not be counted", async (row) => {
    try {
      await settle(row.org_id, row.traces, now)
    } catch (err) {
      // One that cannot be settled stands in the way of no other.
      log.error({ err, orgId: row.org_id }, "Traces are settled one by one.")
      for (const trace of row.traces) await settle(row.org_id, [trace], now).catch(noteUnsettled)
    }
  })
}

function noteUnsettled(err: unknown): void {
  log.error({ err }, "A trace could not be settled; it is tried again.")
}

async function settle(orgId: number, traces: readonly string[], now: Date): Promise<void> {
  const scope = mintScope(orgId, { kind: "system", job: "traces" })
  const telling = { now, requestId: newRequestId(), backfill: true }
  await withTraces(orgId, traces, now, (held) => tellTraces(scope, [...held.values()], [], telling))
}

/** Forgets an organisation's traces of which nothing came for hours. */
export async function forgetTraces(orgId: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - TRACE_KEPT_MS)
  await execute(
    Prisma.sql`delete from trace_window w where w.org_id = ${orgId} and w.touched_at < ${before}`,
    { on: ingestPool() },
  )
}
