import "server-only"
import * as z from "zod"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"

/** Of one statement; a burst of more is counted with the next. */
export const MOST_SHARED = 2_000

const memberRow = z.object({ call: z.bigint(), event: z.bigint(), source: z.number() })
type Member = z.output<typeof memberRow>

/** Every report of the calls that these events report, the one that counts among them. */
function membersOf(orgId: number, keys: readonly bigint[]): Promise<Member[]> {
  const told = Prisma.sql`${keys.map(String)}::bigint[]`
  return query(
    Prisma.sql`
      with calls as (
        select r.call_key from report r where r.org_id = ${orgId} and r.event_key = any (${told})
        union
        select r.call_key from report r where r.org_id = ${orgId} and r.call_key = any (${told})
      )
      select r.call_key as call, r.event_key as event, r.source_id as source
      from calls k join report r on r.org_id = ${orgId} and r.call_key = k.call_key
      union all
      select k.call_key, k.call_key, x.source_id
      from calls k
      join identity i on i.org_id = ${orgId} and i.key = k.call_key
      cross join lateral (
        select c.context_id from charge c
        where c.org_id = ${orgId} and c.event_key = k.call_key and c.line = 0
          and c.time >= to_timestamp(i.seconds) and c.time < to_timestamp(i.seconds + 1)
        limit 1
      ) c
      join context x on x.org_id = ${orgId} and x.id = c.context_id`,
    memberRow,
    { on: ingestPool() },
  )
}

/**
 * How many events of each source turned out to be of calls that another source reported too, now that these arrived:
 * they themselves, and what was there before and had met none so far.
 */
export async function sharedBySource(orgId: number, keys: readonly bigint[]): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  if (keys.length === 0) return counts
  const fresh = new Set(keys)
  const calls = new Map<bigint, Member[]>()
  for (const member of await membersOf(orgId, keys)) {
    const others = calls.get(member.call)
    if (others) others.push(member)
    else calls.set(member.call, [member])
  }
  for (const members of calls.values()) {
    if (new Set(members.map(({ source }) => source)).size < 2) continue
    const before = members.filter(({ event }) => !fresh.has(event))
    const hadMet = new Set(before.map(({ source }) => source)).size > 1
    for (const { source } of hadMet ? members.filter(({ event }) => fresh.has(event)) : members) {
      counts.set(source, (counts.get(source) ?? 0) + 1)
    }
  }
  return counts
}
