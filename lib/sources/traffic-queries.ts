import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { type Histogram, percentileMs } from "@/lib/ledger/histogram"
import { MAX_KEPT_AN_HOUR } from "@/lib/ledger/refusals"
import type { SourceTraffic } from "./schema"
import { writeTraffic } from "./traffic"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WEEK = 7 * DAY

const count = z.bigint().transform(Number)
const hoursRow = z.object({
  id: z.number(),
  first: z.date(),
  accepted: count,
  duplicates: count,
  conflicts: count,
  rejected: count,
  suppressed: count,
  overlapping: count,
  unkept: count,
  shared: count,
  lately: count,
})
const lagRow = z.object({ id: z.number(), bucket: z.number(), n: count })

function readHours(orgId: number, now: number): Promise<z.output<typeof hoursRow>[]> {
  return ownRows(
    orgId,
    Prisma.sql`select h.source_id as id, min(h.hour) as first, sum(h.accepted)::bigint as accepted,
        sum(h.duplicates)::bigint as duplicates, sum(h.conflicts)::bigint as conflicts,
        sum(h.rejected)::bigint as rejected, sum(h.suppressed)::bigint as suppressed,
        sum(h.overlapping)::bigint as overlapping,
        coalesce(sum(greatest(h.rejected + h.conflicts - least(h.refusals, ${MAX_KEPT_AN_HOUR}), 0))
          filter (where h.refusals is not null), 0)::bigint as unkept, sum(h.merged)::bigint as shared,
        coalesce(sum(h.accepted) filter (where h.hour > ${new Date(now - DAY)}), 0)::bigint as lately
      from source_hour h where h.org_id = ${orgId} and h.hour > ${new Date(now - WEEK)}
      group by h.source_id order by h.source_id`,
    hoursRow,
  )
}

async function readLags(orgId: number, now: number): Promise<Map<number, Histogram>> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`select l.source_id as id, l.bucket, sum(l.n)::bigint as n from source_lag l
      where l.org_id = ${orgId} and l.hour > ${new Date(now - DAY)} group by l.source_id, l.bucket`,
    lagRow,
  )
  const lags = new Map<number, Histogram>()
  for (const { id, bucket, n } of rows) {
    const histogram = lags.get(id) ?? new Map<number, number>()
    histogram.set(bucket, n)
    lags.set(id, histogram)
  }
  return lags
}

const disagreeingRow = z.object({ id: z.number(), n: count })

/** Counted from the reports themselves: which of them counts may change with the next. */
async function readDisagreeing(orgId: number, now: number): Promise<Map<number, number>> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`select r.source_id as id, count(*) as n from report r
      where r.org_id = ${orgId} and r.disagrees and r.received_at > ${new Date(now - WEEK)} group by r.source_id`,
    disagreeingRow,
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms))

/**
 * What came of what each source sent in the last seven days, hour by hour of its arrival; null for an asker kept to
 * teams, for it belongs to no team.
 */
export async function listTraffic({ orgId, teams }: Scope): Promise<SourceTraffic[] | null> {
  if (teams !== null) return null
  await writeTraffic()
  const now = Date.now()
  const [hours, lags, disagreeing] = await Promise.all([
    readHours(orgId, now),
    readLags(orgId, now),
    readDisagreeing(orgId, now),
  ])
  return hours.map(({ first, lately, ...counts }) => {
    const lag = lags.get(counts.id) ?? new Map<number, number>()
    // A source of an hour ago is not told by a whole day.
    const since = Math.max(HOUR, Math.min(DAY, now - first.getTime()))
    return {
      ...counts,
      disagreeing: disagreeing.get(counts.id) ?? 0,
      per_hour: Math.round((lately * HOUR * 10) / since) / 10,
      lag_p50_ms: rounded(percentileMs(lag, 0.5)),
      lag_p95_ms: rounded(percentileMs(lag, 0.95)),
    }
  })
}
