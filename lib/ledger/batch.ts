import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, query } from "@/lib/db/query"

const batchRow = z.object({ id: z.bigint() })

export interface Batch {
  id: bigint
  /** The first and the last of its rows' times. */
  first: Date
  last: Date
}

/** Begins a batch of signed rows, which the rollup worker adds like any other. `times` are of the lines, at least one. */
export async function beginBatch(
  on: Connection,
  orgId: number,
  { times, rows }: { times: readonly Date[]; rows: number },
): Promise<Batch> {
  const instants = times.map((time) => time.getTime())
  const first = new Date(instants.reduce((a, b) => Math.min(a, b)))
  const last = new Date(instants.reduce((a, b) => Math.max(a, b)))
  const [batch] = await query(
    Prisma.sql`insert into batch (org_id, min_time, max_time, charges)
      values (${orgId}, ${first}, ${last}, ${rows}) returning id`,
    batchRow,
    { on },
  )
  if (!batch) throw new Error("A batch could not be begun.")
  return { id: batch.id, first, last }
}
