import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { requestKey } from "@/lib/ledger/identity"
import { attributeCalls, type LateWord } from "@/lib/ledger/merge/attribute-calls"
import { ATTEMPTS } from "@/lib/ledger/usage-event"
import { type Attempt, isElsewhere, PATIENCE_MS } from "./attempts"

/** How long after an attempt has failed the next of its request begins, at most. */
const NEXT_WITHIN_MS = 120_000
const MOST_LATENCY_MS = 600_000
/** Of one delivery: what was recorded within some minutes is one. */
const MOST_STRETCHES = 20

/** An attempt that has just been stored. */
export interface Arrived extends Attempt {
  /** 1 for one before which none of its request had failed. */
  number: number
  latencyMs: number
}

interface Stretch {
  from: number
  to: number
}

/** When the next attempts after these failures may have begun, without what lies in two. The latest where there are many. */
function stretchesOf(failures: readonly Arrived[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const { at, latencyMs } of [...failures].sort((a, b) => a.at - b.at)) {
    const to = at + Math.min(latencyMs, MOST_LATENCY_MS) + NEXT_WITHIN_MS
    const last = stretches.at(-1)
    if (last && at <= last.to) last.to = Math.max(last.to, to)
    else stretches.push({ from: at, to })
  }
  return stretches.slice(-MOST_STRETCHES)
}

const laterRow = z.object({
  key: z.bigint(),
  event: z.bigint(),
  time: z.date(),
  attempt: z.enum(ATTEMPTS),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
})
type Later = z.output<typeof laterRow>

const COLUMNS = Prisma.sql`c.request_key as key, c.event_key as event, c.time, x.attempt, x.provider, x.model, x.route`
const GROUPED = Prisma.sql`group by 1, 2, 3, 4, 5, 6, 7 having sum(c.n) > 0`

/**
 * Attempts of these requests that the source sent: after failures whatever began in time, which no index knows by its
 * request; after successes those that count as later attempts, by the index of these.
 */
function laterAttempts(scope: Scope, sourceId: number, arrived: readonly Arrived[]): Promise<Later[]> {
  const failures = arrived.filter(({ failed }) => failed)
  const stretches = stretchesOf(failures)
  const ends = arrived.filter(({ failed }) => !failed)
  const keysOf = (these: readonly Arrived[]) => [
    ...new Set(these.map((one) => String(requestKey(one.requestId)))),
  ]
  const times = ends.map(({ at }) => at)
  const date = (ms: number) => new Date(ms).toISOString()
  return ownRows(
    scope.orgId,
    Prisma.sql`
      select ${COLUMNS}
      from unnest(${stretches.map(({ from }) => date(from))}::timestamptz[],
        ${stretches.map(({ to }) => date(to))}::timestamptz[]) as s (first, last)
      join charge c on c.org_id = ${scope.orgId} and c.time > s.first and c.time <= s.last
      join context x on x.org_id = ${scope.orgId} and x.id = c.context_id and x.source_id = ${sourceId}
      where c.request_key = any (${keysOf(failures)}::bigint[]) and c.line = 0
      ${GROUPED}
      union
      select ${COLUMNS}
      from charge c
      join context x on x.org_id = ${scope.orgId} and x.id = c.context_id and x.source_id = ${sourceId}
      where c.org_id = ${scope.orgId} and c.request_key = any (${keysOf(ends)}::bigint[])
        and c.request_key is not null and c.flags & 11 <> 1 and c.line = 0
        and c.time > ${new Date(Math.min(...times, Date.now()))}
        and c.time <= ${new Date(Math.max(...times, 0) + PATIENCE_MS)}
      ${GROUPED}
      order by 3, 2`,
    laterRow,
    { pool: ingestPool() },
  )
}

function wordOf(before: Arrived, next: Later): LateWord | null {
  const later = isElsewhere(before, next) ? "fallback" : "retry"
  const attempt = before.failed ? later : "first"
  if (next.attempt === attempt) return null
  return {
    ...{ user: null, agent: null, feature: null, team: null, environment: null, session: null, tags: {} },
    call: next.event,
    id: `attempt:${next.event}:${before.at}:${attempt}`,
    course: { attempt, after: new Date(before.at) },
  }
}

/**
 * Says of attempts that were there before those that went ahead of them which attempts they are: callbacks of one
 * request come in any order.
 */
export async function numberAnew(
  scope: Scope,
  sourceId: number,
  attempts: readonly Arrived[],
): Promise<void> {
  const arrived = attempts.filter(({ failed, number }) => failed || number > 1)
  if (arrived.length === 0) return
  const later = new Map<bigint, Later[]>()
  for (const row of await laterAttempts(scope, sourceId, arrived)) {
    const others = later.get(row.key)
    if (others) others.push(row)
    else later.set(row.key, [row])
  }
  const words = arrived.flatMap((before) => {
    const rows = later.get(requestKey(before.requestId)) ?? []
    const next = rows.find(({ time }) => time.getTime() > before.at)
    return (next && wordOf(before, next)) ?? []
  })
  await attributeCalls(scope, sourceId, words)
}
