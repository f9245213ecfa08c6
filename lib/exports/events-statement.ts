import { Prisma } from "@/lib/db/generated/client"
import { conditionsOf, valueSql } from "@/lib/spend/dimensions"
import type { Filter } from "@/lib/spend/schema"

type Sql = Prisma.Sql

export interface ChargesInput {
  orgId: number
  from: Date
  to: Date
  /** With numbers in place of the names of sources and keys. */
  filters: readonly Filter[]
}

/** `charge c` of a view with its context `x`, user `u` and session `s`. */
export function chargesOf({ orgId, from, to, filters }: ChargesInput): Sql {
  return Prisma.sql`charge c
    join context x on x.org_id = c.org_id and x.id = c.context_id
    left join end_user u on u.org_id = c.org_id and u.id = c.user_id
    left join usage_session s on s.org_id = c.org_id and s.id = c.session_id
    where c.org_id = ${orgId} and c.time >= ${from} and c.time < ${to}
      and ${conditionsOf(filters, "context")} and ${conditionsOf(filters, "user")}
      and ${conditionsOf(filters, "session")}`
}

export const EVENT_DIMENSIONS = [
  "user",
  "agent",
  "feature",
  "team",
  "environment",
  "api_key",
  "session",
  "provider",
  "model",
  "route",
  "source",
  "status",
  "error_class",
  "service_tier",
] as const

const COLUMNS = Prisma.sql`${valueSql("user")} as "user", ${valueSql("agent")} as agent,
  ${valueSql("feature")} as feature, ${valueSql("team")} as team, ${valueSql("environment")} as environment,
  ${valueSql("api_key")} as api_key, ${valueSql("session")} as session, ${valueSql("provider")} as provider,
  ${valueSql("model")} as model, ${valueSql("route")} as route, ${valueSql("source")} as source,
  ${valueSql("status")} as status, ${valueSql("error_class")} as error_class,
  ${valueSql("service_tier")} as service_tier`

/**
 * Every line of the ledger in a view, oldest first, signed rows among them: a charge, what re-rates made of it, and
 * what a correction took back.
 */
export function ledgerLinesStatement(input: ChargesInput): Sql {
  return Prisma.sql`
    select c.time, c.event_key, c.line, c.n, c.rerate_id, x.tags, ${COLUMNS},
      c.extra ->> 'kind' as kind, c.list_pico,
      coalesce(c.computed_pico, case when c.flags & 64 = 0 then c.list_pico end) as computed_pico,
      c.reported_pico, c.billed_pico, c.input_uncached, c.cache_read,
      coalesce(c.cache_write_5m, 0) as cache_write_5m, coalesce(c.cache_write_1h, 0) as cache_write_1h,
      coalesce(c.cache_write_other, 0) as cache_write_other, c.output, coalesce(c.reasoning, 0) as reasoning,
      c.latency_ms, c.ttft_ms
    from ${chargesOf(input)}
    order by c.time, c.event_key, c.line,
      coalesce(c.revision, case when c.n = 1 then 0 else 32767 end), c.n`
}
