import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { exchangeUsedSchema, priceRowSchema } from "@/lib/pricing/schema"
import { ERROR_CLASSES } from "@/lib/providers/schema"
import { chargeExtra } from "./stored-line"

const status = z.enum(["ok", "error", "aborted"])
const errorClass = z.enum(ERROR_CLASSES).nullable()
const text = z.string().nullable()
const pico = z.bigint().nullable()
const count = z.number().nullable()

const chargeRow = z.object({
  time: z.date(),
  event_key: z.bigint(),
  line: z.number(),
  flags: z.number(),
  request_key: z.bigint().nullable(),
  list_pico: pico,
  computed_pico: pico,
  billed_pico: pico,
  reported_pico: pico,
  price_id: count,
  rerate_id: count,
  input_uncached: z.number(),
  cache_read: z.number(),
  cache_write_5m: count,
  cache_write_1h: count,
  cache_write_other: count,
  output: z.number(),
  reasoning: count,
  latency_ms: count,
  ttft_ms: count,
  extra: chargeExtra,
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  service_tier: text,
  status,
  error_class: errorClass,
  agent: text,
  feature: text,
  team: text,
  environment: text,
  tags: z.record(z.string(), z.string()),
  sent_agent: text,
  sent_feature: text,
  sent_team: text,
  sent_environment: text,
  sent_user: text,
  user: text,
  session: text,
  source: z.string(),
  source_kind: z.string(),
  api_key: text,
  list_row: priceRowSchema.nullable(),
  override_row: priceRowSchema.nullable(),
  exchange: exchangeUsedSchema.nullable(),
})
export type ChargeRow = z.output<typeof chargeRow>

/**
 * The lines of an event in order, each as it was first written and then as every re-rate put it down; its time lies
 * within that second.
 */
export function findCharges(orgId: number, key: bigint, seconds: number): Promise<ChargeRow[]> {
  return ownRows(
    orgId,
    Prisma.sql`select c.time, c.event_key, c.line, c.flags, c.request_key, c.list_pico, c.computed_pico, c.billed_pico,
        c.reported_pico, c.price_id, c.rerate_id, c.input_uncached, c.cache_read, c.cache_write_5m, c.cache_write_1h,
        c.cache_write_other, c.output, c.reasoning, c.latency_ms, c.ttft_ms, c.extra,
        x.provider, x.model, x.route, x.service_tier, x.status, x.error_class, x.agent, x.feature, x.team,
        x.environment, x.sent_agent, x.sent_feature, x.sent_team, x.sent_environment, x.tags, u.name as user,
        coalesce(u.sent_name, u.name) as sent_user, s.name as session, o.name as source, o.kind as source_kind,
        k.name as api_key, p.list_row, p.override_row, p.exchange
      from charge c
      join context x on x.org_id = c.org_id and x.id = c.context_id
      join source o on o.org_id = x.org_id and o.id = x.source_id
      left join end_user u on u.org_id = c.org_id and u.id = c.user_id
      left join usage_session s on s.org_id = c.org_id and s.id = c.session_id
      left join api_key k on k.org_id = x.org_id and k.id = x.api_key_id
      left join price_used p on p.org_id = c.org_id and p.id = c.price_id
      where c.org_id = ${orgId} and c.event_key = ${key} and c.n = 1
        and c.time >= to_timestamp(${seconds}) and c.time < to_timestamp(${seconds + 1})
      order by c.line, c.revision nulls first`,
    chargeRow,
  )
}

const identityRow = z.object({ seconds: z.number(), call_key: z.bigint().nullable() })

export async function findIdentity(orgId: number, key: bigint): Promise<z.output<typeof identityRow> | null> {
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select i.seconds, i.call_key from identity i where i.org_id = ${orgId} and i.key = ${key}`,
    identityRow,
  )
  return row ?? null
}

const detail = z
  .object({
    id: text,
    response_id: text,
    request_id: text,
    error: z
      .object({
        http_status: z.number().nullable(),
        code: z.union([z.string(), z.number()]).nullable(),
        message: text,
      })
      .partial()
      .nullable(),
    warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
    lines: z.array(z.object({ kind: z.string(), because: z.string().optional() })),
  })
  .partial()
const payloadRow = z.object({
  received_at: z.date(),
  detail: z.string().transform((json) => detail.parse(JSON.parse(json))),
  body: z.string().transform((json): unknown => JSON.parse(json)),
})

export type PayloadRow = z.output<typeof payloadRow>

/** What the source sent; null after its retention. */
export async function findPayload(orgId: number, key: bigint, time: Date): Promise<PayloadRow | null> {
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select p.received_at, p.detail, p.body from payload p
      where p.org_id = ${orgId} and p.time = ${time} and p.event_key = ${key} limit 1`,
    payloadRow,
  )
  return row ?? null
}

const correctionRow = z.object({
  event_key: z.bigint(),
  kind: z.enum(["void", "replace"]),
  reason: z.string(),
  received_at: z.date(),
})

export type CorrectionRow = z.output<typeof correctionRow>

export async function findCorrection(orgId: number, key: bigint): Promise<CorrectionRow | null> {
  const [row] = await ownRows(
    orgId,
    Prisma.sql`select k.event_key, k.kind, k.reason, k.received_at from correction k
      where k.org_id = ${orgId} and k.target_key = ${key} and k.applied_at is not null`,
    correctionRow,
  )
  return row ?? null
}

const reportRow = z.object({
  source: z.string(),
  kind: z.string(),
  received_at: z.date(),
  reported_pico: pico,
  gave: z.array(z.string()).nullable(),
  billed_pico: pico,
  disagrees: z.boolean(),
})

export type ReportRow = z.output<typeof reportRow>

/** Further reports of the call, oldest first. */
export function findReports(orgId: number, key: bigint): Promise<ReportRow[]> {
  return ownRows(
    orgId,
    Prisma.sql`select o.name as source, o.kind, r.received_at, r.reported_pico, r.gave, r.billed_pico, r.disagrees
      from report r
      join source o on o.org_id = r.org_id and o.id = r.source_id
      where r.org_id = ${orgId} and r.call_key = ${key} order by r.received_at, r.event_key limit 100`,
    reportRow,
  )
}

const rerateRow = z.object({
  id: z.number(),
  automatic: z.boolean(),
  reason: text,
  applied_at: z.date(),
  applied_by: text,
})

export type RerateRow = z.output<typeof rerateRow>

/** The re-rates of these numbers, oldest first. */
export async function findRerates(orgId: number, ids: readonly number[]): Promise<RerateRow[]> {
  if (ids.length === 0) return []
  return ownRows(
    orgId,
    Prisma.sql`select r.id, r.automatic, r.reason, r.applied_at, a.name as applied_by from rerate r
      left join account a on a.id = r.applied_by
      where r.org_id = ${orgId} and r.id = any (${ids}::integer[]) and r.applied_at is not null order by r.applied_at`,
    rerateRow,
  )
}

const attemptRow = z.object({
  event_key: z.bigint(),
  time: z.date(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  team: text,
  status,
  error_class: errorClass,
  latency_ms: count,
  corrected: z.boolean(),
  billed: z
    .string()
    .nullable()
    .transform((value) => (value === null ? null : BigInt(value))),
})

export type AttemptRow = z.output<typeof attemptRow>

/** The calls that share a request, oldest first, from two hours either side of one of them. */
export function findAttempts(orgId: number, requestKey: bigint, time: Date): Promise<AttemptRow[]> {
  const aside = 2 * 3_600_000
  return ownRows(
    orgId,
    Prisma.sql`select c.event_key, c.time, x.provider, x.model, x.route, x.team, x.status, x.error_class, c.latency_ms,
        exists (select 1 from correction k where k.org_id = ${orgId} and k.target_key = c.event_key
          and k.applied_at is not null) as corrected,
        (select sum(l.billed_pico)::text from charge l
          where l.org_id = ${orgId} and l.time = c.time and l.event_key = c.event_key) as billed
      from charge c
      join context x on x.org_id = c.org_id and x.id = c.context_id
      where c.org_id = ${orgId} and c.request_key = ${requestKey} and c.line = 0 and c.n = 1
        and not exists (select from charge l where l.org_id = ${orgId} and l.time = c.time and l.event_key = c.event_key
          and l.line = 0 and l.n = 1 and coalesce(l.revision, 0) > coalesce(c.revision, 0))
        and not exists (select from report o where o.org_id = ${orgId} and o.event_key = c.event_key)
        and c.time > ${new Date(time.getTime() - aside)} and c.time < ${new Date(time.getTime() + aside)}
      order by c.time, c.event_key limit 100`,
    attemptRow,
  )
}
