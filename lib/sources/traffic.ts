import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { log } from "@/lib/log"
import type { IngestAnswer } from "./events-schema"

const EVERY_MS = 1_000
const notedAt = new Map<string, number>()

/** Notes when a source was last heard of, at most once a second, behind the answer. */
export function noteTraffic(scope: Scope, sourceId: number, answer: IngestAnswer): void {
  if (answer.accepted + answer.duplicates === 0) return
  const key = `${scope.orgId}.${sourceId}`
  const now = Date.now()
  if (now - (notedAt.get(key) ?? 0) < EVERY_MS) return
  notedAt.set(key, now)
  execute(
    Prisma.sql`update source set last_event_at = now(), first_event_at = coalesce(first_event_at, now())
      where org_id = ${scope.orgId} and id = ${sourceId}`,
  ).catch((err: unknown) => log.warn({ err }, "A source's last event could not be noted."))
}
