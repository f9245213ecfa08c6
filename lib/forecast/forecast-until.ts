import type { Pico } from "../money"
import { addUnits, bucketStarts, calendarApart, localDate, zonedStart } from "../time"
import { type ForecastAnswer, forecast, HISTORY_DAYS } from "./forecast"

interface Course {
  /** By start of day; null where calls have no known cost, nothing where there are none. */
  costs: ReadonlyMap<number, Pico | null>
  now: Date
  /** What the running day cost so far. */
  runningSpent: Pico
  to: Date
  zone: string
}

/** From where days must be known to forecast what comes after `now`. */
export function historyFrom(now: Date, zone: string): Date {
  return addUnits(zonedStart(now, "day", zone), "day", -HISTORY_DAYS, zone)
}

/** What the days from the running one to the end of a period are expected to cost. */
export function forecastUntil({ costs, now, runningSpent, to, zone }: Course): ForecastAnswer {
  const today = zonedStart(now, "day", zone)
  const tomorrow = addUnits(today, "day", 1, zone)
  const history = bucketStarts(historyFrom(now, zone), today, "day", zone).map((start) => {
    const cost = costs.get(start.getTime())
    return { date: localDate(start, zone), pico: cost === undefined ? 0n : cost }
  })
  const left = (tomorrow.getTime() - now.getTime()) / (tomorrow.getTime() - today.getTime())
  return forecast(history, calendarApart(today, to, "day", zone), { spent: runningSpent, left })
}
