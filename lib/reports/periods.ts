import { addUnits, bucketStarts, localFields, zonedStart } from "@/lib/time"

export const EVERY = ["day", "week", "month"] as const
export type Every = (typeof EVERY)[number]

/** A whole day, week or month, and the instant from which its report is due. */
export interface Period {
  /** Half-open. */
  from: Date
  to: Date
  due: Date
}

/** The instant of a day at which its clock first shows `hour`, or a later one where it never does. */
function atHour(day: Date, hour: number, zone: string): Date {
  const hours = bucketStarts(day, addUnits(day, "day", 1, zone), "hour", zone)
  return hours.find((start) => localFields(start, zone).hour >= hour) ?? day
}

/** A month is over when its last calls have arrived: its report goes out on the 2nd. */
const DAYS_AFTER: Record<Every, number> = { day: 0, week: 0, month: 1 }

/**
 * The newest period whose report is due at `now`: yesterday, the week before this Monday, or last month, in
 * the organisation's zone. Older ones are never asked for again.
 */
export function newestDue(every: Every, hour: number, now: Date, zone: string): Period {
  for (let to = zonedStart(now, every, zone); ; to = addUnits(to, every, -1, zone)) {
    const due = atHour(addUnits(to, "day", DAYS_AFTER[every], zone), hour, zone)
    if (due <= now) return { from: addUnits(to, every, -1, zone), to, due }
  }
}

/** The next report after `now`. */
export function nextDue(every: Every, hour: number, now: Date, zone: string): Period {
  const { to } = newestDue(every, hour, now, zone)
  const end = addUnits(to, every, 1, zone)
  return { from: to, to: end, due: atHour(addUnits(end, "day", DAYS_AFTER[every], zone), hour, zone) }
}
