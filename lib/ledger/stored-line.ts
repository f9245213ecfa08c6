import * as z from "zod"
import type { PriceQuery } from "@/lib/pricing/schema"
import { CHARGE_KINDS, type ChargeKind, type LineItem } from "@/lib/providers/schema"
import { FLAG } from "./usage-event"

/** What a line keeps beside its columns. */
export const chargeExtra = z
  .object({
    kind: z.string(),
    model: z.string(),
    of_which: z.record(z.string(), z.number()),
    counts: z.record(z.string(), z.number()),
    region: z.string(),
    speed: z.string(),
    /** Of the call, where the line's own classes do not sum to it. */
    input_total: z.number(),
  })
  .partial()
  .nullable()

/** A line of the ledger with its context: all that pricing asks of it. */
export interface StoredLine {
  time: Date
  flags: number
  provider: string
  model: string
  route: string
  service_tier: string | null
  input_uncached: number
  cache_read: number
  cache_write_5m: number | null
  cache_write_1h: number | null
  cache_write_other: number | null
  output: number
  reasoning: number | null
  extra: z.output<typeof chargeExtra>
}

function kindOf({ extra }: StoredLine): ChargeKind {
  return CHARGE_KINDS.find((kind) => kind === extra?.kind) ?? "message"
}

/** The line as it was priced. */
export function itemOf(line: StoredLine): LineItem {
  return {
    kind: kindOf(line),
    model: line.extra?.model ?? line.model,
    classes: {
      input_uncached: line.input_uncached,
      cache_read: line.cache_read,
      cache_write_5m: line.cache_write_5m ?? 0,
      cache_write_1h: line.cache_write_1h ?? 0,
      cache_write_other: line.cache_write_other ?? 0,
      output: line.output,
    },
    ofWhich: { ...line.extra?.of_which, ...(line.reasoning ? { reasoning: line.reasoning } : {}) },
    counts: line.extra?.counts ?? {},
  }
}

/** What the price book was asked for it. */
export function queryOf(line: StoredLine, item: LineItem): PriceQuery {
  const { output: _, ...input } = item.classes
  return {
    provider: line.provider,
    route: line.route,
    model: item.model ?? line.model,
    at: line.time,
    serviceTier: line.service_tier,
    region: line.extra?.region ?? null,
    speed: line.extra?.speed ?? null,
    thinking: (line.flags & FLAG.thinking) > 0 ? true : null,
    inputTotal: line.extra?.input_total ?? Object.values(input).reduce((sum, count) => sum + count, 0),
    item,
  }
}
