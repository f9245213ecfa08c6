import { settlesAt } from "@/lib/imports/settled"

const DAY_MS = 86_400_000

/**
 * When a day can be compared: it is over where the bill counts days and where the organisation does, and the provider
 * adds nothing to it any more.
 */
export function closesAt(biller: string, day: string, zones: readonly string[]): Date {
  return new Date(Math.max(...zones.map((zone) => settlesAt(biller, day, zone).getTime())))
}

/** So many days of the calendar later. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
