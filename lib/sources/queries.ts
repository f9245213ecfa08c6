import "server-only"
import * as z from "zod"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { AppError } from "@/lib/errors"
import { eventId } from "@/lib/ledger/identity"
import type { RefusalSummary, SourceSummary } from "./schema"

const sourceRow = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.string(),
  created_at: z.date(),
  first_event_at: z.date().nullable(),
  last_event_at: z.date().nullable(),
  keys: z.number(),
  rejected: z.number(),
  conflicts: z.number(),
})

function toSource(row: z.output<typeof sourceRow>): SourceSummary {
  return {
    ...row,
    created_at: row.created_at.toISOString(),
    first_event_at: row.first_event_at?.toISOString() ?? null,
    last_event_at: row.last_event_at?.toISOString() ?? null,
  }
}

function findSources(orgId: number, id: number | null): Promise<z.output<typeof sourceRow>[]> {
  return query(
    Prisma.sql`select s.id, s.name, s.kind, s.created_at, s.first_event_at, s.last_event_at,
        (select count(*)::integer from api_key k where k.org_id = ${orgId} and k.source_id = s.id
          and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as keys,
        (select count(*)::integer from refusal r where r.org_id = ${orgId} and r.source_id = s.id
          and r.kind = 'rejected' and r.at > now() - interval '7 days') as rejected,
        (select count(*)::integer from refusal r where r.org_id = ${orgId} and r.source_id = s.id
          and r.kind = 'conflict' and r.at > now() - interval '7 days') as conflicts
      from source s
      where s.org_id = ${orgId} and (${id}::integer is null or s.id = ${id})
      order by s.last_event_at desc nulls last, s.id`,
    sourceRow,
  )
}

/** Every source of the organisation, the one heard of last first. */
export async function listSources(scope: Scope): Promise<SourceSummary[]> {
  return (await findSources(scope.orgId, null)).map(toSource)
}

/** Throws `not_found` for a source of nobody or of somebody else. */
export async function getSource(scope: Scope, id: number): Promise<SourceSummary> {
  const [row] = await findSources(scope.orgId, id)
  if (!row) throw new AppError("not_found", `There is no source ${id} in this organisation.`)
  return toSource(row)
}

const refusalRow = z.object({
  id: z.bigint(),
  at: z.date(),
  source: z.string(),
  kind: z.enum(["rejected", "conflict"]),
  event_id: z.string().nullable(),
  event_key: z.bigint().nullable(),
  code: z.string(),
  detail: z.string(),
  body: z.string().nullable(),
})

/** Rejected and conflicting events with their reasons, newest first, of one source or of all (null). */
export async function listRefusals(
  scope: Scope,
  sourceId: number | null,
  limit = 50,
): Promise<RefusalSummary[]> {
  const rows = await query(
    Prisma.sql`select r.id, r.at, s.name as source, r.kind, r.event_id, r.event_key, r.code, r.detail, r.body
      from refusal r
      join source s on s.org_id = r.org_id and s.id = r.source_id
      where r.org_id = ${scope.orgId} and (${sourceId}::integer is null or r.source_id = ${sourceId})
      order by r.id desc limit ${limit}`,
    refusalRow,
  )
  return rows.map(({ id, at, event_key, ...row }) => ({
    ...row,
    id: String(id),
    at: at.toISOString(),
    stored_event: event_key === null ? null : eventId(event_key),
  }))
}
