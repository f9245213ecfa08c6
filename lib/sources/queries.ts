import "server-only"
import * as z from "zod"
import { getKey } from "@/lib/auth/api-key"
import { ask } from "@/lib/auth/ask"
import { maySeePayloads } from "@/lib/auth/payload-access"
import type { Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { AppError } from "@/lib/errors"
import { eventId } from "@/lib/ledger/identity"
import { getEvent } from "@/lib/ledger/queries"
import { type KeyAnswer, type RefusalSummary, type SourceSummary, webhookAddress } from "./schema"
import { writeTraffic } from "./traffic"

const sourceRow = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.string(),
  bills: z.boolean(),
  webhook: z.string().nullable(),
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
    webhook: row.webhook === null ? null : webhookAddress(row.webhook),
    created_at: row.created_at.toISOString(),
    first_event_at: row.first_event_at?.toISOString() ?? null,
    last_event_at: row.last_event_at?.toISOString() ?? null,
  }
}

async function findSources(orgId: number, id: number | null): Promise<z.output<typeof sourceRow>[]> {
  await writeTraffic()
  return ownRows(
    orgId,
    Prisma.sql`select s.id, s.name, s.kind, s.bills, w.public_id as webhook, s.created_at, s.first_event_at, s.last_event_at,
        (select count(*)::integer from api_key k where k.org_id = ${orgId} and k.source_id = s.id
          and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
          + (w.public_id is not null)::integer as keys,
        coalesce(h.rejected, 0) as rejected, coalesce(h.conflicts, 0) as conflicts
      from source s
      left join source_webhook w on w.org_id = s.org_id and w.source_id = s.id
      left join lateral (
        select sum(h.rejected)::integer as rejected, sum(h.conflicts)::integer as conflicts from source_hour h
        where h.org_id = ${orgId} and h.source_id = s.id and h.hour > now() - interval '7 days'
      ) h on true
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

/**
 * Rejected and conflicting events with their reasons, newest first, of one source or of all (null). None for
 * an asker kept to teams: what was not stored belongs to no team.
 */
export async function listRefusals(
  scope: Scope,
  sourceId: number | null,
  limit = 50,
): Promise<RefusalSummary[]> {
  if (scope.teams !== null) return []
  const rows = await ownRows(
    scope.orgId,
    Prisma.sql`select r.id, r.at, s.name as source, r.kind, r.event_id, r.event_key, r.code, r.detail, r.body
      from refusal r
      join source s on s.org_id = r.org_id and s.id = r.source_id
      where r.org_id = ${scope.orgId} and (${sourceId}::integer is null or r.source_id = ${sourceId})
      order by r.id desc limit ${limit}`,
    refusalRow,
  )
  const maySee = maySeePayloads(scope)
  return rows.map(({ id, at, event_key, body, ...row }) => ({
    ...row,
    body: maySee ? body : null,
    id: String(id),
    at: at.toISOString(),
    stored_event: event_key === null ? null : eventId(event_key),
  }))
}

const latestRow = z.object({ event_key: z.bigint() })

/**
 * The event that a key sent last: of what is not in the cubes yet, else of its latest day, by arrival; null
 * before its first. A key that was silent for long costs no walk over everybody's charges.
 */
async function latestEventOf({ orgId, teams }: Scope, keyId: number): Promise<string | null> {
  const ofKey = Prisma.sql`array(select x.id from context x where x.org_id = ${orgId} and x.api_key_id = ${keyId}
    and (${teams}::text[] is null or x.team = any (${teams}::text[])))`
  const newest = Prisma.sql`select c.event_key from charge c
    where c.org_id = ${orgId} and c.context_id = any (${ofKey}) and c.n = 1`
  const order = Prisma.sql`order by c.batch_id desc, c.time desc limit 1`
  const [pending] = await ask(
    orgId,
    Prisma.sql`${newest} and c.batch_id = any (array(
      select b.id from batch b where b.org_id = ${orgId} and not b.rolled)) ${order}`,
    latestRow,
  )
  if (pending) return eventId(pending.event_key)
  const [rolled] = await ask(
    orgId,
    Prisma.sql`with last as materialized (
        select max(m.bucket) as day from cube_day m where m.org_id = ${orgId} and m.context_id = any (${ofKey})
      )
      ${newest} and c.time >= (select day from last) and c.time < (select day from last) + interval '30 hours' ${order}`,
    latestRow,
  )
  return rolled ? eventId(rolled.event_key) : null
}

/**
 * A key with what came of it so far: its latest event, and what was refused of its source since it was
 * made. Throws `not_found` for a key of nobody or of somebody else.
 */
export async function keyWithTraffic(scope: Scope, keyId: number): Promise<KeyAnswer> {
  const key = await getKey(scope, keyId)
  const { source } = key
  const [latest, refusals] = await Promise.all([
    latestEventOf(scope, keyId),
    source === null ? [] : listRefusals(scope, source.id, 5),
  ])
  const event = latest === null ? null : await getEvent(scope, latest)
  return {
    ...key,
    latest_event: event && {
      id: event.id,
      time: event.time,
      provider: event.provider,
      model: event.model,
      route: event.route,
      tokens: event.tokens,
      billed: event.billed,
      currency: event.currency,
      sender_id: event.sourceEventId,
    },
    refusals: refusals.filter(({ at }) => at >= key.created_at),
  }
}
