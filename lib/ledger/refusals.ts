import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { ingestPool } from "@/lib/db/client"
import { Prisma } from "@/lib/db/generated/client"
import { execute, query } from "@/lib/db/query"
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
/** Kept of a source in an hour: whoever mends a sender needs a few, and a flood of bad events must not fill the disk. */
export const MAX_KEPT_AN_HOUR = 100
const MAX_BODY = 8_192
const HOUR = 3_600_000
const MAX_REMEMBERED = 10_000

/** The hour for which a source has its refusals kept, as far as this process knows: more of them cost nothing. */
const fullSince = new Map<string, number>()

/**
 * Keeps refused and conflicting events for the Sources screen, as far as the source's hour has room. Never rejects:
 * what was stored beside them is committed, and its sender has to be told so.
 */
export async function keepRefusals(
  scope: Scope,
  sourceId: number,
  refused: readonly RefusedEvent[],
): Promise<void> {
  if (refused.length === 0) return
  const place = `${scope.orgId}.${sourceId}`
  const hour = Math.floor(Date.now() / HOUR) * HOUR
  if (fullSince.get(place) === hour) return
  try {
    if ((await insertRefusals(scope, sourceId, refused, new Date(hour))) < MAX_KEPT_AN_HOUR) return
    if (fullSince.size >= MAX_REMEMBERED) fullSince.clear()
    fullSince.set(place, hour)
  } catch (err) {
    log.error({ err, orgId: scope.orgId, sourceId, events: refused.length }, "Refused events were not kept.")
  }
}

const askedRow = z.object({ refusals: z.bigint().transform(Number) })

/** How many of the hour were to be kept by now, on every instance together. */
async function insertRefusals(
  scope: Scope,
  sourceId: number,
  refused: readonly RefusedEvent[],
  hour: Date,
): Promise<number> {
  const rows = refused.slice(0, MAX_KEPT).map((event, place) => ({
    place,
    kind: event.kind,
    event_id: event.id,
    event_key: event.key === null ? null : String(event.key),
    code: event.code,
    detail: event.detail.slice(0, 2_048),
    body: JSON.stringify(event.raw, withoutSecrets)?.slice(0, MAX_BODY) ?? null,
  }))
  const [asked] = await query(
    Prisma.sql`with asked as (
        insert into source_hour as h (org_id, source_id, hour, accepted, duplicates, conflicts, rejected, merged,
          suppressed, refusals)
        values (${scope.orgId}, ${sourceId}, ${hour}, 0, 0, 0, 0, 0, 0, ${rows.length})
        on conflict (org_id, source_id, hour) do update set
          refusals = coalesce(h.refusals, 0) + excluded.refusals
        returning h.refusals
      ), kept as (
        insert into refusal (org_id, source_id, kind, event_id, event_key, code, detail, body)
        select ${scope.orgId}, ${sourceId}, r.kind, r.event_id, r.event_key, r.code, r.detail, r.body
        from json_to_recordset(${JSON.stringify(storable(rows))}::json)
          as r (place integer, kind text, event_id text, event_key bigint, code text, detail text, body text)
        cross join asked a
        where a.refusals - ${rows.length} + r.place < ${MAX_KEPT_AN_HOUR}
        order by r.place
      )
      select a.refusals from asked a`,
    askedRow,
    { on: ingestPool() },
  )
  return asked?.refusals ?? 0
}

/** Forgets what an organisation's sources sent in vain before `before`. */
export async function forgetRefusals(orgId: number, before: Date): Promise<void> {
  await execute(Prisma.sql`delete from refusal r where r.org_id = ${orgId} and r.at < ${before}`, {
    on: ingestPool(),
  })
}
