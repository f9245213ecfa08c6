import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { requestKey } from "@/lib/ledger/identity"

/** How long before an attempt the first of its request may have begun. */
const PATIENCE_MS = 3_600_000

/** One attempt at a request, as a gateway that tries again reports it. */
export interface Attempt {
  requestId: string
  /** When it began. */
  at: number
  failed: boolean
  provider: string | null
  model: string | null
}

/** Which attempt of its request it was, and what it fell back from where it went elsewhere. */
export interface Place {
  attempt: number
  fallbackFrom: { provider?: string; model?: string } | null
}

const knownRow = z.object({
  key: z.bigint(),
  time: z.date(),
  failed: z.boolean(),
  provider: z.string(),
  model: z.string(),
})

/** Failed and later attempts of these requests that the ledger holds. */
async function earlierAttempts(scope: Scope, attempts: readonly Attempt[]): Promise<Map<bigint, Attempt[]>> {
  const keys = new Map(attempts.map(({ requestId }) => [requestKey(requestId), requestId]))
  const times = attempts.map(({ at }) => at)
  const rows = await ownRows(
    scope.orgId,
    Prisma.sql`
      select c.request_key as key, c.time, c.flags & 2 > 0 as failed, x.provider, x.model
      from charge c
      join context x on x.org_id = c.org_id and x.id = c.context_id
      where c.org_id = ${scope.orgId} and c.request_key = any (${[...keys.keys()].map(String)}::bigint[])
        and c.request_key is not null and c.flags & 11 <> 1 and c.line = 0
        and c.time >= ${new Date(Math.min(...times) - PATIENCE_MS)} and c.time <= ${new Date(Math.max(...times))}
      group by c.request_key, c.event_key, c.time, c.flags, x.provider, x.model
      having sum(c.n) > 0`,
    knownRow,
    { pool: ingestPool() },
  )
  const found = new Map<bigint, Attempt[]>()
  for (const { key, time, failed, provider, model } of rows) {
    const list = found.get(key) ?? []
    list.push({ requestId: keys.get(key) ?? "", at: time.getTime(), failed, provider, model })
    found.set(key, list)
  }
  return found
}

function isElsewhere(before: Attempt, after: Attempt): boolean {
  return before.provider !== after.provider || before.model !== after.model
}

/** The failures right before an attempt: a success ends its request, and the next call is another one. */
function placeOf(attempt: Attempt, earlier: readonly Attempt[]): Place {
  const before = earlier
    .filter(({ at }) => at < attempt.at && attempt.at - at <= PATIENCE_MS)
    .sort((a, b) => a.at - b.at)
  const chain = before.slice(before.findLastIndex(({ failed }) => !failed) + 1)
  const last = chain.at(-1)
  if (!last) return { attempt: 1, fallbackFrom: null }
  const from = {
    ...(last.provider === null ? {} : { provider: last.provider }),
    ...(last.model === null ? {} : { model: last.model }),
  }
  return {
    attempt: Math.min(chain.length + 1, 1_000),
    fallbackFrom: isElsewhere(last, attempt) ? from : null,
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
    const list = together.get(attempt.requestId) ?? []
    list.push(attempt)
    together.set(attempt.requestId, list)
  }
  return attempts.map((attempt) => {
    const stored = known.get(requestKey(attempt.requestId)) ?? []
    const here = together.get(attempt.requestId) ?? []
    // What is sent again is there already: it is the same attempt, not an earlier one.
    const fresh = here.filter(({ at }) => !stored.some((one) => one.at === at))
    return placeOf(attempt, [...stored, ...fresh])
  })
}
