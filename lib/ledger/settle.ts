import "server-only"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute } from "@/lib/db/query"
import type { EventDraft } from "./usage-event"

/** Marks the reservations whose calls have come, in the transaction that stores these. What is unknown is passed over. */
export async function settleReservations(
  on: Connection,
  orgId: number,
  drafts: readonly EventDraft[],
): Promise<void> {
  const ids = drafts.flatMap(({ event }) => event.reservation ?? [])
  if (ids.length === 0) return
  await execute(
    Prisma.sql`update reservation set settled_at = ${new Date()}
      where org_id = ${orgId} and settled_at is null and id = any (array(
        select r.id from reservation r where r.org_id = ${orgId} and r.id = any (${ids}::text[]) order by r.id for update))`,
    { on },
  )
}

/** Whether an event of the batch carries a reservation, so that two statements must be one transaction. */
export function settlesAny(drafts: readonly EventDraft[]): boolean {
  return drafts.some(({ event }) => event.reservation !== null)
}
