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

const DAY_MS = 86_400_000
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

/** Lines with tokens of a class and lines without any are priced by different rows. */
export const classesApart = (cells: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`${cells}.input_uncached <> 0, ${cells}.cache_read <> 0, ${cells}.cache_write_5m <> 0,
    ${cells}.cache_write_1h <> 0, ${cells}.cache_write_other <> 0, ${cells}.output <> 0`

interface Reading {
  orgId: number
  from: Date
  to: Date
  conditions: readonly Filter[]
  /** Features that are told apart. */
  features: "all" | readonly string[]
}

/** Rows that are read at once: more would keep everybody else of the process waiting. */
const DAYS_AT_ONCE = 7

/**
 * The cells of [from, to) that the conditions let through, contexts that price alike summed, the oldest days first.
 * `foldCells` comes first.
 */
export async function* readCells({ from, to, ...reading }: Reading): AsyncGenerator<Cell[]> {
  // Where nothing narrows and no feature is told apart, what is summed by path is all that is needed, and is little.
  const isByPath = reading.conditions.length === 0 && reading.features.length === 0
  const step = isByPath ? to.getTime() - from.getTime() : DAYS_AT_ONCE * DAY_MS
  for (let start = from.getTime(); start < to.getTime(); start += step) {
    const end = Math.min(start + step, to.getTime())
    yield await cellsBetween({ ...reading, from: new Date(start), to: new Date(end) }, isByPath)
  }
}

function cellsBetween(
  { orgId, from, to, conditions, features }: Reading,
  isByPath: boolean,
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
      from ${isByPath ? Prisma.sql`rate_path` : Prisma.sql`rate_cell`} m
      join context x on x.org_id = ${orgId} and x.id = m.context_id
      where m.org_id = ${orgId} and m.day >= ${from} and m.day < ${to} and ${conditionsOf(conditions, "context")}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, ${classesApart(Prisma.sql`m`)}
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
