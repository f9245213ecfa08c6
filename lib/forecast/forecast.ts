import type { Pico } from "../money"
import { backTest, STARTS, TRAINING_DAYS } from "./back-test"
import { COVERAGE, type Spread, spreadOfDays, spreadOfSums } from "./band"
import { expectDays, type Method, type ModelDay } from "./day-model"

/** A whole local day and what it cost; null where that is not known, which is not zero. */
export interface PastDay {
  date: string
  pico: Pico | null
}

/** The day that is running: what it cost so far and which share of a day is still to come. */
export interface RunningDay {
  spent: Pico
  left: number
}

export interface Band {
  low: Pico
  middle: Pico
  high: Pico
}

export interface ForecastDay extends Band {
  date: string
  /** Of this day and those ahead of it, the running day's spend included. */
  sum: Band
}

export interface Forecast {
  method: Method
  /** The share of outcomes that lie between low and high. */
  coverage: number
  days: ForecastDay[]
  /** What forecasts of the past, made with what was known then, missed sums of `daysAhead` days by; null: nothing to miss. */
  error: { share: number | null; daysAhead: number; starts: number }
}

export type ForecastAnswer =
  | { forecast: Forecast; reason: null }
  | { forecast: null; reason: "too_few_days"; days: number; least: number }

/** Below this many known days since the first spend nothing is said. */
export const LEAST_DAYS = 14
/** No forecast looks further back: older days tell of another company. */
export const HISTORY_DAYS = TRAINING_DAYS + STARTS

/**
 * The days after `daily` (whole days, oldest first, without gaps), with an interval taken from how forecasts of
 * the past erred. With `running` the first day ahead is the one that runs, and nothing falls below what it cost.
 */
export function forecast(
  daily: readonly PastDay[],
  daysAhead: number,
  running: RunningDay = { spent: 0n, left: 1 },
): ForecastAnswer {
  const began = daily.findIndex(({ pico }) => pico !== null && pico !== 0n)
  const used = began < 0 ? [] : daily.slice(Math.max(began, daily.length - HISTORY_DAYS))
  const known = used.filter(({ pico }) => pico !== null).length
  const last = used.at(-1)
  if (!last || known < LEAST_DAYS) {
    return { forecast: null, reason: "too_few_days", days: known, least: LEAST_DAYS }
  }
  const history = used.map(modelDay)
  const dates = Array.from({ length: daysAhead }, (_, index) => dateAfter(last.date, index + 1))
  const test = tried(history, Math.max(1, daysAhead))
  const expected = expectDays(test.method, history.slice(-TRAINING_DAYS), dates.map(weekdayOf))
  return {
    forecast: {
      method: test.method,
      coverage: COVERAGE,
      days: daysOf(dates, expected, running, test.sums, test.single),
      error: test.error,
    },
    reason: null,
  }
}

/** What a history's back-test comes to. */
interface Tried {
  method: Method
  sums: readonly Spread[]
  single: Spread
  error: Forecast["error"]
}

/** Trying all days of the past takes milliseconds and comes to the same until a day is over: the latest are kept. */
const MOST_KEPT = 1_000
const kept = new Map<string, Tried>()

function tried(history: readonly ModelDay[], daysAhead: number): Tried {
  const key = `${daysAhead} ${history.map(({ weekday, value }) => `${weekday}:${value ?? "-"}`).join(" ")}`
  const known = kept.get(key)
  if (known) return known
  const test = backTest(history, daysAhead)
  const made: Tried = {
    method: test.method,
    sums: spreadOfSums(test),
    single: spreadOfDays(test),
    error: {
      share: test.error,
      daysAhead: test.daysAhead,
      starts: test.sums[test.daysAhead - 1]?.length ?? 0,
    },
  }
  const [oldest] = kept.keys()
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  kept.set(key, made)
  return made
}

function daysOf(
  dates: readonly string[],
  expected: readonly number[],
  { spent, left }: RunningDay,
  sums: readonly Spread[],
  single: Spread,
): ForecastDay[] {
  let whole = 0
  let open = 0
  let sum: Band = { low: spent, middle: spent, high: spent }
  return dates.map((date, index) => {
    const value = Math.max(0, expected[index] ?? 0)
    const already = index === 0 ? spent : 0n
    const rest = index === 0 ? value * Math.min(Math.max(left, 0), 1) : value
    whole += value
    open += rest
    const spread = sums[index] ?? single
    const middle = sum.middle + pico(rest)
    // Noise of a part of the days: what is left of them varies by the root of its share.
    const uncertain = Math.sqrt(open * whole)
    const low = max(sum.low, middle - pico(uncertain * spread.below))
    sum = { low, middle, high: max(sum.high, middle + pico(uncertain * spread.above)) }
    const swing = Math.sqrt(rest * value)
    const own = already + pico(rest)
    return {
      date,
      low: max(already, own - pico(swing * single.below)),
      middle: own,
      high: own + pico(swing * single.above),
      sum,
    }
  })
}

function modelDay({ date, pico: cost }: PastDay): ModelDay {
  return { weekday: weekdayOf(date), value: cost === null ? null : Math.max(0, Number(cost)) }
}

function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function pico(value: number): Pico {
  return BigInt(Math.round(value))
}

function max(a: Pico, b: Pico): Pico {
  return a > b ? a : b
}
