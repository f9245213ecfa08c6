import "server-only"
import { after } from "next/server"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { addHistogram, type Histogram, latencyBucket } from "@/lib/ledger/histogram"
import { log } from "@/lib/log"
import { MOST_SHARED, sharedBySource } from "./shared-calls"

const HOUR = 3_600_000
const EVERY_MS = 1_000
/** What histograms are cut off at; whatever came later than this was an import. */
const MOST_LAG_MS = 400 * 86_400_000
/** Waiting to be told apart; where the database is away for long, later ones matter more. */
const MOST_MET = 50_000

/** What came of the events of a request. */
export interface Traffic {
  accepted: number
  duplicates: number
  conflicts: number
  rejected: number
  /** Spans whose usage their children carry. */
  suppressed: number
  /** Spans that count although calls of other sources below them tell a part of their usage. */
  overlapping: number
  /** Events that met another report of their call. */
  met: readonly bigint[]
  /** Of the accepted: milliseconds from the start of the call to its arrival. */
  lags: readonly number[]
}

const COUNTS = ["accepted", "duplicates", "conflicts", "rejected", "suppressed", "overlapping"] as const

type Counts = Record<(typeof COUNTS)[number], number>

interface Hour extends Counts {
  /** Of the accepted: of calls that another source reported too. */
  merged: number
  orgId: number
  sourceId: number
  hour: number
  lags: Histogram
}

interface Store {
  hours: Map<string, Hour>
  /** Events that met others of their call, by organisation, until it is known whose those are. */
  met: Map<number, bigint[]>
  writing: Promise<void> | null
}

const STORE = Symbol.for("tollgate.sourceTraffic")
const processWide = globalThis as typeof globalThis & { [STORE]?: Store }

/** One per process: Next may load this module once per bundle. */
function store(): Store {
  processWide[STORE] ??= { hours: new Map(), met: new Map(), writing: null }
  return processWide[STORE]
}

function hourOf(orgId: number, sourceId: number, hour: number): Hour {
  const { hours } = store()
  const key = `${orgId}.${sourceId}.${hour}`
  const known = hours.get(key)
  if (known) return known
  const fresh: Hour = {
    ...{ orgId, sourceId, hour, lags: new Map() },
    ...{ accepted: 0, duplicates: 0, conflicts: 0, rejected: 0, merged: 0, suppressed: 0, overlapping: 0 },
  }
  hours.set(key, fresh)
  return fresh
}

/** Counts what came of a request, behind its answer: the counts of a second are written together. */
export function noteTraffic({ orgId }: Scope, sourceId: number, traffic: Partial<Traffic>): void {
  const into = hourOf(orgId, sourceId, Math.floor(Date.now() / HOUR) * HOUR)
  for (const count of COUNTS) into[count] += traffic[count] ?? 0
  for (const lag of traffic.lags ?? []) {
    const bucket = latencyBucket(Math.min(lag, MOST_LAG_MS))
    into.lags.set(bucket, (into.lags.get(bucket) ?? 0) + 1)
  }
  const { met } = store()
  if (traffic.met?.length) met.set(orgId, [...(met.get(orgId) ?? []), ...traffic.met].slice(-MOST_MET))
  writeSoon()
}

function writeSoon(): void {
  const kept = store()
  if (kept.writing) return
  kept.writing = new Promise<void>((resolve) => {
    setTimeout(() => resolve(writeTraffic().finally(() => ended(kept))), EVERY_MS).unref()
  })
  waitBehindAnswer(kept.writing)
}

function ended(kept: Store): void {
  kept.writing = null
  if (kept.hours.size + kept.met.size > 0) writeSoon()
}

/** A server that is told to end waits for what stands behind its answers. */
function waitBehindAnswer(work: Promise<void>): void {
  try {
    after(work)
  } catch {
    // Nobody asked over HTTP: whoever counts outside of a request waits with writeTraffic().
  }
}

async function tellShared(): Promise<void> {
  const { met } = store()
  for (const [orgId, keys] of [...met]) {
    const now = keys.slice(0, MOST_SHARED)
    try {
      const counts = await sharedBySource(orgId, now)
      const left = (met.get(orgId) ?? []).slice(now.length)
      if (left.length > 0) met.set(orgId, left)
      else met.delete(orgId)
      const hour = Math.floor(Date.now() / HOUR) * HOUR
      for (const [sourceId, count] of counts) hourOf(orgId, sourceId, hour).merged += count
    } catch (err) {
      log.warn({ err, orgId }, "Whose calls several sources report could not be counted yet.")
    }
  }
}

/** Writes what was counted so far. What could not be written is tried again. */
export async function writeTraffic(): Promise<void> {
  await tellShared()
  const { hours } = store()
  const waiting = [...hours.values()]
  hours.clear()
  if (waiting.length === 0) return
  try {
    await write(waiting)
  } catch (err) {
    for (const { orgId, sourceId, hour, lags, ...counts } of waiting) {
      const into = hourOf(orgId, sourceId, hour)
      for (const count of COUNTS) into[count] += counts[count]
      into.merged += counts.merged
      addHistogram(into.lags, lags)
    }
    log.warn({ err }, "What sources sent could not be counted yet.")
  }
}

/** One statement: either all of it counts or nothing does. */
async function write(hours: readonly Hour[]): Promise<void> {
  const rows = hours.map(({ lags, hour, ...row }) => ({ ...row, hour: new Date(hour).toISOString() }))
  const lags = hours.flatMap(({ orgId, sourceId, hour, lags: histogram }) =>
    [...histogram].map(([bucket, n]) => ({ orgId, sourceId, hour: new Date(hour).toISOString(), bucket, n })),
  )
  await execute(
    Prisma.sql`
      with counted as (
        select * from json_to_recordset(${JSON.stringify(rows)}::json) as c ("orgId" integer, "sourceId" integer,
          hour timestamptz, accepted bigint, duplicates bigint, conflicts bigint, rejected bigint, merged bigint,
          suppressed bigint, overlapping bigint)
      ), heard as (
        update source s set last_event_at = now(), first_event_at = coalesce(s.first_event_at, now())
        from (select distinct c."orgId", c."sourceId" from counted c where c.accepted + c.duplicates > 0) c
        where s.org_id = c."orgId" and s.id = c."sourceId"
      ), hours as (
        insert into source_hour as h (org_id, source_id, hour, accepted, duplicates, conflicts, rejected, merged, suppressed,
          overlapping)
        select c."orgId", c."sourceId", c.hour, c.accepted, c.duplicates, c.conflicts, c.rejected, c.merged, c.suppressed,
          c.overlapping
        from counted c order by 1, 2, 3
        on conflict (org_id, source_id, hour) do update set
          accepted = h.accepted + excluded.accepted, duplicates = h.duplicates + excluded.duplicates,
          conflicts = h.conflicts + excluded.conflicts, rejected = h.rejected + excluded.rejected,
          merged = h.merged + excluded.merged, suppressed = h.suppressed + excluded.suppressed,
          overlapping = h.overlapping + excluded.overlapping
      )
      insert into source_lag as l (org_id, source_id, hour, bucket, n)
      select g."orgId", g."sourceId", g.hour, g.bucket, g.n
      from json_to_recordset(${JSON.stringify(lags)}::json)
        as g ("orgId" integer, "sourceId" integer, hour timestamptz, bucket smallint, n bigint)
      order by 1, 2, 3, 4
      on conflict (org_id, source_id, hour, bucket) do update set n = l.n + excluded.n`,
    { on: ingestPool() },
  )
}

/** Forgets what was counted of an organisation's sources before `before`. */
export async function forgetTraffic(orgId: number, before: Date): Promise<void> {
  await execute(Prisma.sql`delete from source_lag l where l.org_id = ${orgId} and l.hour < ${before}`, {
    on: ingestPool(),
  })
  await execute(Prisma.sql`delete from source_hour h where h.org_id = ${orgId} and h.hour < ${before}`, {
    on: ingestPool(),
  })
}
