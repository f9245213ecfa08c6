import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Connection, execute, query, transaction } from "@/lib/db/query"
import { log } from "@/lib/log"
import { eachOrganisation } from "./each-organisation"

/** Sets of dimensions per organisation that are kept summed. */
const MOST_CUBOIDS = 40
const NOTE_EVERY_MS = 3_600_000
/** A day is summed once it has been still for so long; until then its cube answers. */
const STILL_SECONDS = 10
const DAYS_AT_ONCE = 31
/**
 * Hours are kept for the days that screens show by the hour, and for those of the month before, of which a
 * comparison takes as much as has passed of today.
 */
const HOURS_OF_DAYS = 64
/** By one dimension at most they are kept for all weeks in which anomalies are looked for. */
const PLAIN_HOURS_OF_DAYS = 93

const TELL_AGAIN_MS = 1_000
const MOST_TELLINGS = 120

const noteRow = z.object({ noted: z.boolean() })
const notedAt = new Map<string, number>()

/**
 * Notes, behind the answer, that spend is asked for by these dimensions of the context (sorted), so that
 * the worker keeps a cuboid of them.
 */
export function noteCuboid(orgId: number, dimensions: readonly string[]): void {
  const key = `${orgId} ${dimensions.join(" ")}`
  const now = Date.now()
  if (now - (notedAt.get(key) ?? 0) < NOTE_EVERY_MS) return
  if (notedAt.size > 10_000) notedAt.clear()
  notedAt.set(key, now)
  untilNoted(orgId, dimensions).catch((err: unknown) => {
    notedAt.delete(key)
    log.warn({ err }, "A cuboid could not be noted.")
  })
}

/** While the worker sums others it is told again: to wait for that would hold a connection that answers need. */
async function untilNoted(orgId: number, dimensions: readonly string[]): Promise<void> {
  for (let told = 0; told < MOST_TELLINGS; told += 1) {
    const [row] = await query(
      Prisma.sql`select cuboid_note(${orgId}, ${dimensions}::text[], ${MOST_CUBOIDS}) as noted`,
      noteRow,
    )
    if (row?.noted) return
    await sleep(TELL_AGAIN_MS, undefined, { ref: false })
  }
  throw new Error(`Cuboids of organisation ${orgId} are being summed all the while.`)
}

const staleRow = z.object({
  org_id: z.number(),
  zone: z.string(),
  id: z.number(),
  is_plain: z.boolean(),
  days: z.array(z.date()),
})

/** Sums the still days of every cuboid that its cube has moved on from, newest first. */
export async function foldCuboids(
  now: Date = new Date(),
  stillSeconds: number = STILL_SECONDS,
): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const plainFrom = daysAgo(PLAIN_HOURS_OF_DAYS)
  const stale = await query(
    Prisma.sql`
      select c.org_id, o.zone, c.id, cardinality(c.dimensions) <= 1 as is_plain, array_agg(v.day order by v.day desc) as days
      from cuboid c
      join organisation o on o.id = c.org_id
      join cube_version v on v.org_id = c.org_id
      left join cuboid_stamp s on s.org_id = c.org_id and s.cuboid_id = c.id and s.day = v.day
      where (s.version is distinct from v.version
          or (cardinality(c.dimensions) <= 1 and not s.hours and v.day >= ${plainFrom}))
        and v.at <= now() - make_interval(secs => ${stillSeconds}::double precision)
      group by c.org_id, o.zone, c.id`,
    staleRow,
  )
  await eachOrganisation(
    stale,
    "Cuboids could not be summed",
    async ({ org_id, zone, id, is_plain, days }) => {
      const hoursFrom = is_plain ? plainFrom : daysAgo(HOURS_OF_DAYS)
      for (let done = 0; done < days.length; done += DAYS_AT_ONCE) {
        const some = days.slice(done, done + DAYS_AT_ONCE)
        await transaction(async (on) => {
          if (!(await isZone(on, org_id, zone))) return
          await execute(
            Prisma.sql`select cuboid_fold(${org_id}, ${zone}, ${id}, ${some}::timestamptz[], ${hoursFrom}::timestamptz)`,
            { on },
          )
        })
      }
      // Of rows that a set brings for the first time the planner knows nothing until then, and reads all of the table.
      if (days.length >= DAYS_AT_ONCE) await execute(Prisma.sql`analyze cuboid_day`)
    },
  )
}

const zoneRow = z.object({ zone: z.string() })

/** Whether these are still the organisation's days: asked under the lock that a change of zone holds. */
async function isZone(on: Connection, orgId: number, zone: string): Promise<boolean> {
  await execute(Prisma.sql`select pg_advisory_xact_lock(hashtext('cuboid'), ${orgId}::integer)`, { on })
  const [now] = await query(Prisma.sql`select o.zone from organisation o where o.id = ${orgId}`, zoneRow, {
    on,
  })
  return now?.zone === zone
}
