import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { FLAG } from "@/lib/ledger/usage-event"
import { contextLines } from "@/lib/spend/lines"
import { CUBE_COLUMNS, SUMS, type Sums, sumsRow } from "@/lib/spend/measures"
import { zonedStart } from "@/lib/time"

export interface Stretch {
  orgId: number
  /** Of the organisation. */
  own: string
  from: Date
  to: Date
}

/** What a line of the ledger is of, as bills tell theirs apart. */
export const lineKey = {
  day: z.string(),
  /** The hour that begins the day, the one that ends it, or those between. */
  edge: z.enum(["first", "last", "within"]),
  provider: z.string(),
  route: z.string(),
  model: z.string(),
}

const lineRow = z.object({ ...lineKey, ...sumsRow })
export type LedgerLine = Omit<z.output<typeof lineRow>, keyof Sums> & Sums

const BY = Prisma.sql`x.provider, x.route, x.model`
const DIMENSIONS = ["model", "provider", "route"] as const

/** Whether the hours of one zone are hours of the other: Kolkata's lie half an hour beside those of UTC. */
function sharesHours({ own, from, to }: Stretch, zone: string): boolean {
  return [from, to].every((instant) => {
    const start = zonedStart(instant, "day", zone)
    return zonedStart(start, "hour", own).getTime() === start.getTime()
  })
}

function hours(stretch: Stretch, zone: string): Prisma.Sql {
  const { orgId, own, from, to } = stretch
  if (sharesHours(stretch, zone)) {
    return contextLines({ orgId, zone: own, from, to, interval: "hour", filters: [] }, [...DIMENSIONS])
  }
  return Prisma.sql`select date_trunc('hour', m.time, ${zone}) as bucket, m.context_id, ${CUBE_COLUMNS}
    from charge_measures m where m.org_id = ${orgId} and m.time >= ${from} and m.time < ${to}`
}

/** What the ledger holds by day of `zone`, with the hours at the day's ends apart. */
export async function readByHour(stretch: Stretch, zone: string): Promise<LedgerLine[]> {
  const start = Prisma.sql`date_trunc('day', m.bucket, ${zone})`
  const rows = await ask(
    stretch.orgId,
    Prisma.sql`
      select ((${start}) at time zone ${zone})::date::text as day,
        case when m.bucket = ${start} then 'first'
          when date_trunc('day', m.bucket + interval '1 hour', ${zone}) > ${start} then 'last' else 'within' end as edge,
        ${BY}, ${SUMS}
      from (${hours(stretch, zone)}) m
      join context x on x.org_id = ${stretch.orgId} and x.id = m.context_id
      group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
    lineRow,
  )
  return rows as LedgerLine[]
}

const dayRow = z.object({
  day: z.string(),
  provider: z.string(),
  route: z.string(),
  model: z.string(),
  billed: z.string().transform(BigInt),
  unpriced_calls: z.bigint(),
})
export type LedgerDay = z.output<typeof dayRow>

/** What the ledger holds by day of the organisation's own zone: what every other screen shows. */
export function readByOwnDay({ orgId, own, from, to }: Stretch): Promise<LedgerDay[]> {
  const input = { orgId, zone: own, from, to, interval: "day" as const, filters: [] }
  return ask(
    orgId,
    Prisma.sql`
      select (m.bucket at time zone ${own})::date::text as day, ${BY}, total(m.billed_pico)::text as billed,
        total(m.unpriced_calls) as unpriced_calls
      from (${contextLines(input, [...DIMENSIONS])}) m
      join context x on x.org_id = ${orgId} and x.id = m.context_id
      group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    dayRow,
  )
}

const grantRow = z.object({ id: z.int() })

/** What grants paid, by day of `zone`, below zero. Organisations without grants are not asked. */
export async function readCredits({ orgId, from, to }: Stretch, zone: string): Promise<LedgerDay[]> {
  const grants = await ownRows(
    orgId,
    Prisma.sql`select g.id from credit_grant g where g.org_id = ${orgId} limit 1`,
    grantRow,
  )
  if (grants.length === 0) return []
  return ask(
    orgId,
    Prisma.sql`
      select (c.time at time zone ${zone})::date::text as day, ${BY}, sum(c.billed_pico)::text as billed,
        0::bigint as unpriced_calls
      from charge c
      join context x on x.org_id = ${orgId} and x.id = c.context_id
      where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to} and c.flags & ${FLAG.credit} <> 0
      group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    dayRow,
  )
}
