import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { FLAG } from "@/lib/ledger/usage-event"
import { type ExchangeUsed, exchangeUsedSchema, type PriceRow, priceRowSchema } from "@/lib/pricing/schema"
import { valueSql } from "@/lib/spend/dimensions"
import { type ChargesInput, chargesOf } from "./events-statement"

type Sql = Prisma.Sql

const text = z.string().nullable()
const sum = z.string().transform(BigInt)

/** Charges of one day that agree in everything but their numbers. */
export const focusGroupRow = z.object({
  day: z.date(),
  provider: z.string(),
  model: z.string(),
  route: z.string(),
  service_tier: text,
  agent: text,
  feature: text,
  team: text,
  environment: text,
  api_key: text,
  source: text,
  user: text,
  tags: z.record(z.string(), z.string()),
  /** 1 for charges, −1 for what is taken back, 0 for credits. */
  n: z.number(),
  /** Of a correction, or of a new price of an old charge. */
  correction: z.boolean(),
  /** What a grant paid, below zero. */
  credit: z.boolean(),
  price_id: z.number().nullable(),
  extra: z
    .object({
      kind: z.string(),
      model: z.string(),
      region: z.string(),
      of_which: z.record(z.string(), z.number()),
      counts: z.record(z.string(), z.number()),
    })
    .partial()
    .nullable(),
  unpriced: z.boolean(),
  no_list: z.boolean(),
  no_computed: z.boolean(),
  lines: sum,
  list_pico: sum,
  computed_pico: sum,
  billed_pico: sum,
  input_uncached: sum,
  cache_read: sum,
  cache_write_5m: sum,
  cache_write_1h: sum,
  cache_write_other: sum,
  output: sum,
  reasoning: sum,
})
export type FocusGroup = z.output<typeof focusGroupRow>

const KEY = Prisma.sql`${valueSql("provider")} as provider, ${valueSql("model")} as model, ${valueSql("route")} as route,
  ${valueSql("service_tier")} as service_tier, ${valueSql("agent")} as agent, ${valueSql("feature")} as feature,
  ${valueSql("team")} as team, ${valueSql("environment")} as environment, ${valueSql("api_key")} as api_key,
  ${valueSql("source")} as source, x.tags`

/** Day by day, what differs in its price apart and what cannot be priced apart from what can. */
export function focusStatement(input: ChargesInput & { zone: string; users: boolean }): Sql {
  const user = input.users ? valueSql("user") : Prisma.sql`null::text`
  return Prisma.sql`
    select m.day, m.provider, m.model, m.route, m.service_tier, m.agent, m.feature, m.team, m.environment, m.api_key,
      m.source, m.tags, m."user", m.n, m.price_id, m.extra, m.unpriced, m.no_list,
      m.no_computed, m.credit, m.correction,
      count(*)::text as lines, coalesce(sum(m.list_pico), 0)::text as list_pico,
      coalesce(sum(m.computed_pico), 0)::text as computed_pico, coalesce(sum(m.billed_pico), 0)::text as billed_pico,
      sum(m.input_uncached)::text as input_uncached, sum(m.cache_read)::text as cache_read,
      sum(m.cache_write_5m)::text as cache_write_5m, sum(m.cache_write_1h)::text as cache_write_1h,
      sum(m.cache_write_other)::text as cache_write_other, sum(m.output)::text as output,
      sum(m.reasoning)::text as reasoning
    from (
      select date_trunc('day', c.time, ${input.zone}) as day, ${KEY}, ${user} as "user", c.n, c.price_id, c.extra,
        c.billed_pico is null as unpriced, c.list_pico is null as no_list,
        c.computed_pico is null and (c.flags & 64 <> 0 or c.list_pico is null) as no_computed,
        c.flags & ${FLAG.credit} <> 0 as credit, c.n <> 1 or c.revision is not null as correction, c.list_pico, coalesce(c.computed_pico, case when c.flags & 64 = 0 then c.list_pico end) as computed_pico,
        c.billed_pico, c.input_uncached, c.cache_read, c.output, coalesce(c.cache_write_5m, 0) as cache_write_5m,
        coalesce(c.cache_write_1h, 0) as cache_write_1h, coalesce(c.cache_write_other, 0) as cache_write_other,
        coalesce(c.reasoning, 0) as reasoning
      from ${chargesOf(input)}
    ) m
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21`
}

export const focusPriceRow = z.object({
  id: z.number(),
  list_row: priceRowSchema.nullable(),
  override_row: priceRowSchema.nullable(),
  exchange: exchangeUsedSchema.nullable(),
})

/** What priced a charge, as it was. */
export interface FocusPrice {
  id: number
  list_row: PriceRow | null
  override_row: PriceRow | null
  exchange: ExchangeUsed | null
}

export function pricesStatement(orgId: number, ids: readonly number[]): Sql {
  return Prisma.sql`select p.id, p.list_row, p.override_row, p.exchange from price_used p
    where p.org_id = ${orgId} and p.id = any (${ids}::integer[])`
}
