import "./signed-in"
import * as z from "zod"
import { createKey } from "@/lib/auth/api-key"
import type { KeyScope, Scope } from "@/lib/auth/scope"
import { Prisma } from "@/lib/db/generated/client"
import { query } from "@/lib/db/query"
import { route } from "@/lib/http/route"
import { broadcastOptions, receiveBroadcast, receiveTraces, tracesOptions } from "@/lib/sources/otlp/receive"
import { makeTenant } from "./database"

/** An organisation with a key that may send spans. */
export interface SpanSender {
  orgId: number
  scope: Scope
  key: string
  sourceId: number
}

export async function spanSender(scopes: KeyScope[] = ["ingest", "backfill"]): Promise<SpanSender> {
  const { orgId, scope } = await makeTenant()
  const made = await createKey(scope, { name: "spans", environment: "live", scopes, source: "spans" })
  const [row] = await query(
    Prisma.sql`select max(k.source_id)::integer as id from api_key k where k.org_id = ${orgId}`,
    z.object({ id: z.number() }),
  )
  return { orgId, scope, key: made.key, sourceId: row?.id ?? 0 }
}

const traces = route(tracesOptions, receiveTraces)
const broadcast = route(broadcastOptions, receiveBroadcast)

interface Sending {
  headers?: Record<string, string>
  way?: "traces" | "broadcast"
}

/** Posts a body as an exporter does. */
export function post(key: string, body: BodyInit | null, { headers = {}, way = "traces" }: Sending = {}) {
  const handler = way === "traces" ? traces : broadcast
  const all = { authorization: `Bearer ${key}`, ...headers }
  return handler(new Request("http://localhost:3000/", { method: "POST", headers: all, body }))
}

const JSON_TYPE = { "content-type": "application/json" }

export async function postSpans(
  { key }: { key: string },
  spans: readonly unknown[],
  resource: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const owner = { attributes: attributesOf(resource) }
  const body = { resourceSpans: [{ resource: owner, scopeSpans: [{ scope: { name: "test" }, spans }] }] }
  const response = await post(key, JSON.stringify(body), { headers: JSON_TYPE })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return response.json()
}

function anyValue(value: unknown): unknown {
  if (typeof value === "boolean") return { boolValue: value }
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: value } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { stringValue: typeof value === "string" ? value : JSON.stringify(value) }
}

export function attributesOf(attributes: Record<string, unknown>): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }))
}

let seconds = 0

/** A span of one second, some minutes ago. */
export function makeSpan(
  ids: { trace: string; span: string; parent?: string | undefined },
  attributes: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  seconds += 1
  const start = (BigInt(Date.now()) - 600_000n + BigInt(seconds)) * 1_000_000n
  return {
    traceId: ids.trace,
    spanId: ids.span,
    ...(ids.parent === undefined ? {} : { parentSpanId: ids.parent }),
    name: "span",
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000_000n),
    attributes: attributesOf(attributes),
    ...more,
  }
}

const text = z.string().nullable()
const standingRow = z.object({
  model: z.string(),
  provider: z.string(),
  route: z.string(),
  status: z.string(),
  error_class: text,
  tier: text,
  input: z.number(),
  cache_read: z.number(),
  cache_write: z.number(),
  output: z.number(),
  estimated: z.boolean(),
  billed: text,
  reported: text,
  user: text,
  session: text,
  agent: text,
  feature: text,
  team: text,
  environment: text,
  tags: z.record(z.string(), z.string()),
})
export type StandingCall = z.output<typeof standingRow>

/** The calls that the ledger counts, in an order of their content. */
export async function standingCalls(orgId: number): Promise<StandingCall[]> {
  return query(
    Prisma.sql`
      select x.model, x.provider, x.route, x.status, x.error_class, x.service_tier as tier,
        sum(c.input_uncached + c.cache_read + coalesce(c.cache_write_5m, 0) + coalesce(c.cache_write_1h, 0)
          + coalesce(c.cache_write_other, 0))::integer as input,
        sum(c.cache_read)::integer as cache_read,
        sum(coalesce(c.cache_write_5m, 0) + coalesce(c.cache_write_1h, 0)
          + coalesce(c.cache_write_other, 0))::integer as cache_write,
        sum(c.output)::integer as output, bool_or((c.flags & 1024) <> 0) as estimated,
        (sum(c.billed_pico) / 1e12)::text as billed, (sum(c.reported_pico) / 1e12)::text as reported,
        u.name as user, s.name as session, x.agent, x.feature, x.team, x.environment, x.tags
      from charge c
      join context x on x.org_id = ${orgId} and x.id = c.context_id
      left join end_user u on u.org_id = ${orgId} and u.id = c.user_id
      left join usage_session s on s.org_id = ${orgId} and s.id = c.session_id
      where c.org_id = ${orgId}
      group by c.event_key, x.id, x.model, x.provider, x.route, x.status, x.error_class, x.service_tier, x.agent,
        x.feature, x.team, x.environment, x.tags, u.name, s.name
      having sum(c.n) > 0
      order by x.model, sum(c.input_uncached), sum(c.output), u.name, x.agent, x.feature`,
    standingRow,
  )
}
