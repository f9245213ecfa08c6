import "server-only"
import * as z from "zod"
import { ask } from "@/lib/auth/ask"
import { Prisma } from "@/lib/db/generated/client"
import { ownRows } from "@/lib/db/wall"
import { chargeExtra } from "@/lib/ledger/stored-line"
import { exchangeUsedSchema, priceRowSchema } from "@/lib/pricing/schema"
import { conditionsOf } from "@/lib/spend/dimensions"
import type { Filter } from "@/lib/spend/schema"
import type { Cell, KnownPrice } from "./rate-cell"

const count = z.bigint()
const pico = z.string().transform(BigInt)
const cellRow = z.object({
  day: z.date(),
  at: z.date(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  service_tier: z.string().nullable(),
  failed: z.boolean(),
  feature: z.string().nullable(),
  input_total: count,
  output_total: count,
  flags: z.number(),
  price_id: z.number().nullable(),
  extra: chargeExtra,
  lines: pico,
  calls: pico,
  requests: pico,
  input_uncached: pico,
  cache_read: pico,
  cache_write_5m: pico,
  cache_write_1h: pico,
  cache_write_other: pico,
  output: pico,
  reasoning: pico,
  computed: pico,
  billed: pico,
  unpriced_calls: pico,
})

const requestRow = z.object({
  day: z.date(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  flags: z.number(),
  feature: z.string().nullable(),
  requests: pico,
})

/** How many requests of a feature went to a model and a route on a day. */
export type RequestCount = z.output<typeof requestRow>

/** The requests of the same cells by feature, of which no price knows. */
export function readRequests(
  orgId: number,
  from: Date,
  to: Date,
  conditions: readonly Filter[],
): Promise<RequestCount[]> {
  return ask(
    orgId,
    Prisma.sql`
      select m.day, x.provider, x.model, x.route, m.flags & 4 as flags, x.feature, sum(m.requests)::text as requests
      from rate_cell m
      join context x on x.org_id = ${orgId} and x.id = m.context_id
      where m.org_id = ${orgId} and m.day >= ${from} and m.day < ${to} and ${conditionsOf(conditions, "context")}
      group by 1, 2, 3, 4, 5, 6
      order by 1, 2, 3, 4, 5, 6`,
    requestRow,
  )
}

/**
 * The cells of [from, to) that the conditions let through, contexts that price alike summed: with all features told
 * apart, or these alone. `foldCells` comes first.
 */
export async function readCells(
  orgId: number,
  from: Date,
  to: Date,
  conditions: readonly Filter[],
  features: "all" | readonly string[] = "all",
): Promise<Cell[]> {
  const feature =
    features === "all"
      ? Prisma.sql`x.feature`
      : Prisma.sql`case when x.feature = any (${[...features]}::text[]) then x.feature end`
  return ask(
    orgId,
    Prisma.sql`
      select m.day, m.at, x.provider, x.model, x.route, x.service_tier, x.status <> 'ok' as failed,
        ${feature} as feature,
        m.input_total, m.output_total, m.flags, m.price_id, m.extra,
        sum(m.lines)::text as lines, sum(m.calls)::text as calls, sum(m.requests)::text as requests, sum(m.input_uncached)::text as input_uncached,
        sum(m.cache_read)::text as cache_read, sum(m.cache_write_5m)::text as cache_write_5m,
        sum(m.cache_write_1h)::text as cache_write_1h, sum(m.cache_write_other)::text as cache_write_other,
        sum(m.output)::text as output, sum(m.reasoning)::text as reasoning, sum(m.computed_pico)::text as computed,
        sum(m.billed_pico)::text as billed, sum(m.unpriced_calls)::text as unpriced_calls
      from rate_cell m
      join context x on x.org_id = ${orgId} and x.id = m.context_id
      where m.org_id = ${orgId} and m.day >= ${from} and m.day < ${to} and ${conditionsOf(conditions, "context")}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, m.input_uncached <> 0, m.cache_read <> 0,
        m.cache_write_5m <> 0, m.cache_write_1h <> 0, m.cache_write_other <> 0, m.output <> 0
      order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13`,
    cellRow,
  )
}

const priceRow = z.object({
  id: z.number(),
  list: priceRowSchema.nullable(),
  override: priceRowSchema.nullable(),
  exchange: exchangeUsedSchema.nullable(),
})

/** What priced lines of the ledger, by its number there. */
export async function knownPrices(orgId: number, ids: readonly number[]): Promise<Map<number, KnownPrice>> {
  const rows = await ownRows(
    orgId,
    Prisma.sql`select p.id, p.list_row as list, p.override_row as "override", p.exchange
      from price_used p where p.org_id = ${orgId} and p.id = any (${ids}::integer[])`,
    priceRow,
  )
  return new Map(rows.map(({ id, ...price }) => [id, price]))
}
