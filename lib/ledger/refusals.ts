import "server-only"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute } from "@/lib/db/query"
import { log } from "@/lib/log"
import { withoutSecrets } from "@/lib/providers/secret-name"
import { storable } from "@/lib/providers/storable-text"

/** An event that was not counted, with the reason. */
export interface RefusedEvent {
  /** Its place in the request. */
  index: number
  kind: "rejected" | "conflict"
  /** The sender's id. */
  id: string | null
  /** Of the stored event that it contradicts. */
  key: bigint | null
  code: string
  detail: string
  raw: unknown
}

/** Kept of one request; the answer names all of them. */
const MAX_KEPT = 20
const MAX_BODY = 8_192

/**
 * Keeps refused and conflicting events for the Sources screen. Never rejects: what was stored beside them
 * is committed, and its sender has to be told so.
 */
export async function keepRefusals(
  scope: Scope,
  sourceId: number,
  refused: readonly RefusedEvent[],
): Promise<void> {
  if (refused.length === 0) return
  try {
    await insertRefusals(scope, sourceId, refused)
  } catch (err) {
    log.error({ err, orgId: scope.orgId, sourceId, events: refused.length }, "Refused events were not kept.")
  }
}

async function insertRefusals(
  scope: Scope,
  sourceId: number,
  refused: readonly RefusedEvent[],
): Promise<void> {
  const rows = refused.slice(0, MAX_KEPT).map((event) => ({
    kind: event.kind,
    event_id: event.id,
    event_key: event.key === null ? null : String(event.key),
    code: event.code,
    detail: event.detail.slice(0, 2_048),
    body: JSON.stringify(event.raw, withoutSecrets)?.slice(0, MAX_BODY) ?? null,
  }))
  await execute(
    Prisma.sql`insert into refusal (org_id, source_id, kind, event_id, event_key, code, detail, body)
      select ${scope.orgId}, ${sourceId}, r.kind, r.event_id, r.event_key, r.code, r.detail, r.body
      from json_to_recordset(${JSON.stringify(storable(rows))}::json)
        as r (kind text, event_id text, event_key bigint, code text, detail text, body text)`,
    { on: ingestPool() },
  )
}

/** Forgets what an organisation's sources sent in vain before `before`. */
export async function forgetRefusals(orgId: number, before: Date): Promise<void> {
  await execute(Prisma.sql`delete from refusal r where r.org_id = ${orgId} and r.at < ${before}`, {
    on: ingestPool(),
  })
}
