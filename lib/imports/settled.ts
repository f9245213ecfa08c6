import { addUnits, parseLocalOrInstant } from "@/lib/time"

/** Hours after its end in which a provider still adds to a day. */
const LAG_HOURS: Readonly<Record<string, number>> = {
  openai: 24,
  anthropic: 24,
  openrouter: 6,
}
const USUAL_LAG_HOURS = 24
const HOUR_MS = 3_600_000

export function lagHours(biller: string): number {
  return LAG_HOURS[biller] ?? USUAL_LAG_HOURS
}

export function startOfDay(day: string, zone: string): Date {
  return parseLocalOrInstant(day, zone)
}

export function endOfDay(day: string, zone: string): Date {
  return addUnits(startOfDay(day, zone), "day", 1, zone)
}

/** The instant at its middle, which lies in the day of UTC that holds most of it. */
export function middleOfDay(day: string, zone: string): Date {
  return new Date((startOfDay(day, zone).getTime() + endOfDay(day, zone).getTime()) / 2)
}

/** From when on a bill says the last word of a day: it is over where the bill counts days, and the biller's lag has passed. */
export function settlesAt(biller: string, day: string, zone: string): Date {
  return new Date(endOfDay(day, zone).getTime() + lagHours(biller) * HOUR_MS)
}
