import "server-only"
import * as z from "zod"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
import { mergeReports } from "@/lib/ledger/merge/merge-reports"
import { eachOrganisation } from "./each-organisation"

const taken = z.object({ taken: z.number() })

/** Batches one transaction adds to the cubes. */
const BATCHES_AT_ONCE = 500
/** Ledger rows of old batches one statement deletes. */
const FORGOTTEN_AT_ONCE = 10_000

const behindRow = z.object({ org_id: z.number(), zone: z.string() })

/**
 * Adds everything that is pending to the cubes, organisation by organisation; one that fails stops no
 * other. Any number of workers may run at once: a batch is claimed by a row lock and added exactly once.
 */
export async function applyPending(): Promise<void> {
  const behind = await query(
    Prisma.sql`select o.id as org_id, o.zone from organisation o
      where exists (select 1 from batch b where b.org_id = o.id and not b.rolled)`,
    behindRow,
  )
  await eachOrganisation(behind, "Charges could not be added to the cubes", async ({ org_id, zone }) => {
    for (;;) {
      const [row] = await query(
        Prisma.sql`select rollup_apply(${org_id}, ${zone}, ${BATCHES_AT_ONCE}) as taken`,
        taken,
        { on: ingestPool() },
      )
      if (!row || row.taken < BATCHES_AT_ONCE) return
    }
  })
}

const waitingRow = z.object({ org_id: z.number() })
const targetRow = z.object({ target_key: z.bigint() })

/**
 * Corrections received since `since` whose target arrived in a transaction that could not see them, nor
 * they it. Others wait for their target, whose own arrival applies them.
 */
export async function applyLateCorrections(since: Date): Promise<void> {
  const waiting = await query(
    Prisma.sql`select distinct x.org_id from correction x
      where x.applied_at is null and x.received_at >= ${since}`,
    waitingRow,
  )
  await eachOrganisation(waiting, "Late corrections could not be applied", async ({ org_id }) => {
    const late = await query(
      Prisma.sql`select x.target_key from correction x
        join identity i on i.org_id = ${org_id} and i.key = x.target_key
        where x.org_id = ${org_id} and x.applied_at is null and x.received_at >= ${since}`,
      targetRow,
    )
    if (late.length === 0) return
    const targets = late.map(({ target_key }) => target_key)
    await query(
      Prisma.sql`select ledger_apply_corrections(${org_id}, ${targets}::bigint[]) as taken`,
      taken,
      { on: ingestPool() },
    )
  })
}

/** Merges reports of calls that whoever stored them could not. */
export async function mergeOpenReports(): Promise<void> {
  const waiting = await query(
    Prisma.sql`select o.id as org_id from organisation o
      where exists (select from report r where r.org_id = o.id and not r.merged)`,
    waitingRow,
  )
  await eachOrganisation(waiting, "Reports of calls could not be merged", async ({ org_id }) => {
    const client = await ingestPool().connect()
    try {
      await mergeReports(client, org_id)
      client.release()
    } catch (error) {
      client.release(true)
      throw error
    }
  })
}

/** Ledger rows of one organisation's batches that are in the cubes and older than a day; charges keep their batch's number. */
export async function forgetRolledBatches(orgId: number): Promise<void> {
  for (;;) {
    const gone = await execute(
      Prisma.sql`delete from batch b where b.org_id = ${orgId} and b.id = any (array(
        select r.id from batch r
        where r.org_id = ${orgId} and r.rolled and r.at < now() - interval '1 day' limit ${FORGOTTEN_AT_ONCE}))`,
      { on: ingestPool() },
    )
    if (gone < FORGOTTEN_AT_ONCE) return
  }
}
