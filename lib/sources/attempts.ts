import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { requestKey } from "@/lib/ledger/identity"

/** How long before an attempt the first of its request may have begun. */
export const PATIENCE_MS = 3_600_000
/** Of one request: none is numbered higher. */
const MOST_ATTEMPTS = 1_000

/** One attempt at a request, as a gateway that tries again reports it. */
export interface Attempt {
  requestId: string
  /** When it began. */
  at: number
  failed: boolean
  provider: string | null
  model: string | null
  /** The gateway that bills it. */
  route: string
}

/** Which attempt of its request it was, and what it fell back from where it went elsewhere. */
export interface Place {
  attempt: number
  fallbackFrom: { provider?: string; model?: string; route?: string } | null
}

const knownRow = z.object({
  key: z.bigint(),
  time: z.date(),
  failed: z.boolean(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
})

/** Failed and later attempts of these requests that the ledger holds. */
async function earlierAttempts(scope: Scope, attempts: readonly Attempt[]): Promise<Map<bigint, Attempt[]>> {
  const keys = new Map(attempts.map(({ requestId }) => [requestKey(requestId), requestId]))
  const times = attempts.map(({ at }) => at)
  const rows = await ownRows(
    scope.orgId,
    Prisma.sql`
      select k.key, a.time, a.failed, a.provider, a.model, a.route
      from unnest(${[...keys.keys()].map(String)}::bigint[]) as k (key)
      cross join lateral (
        select c.time, c.flags & 2 > 0 as failed, x.provider, x.model, x.route
        from charge c
        join context x on x.org_id = c.org_id and x.id = c.context_id
        where c.org_id = ${scope.orgId} and c.request_key = k.key
          and c.request_key is not null and c.flags & 11 <> 1 and c.line = 0
          and c.time >= ${new Date(Math.min(...times) - PATIENCE_MS)} and c.time <= ${new Date(Math.max(...times))}
        group by c.event_key, c.time, c.flags, x.provider, x.model, x.route
        having sum(c.n) > 0
        order by c.time desc limit ${MOST_ATTEMPTS}
      ) a`,
    knownRow,
    { pool: ingestPool() },
  )
  const found = new Map<bigint, Attempt[]>()
  for (const { key, time, ...attempt } of rows) {
    const list = found.get(key) ?? []
    list.push({ requestId: keys.get(key) ?? "", at: time.getTime(), ...attempt })
    found.set(key, list)
  }
  return found
}

type Where = Pick<Attempt, "provider" | "model" | "route">

export function isElsewhere(before: Where, after: Where): boolean {
  return before.provider !== after.provider || before.model !== after.model || before.route !== after.route
}

/** Those of one request in the order in which they began, of which `failures` that lie right before each failed. */
interface Course {
  attempts: readonly Attempt[]
  /** By position: where the run of failures begins that ends right before it. */
  runsFrom: readonly number[]
}

function courseOf(stored: readonly Attempt[], here: readonly Attempt[]): Course {
  // What is sent again is there already: it is the same attempt, not an earlier one.
  const known = new Set(stored.map(({ at }) => at))
  const attempts = [...stored, ...here.filter(({ at }) => !known.has(at))].sort((a, b) => a.at - b.at)
  let from = 0
  const runsFrom = attempts.map((_, i) => {
    if (i > 0 && !attempts[i - 1]?.failed) from = i
    return from
  })
  return { attempts, runsFrom: [...runsFrom, attempts.at(-1)?.failed === false ? attempts.length : from] }
}

/** The position of the first that began at `at` or later. */
function firstFrom(attempts: readonly Attempt[], at: number): number {
  let low = 0
  let high = attempts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((attempts[middle]?.at ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The failures right before an attempt: a success ends its request, and the next call is another one. */
function placeOf(attempt: Attempt, { attempts, runsFrom }: Course): Place {
  const before = firstFrom(attempts, attempt.at)
  const from = Math.max(runsFrom[before] ?? 0, firstFrom(attempts, attempt.at - PATIENCE_MS))
  const last = before > from ? attempts[before - 1] : undefined
  if (!last) return { attempt: 1, fallbackFrom: null }
  const fallbackFrom = {
    ...(last.provider === null ? {} : { provider: last.provider }),
    ...(last.model === null ? {} : { model: last.model }),
    ...(last.route === attempt.route ? {} : { route: last.route }),
  }
  return {
    attempt: Math.min(before - from + 1, MOST_ATTEMPTS),
    fallbackFrom: isElsewhere(last, attempt) ? fallbackFrom : null,
  }
}

/**
 * The place of each attempt in its request, by when they began: of those that came together and of those that the
 * ledger holds already. A gateway sends each attempt as a record of its own and does not number them.
 */
export async function placeAttempts(scope: Scope, attempts: readonly Attempt[]): Promise<Place[]> {
  if (attempts.length === 0) return []
  const known = await earlierAttempts(scope, attempts)
  const together = new Map<string, Attempt[]>()
  for (const attempt of attempts) {
    const list = together.get(attempt.requestId)
    if (list) list.push(attempt)
    else together.set(attempt.requestId, [attempt])
  }
  const courses = new Map(
    [...together].map(([requestId, here]) => [
      requestId,
      courseOf(known.get(requestKey(requestId)) ?? [], here),
    ]),
  )
  return attempts.map((attempt) =>
    placeOf(attempt, courses.get(attempt.requestId) ?? { attempts: [], runsFrom: [] }),
  )
}
