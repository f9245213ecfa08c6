import "server-only"
import * as z from "zod"
import { Prisma } from "@/lib/db/generated/client"
import { type Pico, parseDecimal, picoToString, toPico } from "@/lib/money"
import { showScope } from "./budget-scope"
import type { Cut } from "./periods"
import { type Budget, EACH, type Each, ON_EXCEED, PERIODS } from "./schema"

const pico = z.string().transform((digits): Pico => toPico(parseDecimal(digits)))

/** A budget as the database keeps it, its amounts in pico of its own currency. */
export const keptRow = z.object({
  id: z.number(),
  slug: z.string(),
  name: z.string(),
  filters: z.array(z.string()),
  each: z.enum(EACH).nullable(),
  period: z.enum(PERIODS),
  fiscal_start: z.number().nullable(),
  fiscal_months: z.number().nullable(),
  amount: pico,
  currency: z.string(),
  thresholds: z.array(z.number()),
  forecast_thresholds: z.array(z.number()),
  on_exceed: z.enum(ON_EXCEED),
  notify: z.array(z.string()),
  version: z.number(),
  changed_at: z.date(),
  changed_by: z.string().nullable(),
})

export const increaseRow = z.object({
  budget_id: z.number(),
  id: z.number(),
  amount: pico,
  starts_at: z.date(),
  ends_at: z.date(),
  reason: z.string(),
})
export type Increase = z.output<typeof increaseRow>

/** A budget with its increases. */
export type Kept = z.output<typeof keptRow> & { increases: Increase[] }

export const BUDGET_COLUMNS = Prisma.sql`b.id, b.slug, b.name, b.filters, b.each, b.period, b.fiscal_start, b.fiscal_months,
  b.amount, b.currency, b.thresholds, b.forecast_thresholds, b.on_exceed, b.notify, b.version, b.changed_at`

/** How a budget cuts time. */
export function cutOf({
  period,
  fiscal_start,
  fiscal_months,
}: Omit<z.output<typeof keptRow>, "changed_by">): Cut {
  return {
    period,
    fiscal: fiscal_months === null ? null : { start_month: fiscal_start, months: fiscal_months },
  }
}

/** What its maker wrote: what two versions are compared by, and what the trail holds. */
export function written(kept: Omit<Kept, "increases" | "changed_by">): {
  name: string
  scope: Budget["scope"]
  each: Each | null
  period: Budget["period"]
  fiscal: Budget["fiscal"]
  amount: string
  currency: string
  thresholds: number[]
  forecast_thresholds: number[]
  on_exceed: Budget["on_exceed"]
  notify: string[]
} {
  const { name, filters, each, amount, currency, thresholds, forecast_thresholds, on_exceed, notify } = kept
  return {
    name,
    scope: showScope(filters),
    each,
    ...cutOf(kept),
    amount: picoToString(amount),
    currency,
    thresholds,
    forecast_thresholds,
    on_exceed,
    notify,
  }
}

export function toBudget(kept: Kept, now: Date): Budget {
  return {
    slug: kept.slug,
    ...written(kept),
    version: kept.version,
    increases: kept.increases
      .filter(({ ends_at }) => ends_at > now)
      .map(({ id, amount, starts_at, ends_at, reason }) => ({
        id,
        amount: picoToString(amount),
        from: starts_at.toISOString(),
        until: ends_at.toISOString(),
        reason,
      })),
    changed_at: kept.changed_at.toISOString(),
    changed_by: kept.changed_by,
  }
}
