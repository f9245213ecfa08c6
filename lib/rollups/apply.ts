import "server-only"
import * as z from "zod"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"

const orgRow = z.object({ org_id: z.number(), zone: z.string() })
const taken = z.object({ taken: z.number() })

/** Batches one transaction adds to the cubes. */
const BATCHES_AT_ONCE = 500

/** Organisations with charges that are not in the cubes yet, and their zones. */
async function organisationsBehind(): Promise<z.infer<typeof orgRow>[]> {
  return query(
    Prisma.sql`select o.id as org_id, o.zone from organisation o
      where exists (select 1 from batch b where b.org_id = o.id and not b.rolled)`,
    orgRow,
  )
}

/**
 * Adds everything that is pending to the cubes, organisation by organisation; returns the batches added.
 * Any number of workers may run at once: a batch is claimed by a row lock and added exactly once.
 */
export async function applyPending(): Promise<number> {
  let total = 0
  for (const { org_id, zone } of await organisationsBehind()) {
    for (;;) {
      const [row] = await query(
        Prisma.sql`select rollup_apply(${org_id}, ${zone}, ${BATCHES_AT_ONCE}) as taken`,
        taken,
        {
          on: ingestPool(),
        },
      )
      total += row?.taken ?? 0
      if (!row || row.taken < BATCHES_AT_ONCE) break
    }
  }
  return total
}

const lateRow = z.object({ org_id: z.number(), targets: z.array(z.bigint()) })

/**
 * Corrections received since `since` whose target arrived in a transaction that could not see them, nor
 * they it. Others wait for their target, whose own arrival applies them.
 */
export async function applyLateCorrections(since: Date): Promise<void> {
  const late = await query(
    Prisma.sql`select x.org_id, array_agg(x.target_key) as targets
      from correction x join identity i on i.org_id = x.org_id and i.key = x.target_key
      where x.applied_at is null and x.received_at >= ${since}
      group by x.org_id`,
    lateRow,
  )
  for (const { org_id, targets } of late) {
    await query(Prisma.sql`select ledger_apply_corrections(${org_id}, ${targets}::bigint[]) as taken`, taken)
  }
}

/** Ledger rows of batches that are in the cubes and older than a day; charges keep their batch's number. */
export async function forgetRolledBatches(): Promise<void> {
  await query(
    Prisma.sql`delete from batch b where b.rolled and b.at < now() - interval '1 day' returning 0 as taken`,
    taken,
  )
}
