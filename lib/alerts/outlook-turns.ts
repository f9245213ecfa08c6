import "server-only"
import * as z from "zod"
import { watchPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query, transaction } from "@/lib/db/query"

/** A worker that takes longer is held for dead, and another goes on. */
const TURN_MS = 60_000

const turnRow = z.object({ next: z.number().nullable() })

/** From which budget on forecasts are to be made; null: from the first. */
export type Turn = z.output<typeof turnRow>

interface Seen {
  orgId: number
  /** The organisation as it is now. */
  seen: string
  now: Date
  /** After so long forecasts are made anew whatever was seen. */
  againMs: number
}

/** Takes the next turn of an organisation; undefined where nothing is to be done or somebody else is at it. */
export async function takeTurn({ orgId, seen, now, againMs }: Seen): Promise<Turn | undefined> {
  const [turn] = await transaction(async (on) => {
    await execute(
      Prisma.sql`insert into alert_watch (org_id) values (${orgId}) on conflict (org_id) do nothing`,
      { on },
    )
    return query(
      Prisma.sql`update alert_watch w set outlook_taken_at = ${now},
          outlook_began = case when w.outlook_next is null then ${seen} else w.outlook_began end
        where w.org_id = ${orgId}
          and (w.outlook_taken_at is null
            or abs(extract(epoch from ${now} - w.outlook_taken_at)) * 1000 >= ${TURN_MS}::numeric)
          and (w.outlook_next is not null or w.outlook_seen is distinct from ${seen} or w.outlook_at is null
            or abs(extract(epoch from ${now} - w.outlook_at)) * 1000 >= ${againMs}::numeric)
        returning w.outlook_next as next`,
      turnRow,
      { on },
    )
  }, watchPool())
  return turn
}

/** Notes where the next turn begins; with null every budget was looked at, as it was when the first turn began. */
export async function endTurn(orgId: number, next: number | null, now: Date): Promise<void> {
  const done = next === null ? Prisma.sql`outlook_seen = w.outlook_began, outlook_at = ${now},` : Prisma.sql``
  await execute(
    Prisma.sql`update alert_watch w set ${done} outlook_next = ${next}::integer, outlook_taken_at = null
      where w.org_id = ${orgId}`,
    { on: watchPool() },
  )
}
