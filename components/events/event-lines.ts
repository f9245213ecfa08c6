import type { EventRow } from "@/lib/ledger/schema"
import { formatCount, formatMoneyColumn } from "@/lib/money-format"
import { formatClock, formatDay, zoneShort } from "@/lib/time-format"

/** An event as the list prints it. */
export interface EventLine extends EventRow {
  /** `18 Nov`; null where the whole list is of one day. */
  day: string | null
  clock: string
  tokensText: string
  /** `–` where nothing of it is priced. */
  billedText: string
  /** Digits by which it is shorter than the longest of the page, so that the points stand below each other. */
  billedPad: number
}

export interface EventList {
  lines: EventLine[]
  /** `Time, CET`; without the zone where the page crosses a change of clocks. */
  timeHeader: string
}

/** Prints a page of events: times in the organisation's zone, amounts with their points below each other. */
export function toEventList(
  events: readonly EventRow[],
  { from, to }: { from: Date; to: Date },
  zone: string,
  currency: string,
): EventList {
  const oneDay =
    formatDay(from, zone) === formatDay(new Date(to.getTime() - 1), zone) &&
    to.getTime() - from.getTime() < 2 * 86_400_000
  const amounts = formatMoneyColumn(
    events.map((event) => event.billed),
    currency,
  )
  const zones = new Set<string>()
  const lines = events.map((event, i) => {
    const time = new Date(event.time)
    zones.add(zoneShort(time, zone))
    return {
      ...event,
      day: oneDay ? null : formatDay(time, zone),
      clock: formatClock(time, zone),
      tokensText: formatCount(event.tokens),
      billedText: (amounts[i] ?? "").trimEnd(),
      billedPad: (amounts[i] ?? "").length - (amounts[i] ?? "").trimEnd().length,
    }
  })
  const [only, ...others] = zones
  const named = only !== undefined && others.length === 0 ? only : zone
  return { lines, timeHeader: `Time, ${named}` }
}
