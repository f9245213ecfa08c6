import "server-only"
import { createHash } from "node:crypto"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"

const stateRow = z.object({ state: z.string() })

/**
 * Text that changes whenever something in [from, to) does that a decision rests on: the days' cubes, what contexts say
 * by rules and names, what became of failed requests, and smoke runs. A context that is newer than all of the days'
 * cubes is of calls of other days.
 */
export async function stateOf(orgId: number, from: Date, to: Date): Promise<string> {
  const [found] = await ownRows(
    orgId,
    Prisma.sql`select concat_ws(' ',
      (select md5(string_agg(v.day || ' ' || v.version || ' ' || v.at, ',' order by v.day))
        from cube_version v where v.org_id = ${orgId} and v.day >= ${from} and v.day < ${to}),
      (select count(*) || '.' || coalesce(sum(hashtext(x::text)), 0) from context x where x.org_id = ${orgId}
        and x.first_seen_at <= (select max(v.at) from cube_version v
          where v.org_id = ${orgId} and v.day >= ${from} and v.day < ${to})),
      (select count(*) || '.' || coalesce(sum(hashtext(concat_ws(' ', f.request_key, f.context_id, f.outcome, f.failures))), 0)
        from failed_request f where f.org_id = ${orgId} and f.time >= ${from} and f.time < ${to}),
      (select count(*) || '.' || coalesce(max(r.id), 0) from smoke_run r where r.org_id = ${orgId})) as state`,
    stateRow,
  )
  return found?.state ?? ""
}

/** Keeps what the same question over the same state was answered with, what was asked for last longest. */
export function keeping<Answer>(most: number) {
  const kept = new Map<string, Answer>()
  return async (asked: readonly unknown[], workOut: () => Promise<Answer>): Promise<Answer> => {
    const key = createHash("sha256").update(JSON.stringify(asked)).digest("base64url")
    const known = kept.get(key)
    kept.delete(key)
    const answer = known ?? (await workOut())
    kept.set(key, answer)
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break
      kept.delete(oldest)
    }
    return answer
  }
}
