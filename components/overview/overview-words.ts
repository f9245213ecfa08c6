import { filterValueWords, filterWords } from "@/lib/spend/filter"
import type { Filter, SpendAnswer } from "@/lib/spend/schema"
import type { TimeRange } from "@/lib/time"
import { formatClock, formatDate, formatDay, formatMinutes } from "@/lib/time-format"

/** `feature is search and team is not Support`. */
export function filtersWords(filters: readonly Filter[]): string {
  return filters.map((filter) => `${filterWords(filter)} ${filterValueWords(filter)}`).join(" and ")
}

/** `No spend matches feature is code-agent in 1–19 Nov, month to date.` */
export function emptyWords(filters: readonly Filter[], rangeText: string): string {
  return filters.length === 0
    ? `No spend in ${rangeText}.`
    : `No spend matches ${filtersWords(filters)} in ${rangeText}.`
}

/** The demo names a replayed trace's organisation so. */
const TRACE = /\(trace\)$/

/** Follows "Demo data." */
export function demoWords(organisation: { name: string }): string {
  return TRACE.test(organisation.name)
    ? "Times and tokens are those of a recorded trace. Users, teams, features, agents, models and routes were added to it."
    : "All of it is made up: people, features, calls and what was answered."
}

export interface FootFacts {
  answer: Pick<SpendAnswer, "zone" | "currency" | "as_of">
  range: TimeRange
  filters: readonly Filter[]
  /** `YYYY-MM-DD`. */
  priceDate: string | null
}

/** `1 Nov 00:00 – 19 Nov 10:24:31, Europe/Berlin`, the currency, the price book, the filters. */
export function footItems({ answer, range, filters, priceDate }: FootFacts): string[] {
  const { zone, currency } = answer
  const asOf = new Date(answer.as_of)
  const running = range.unfinished && asOf > range.from
  const end = running
    ? `${formatDay(asOf, zone)} ${formatClock(asOf, zone)}`
    : `${formatDay(range.to, zone)} ${formatMinutes(range.to, zone)}`
  return [
    `${formatDay(range.from, zone)} ${formatMinutes(range.from, zone)} – ${end}, ${zone}`,
    `${currency}, billed cost`,
    ...(priceDate === null ? [] : [`Price book of ${formatDate(new Date(`${priceDate}T00:00Z`), "UTC")}`]),
    ...(filters.length > 0 ? [`Only ${filtersWords(filters)}`] : []),
  ]
}
