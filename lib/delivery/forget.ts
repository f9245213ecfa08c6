import "server-only"
import { accountPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, transaction } from "@/lib/db/query"

const KEPT_MS = 90 * 86_400_000

/** Deletes what was sent, or could not be, 90 days ago, with its attempts. */
export async function forgetDeliveries(orgId: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS)
  await transaction(async (on) => {
    await execute(
      Prisma.sql`delete from delivery_attempt a using delivery d
        where a.org_id = ${orgId} and d.org_id = ${orgId} and d.id = a.delivery_id
          and d.created_at < ${before} and d.state <> 'due'`,
      { on },
    )
    await execute(
      Prisma.sql`delete from delivery d
        where d.org_id = ${orgId} and d.created_at < ${before} and d.state <> 'due'`,
      { on },
    )
  }, accountPool())
}
