import { addUnits, parseLocalOrInstant } from "@/lib/time"

/** Hours after its end in which a provider still adds to a day. */
const LAG_HOURS: Readonly<Record<string, number>> = {
  openai: 24,
  anthropic: 24,
  openrouter: 6,
}
const USUAL_LAG_HOURS = 24
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export function lagHours(biller: string): number {
  return LAG_HOURS[biller] ?? USUAL_LAG_HOURS
}

export function startOfDay(day: string, zone: string): Date {
  return parseLocalOrInstant(day, zone)
}

export function endOfDay(day: string, zone: string): Date {
  return addUnits(startOfDay(day, zone), "day", 1, zone)
}

/**
 * When a day can be compared: it is over where the bill counts days and where the organisation does, and the provider
 * adds nothing to it any more.
 */
export function closesAt(biller: string, day: string, zones: readonly string[]): Date {
  const ends = zones.map((zone) => endOfDay(day, zone).getTime())
  return new Date(Math.max(...ends) + lagHours(biller) * HOUR_MS)
}

/** So many days of the calendar later. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
