import { addUnits, fiscalPeriodStart, localFields, zonedStart } from "@/lib/time"
import type { BudgetPeriod } from "./schema"

/** One period of a budget, half-open. */
export interface Period {
  from: Date
  to: Date
}

/** A limit that holds then is the one that the period ends with: an increase may be over by its end. */
export function lastInstant({ to }: Period): Date {
  return new Date(to.getTime() - 1)
}

/** How a budget cuts time. A custom period is a number of months, counted from a month of the year. */
export interface Cut {
  period: BudgetPeriod
  fiscal: { start_month: number | null; months: number } | null
}

function startOf({ period, fiscal }: Cut, instant: Date, zone: string, fiscalStart: number): Date {
  if (period === "quarter") return fiscalPeriodStart(instant, "quarter", zone, fiscalStart)
  if (period !== "custom") return zonedStart(instant, period, zone)
  const first = fiscal?.start_month ?? fiscalStart
  const into = (localFields(instant, zone).month - first + 12) % (fiscal?.months ?? 1)
  return addUnits(zonedStart(instant, "month", zone), "month", -into, zone)
}

/**
 * The period that holds `instant`, by the calendar of the zone. Quarters are those of the fiscal year, which begins
 * with the month `fiscalStart`; the periods of a budget tile all time.
 */
export function periodAt(cut: Cut, instant: Date, zone: string, fiscalStart: number): Period {
  const from = startOf(cut, instant, zone, fiscalStart)
  const months = cut.period === "quarter" ? 3 : (cut.fiscal?.months ?? 1)
  const to =
    cut.period === "day" || cut.period === "week"
      ? addUnits(from, cut.period, 1, zone)
      : addUnits(from, "month", months, zone)
  return { from, to }
}

/** The period before one of the same budget. */
export function periodBefore(cut: Cut, { from }: Period, zone: string, fiscalStart: number): Period {
  return periodAt(cut, new Date(from.getTime() - 1), zone, fiscalStart)
}
