import type { Forecast } from "@/lib/forecast/forecast"
import { forecastUntil, historyFrom } from "@/lib/forecast/forecast-until"
import { type Pico, picoToString } from "@/lib/money"
import { bucketStarts } from "@/lib/time"
import type { BudgetCourse, CoursePoint, CourseThreshold } from "./course-schema"
import { lastInstant, type Period } from "./periods"
import { reaches, straightLine } from "./standing"

export interface CourseInput {
  bucket: "hour" | "day"
  period: Period
  now: Date
  zone: string
  /** In the period so far. */
  spent: Pico
  /** By start of hour or day, from `courseFrom` on; null where calls have no known cost, nothing where there are none. */
  costs: ReadonlyMap<number, Pico | null>
  limitAt: (instant: Date) => Pico | null
  thresholds: readonly number[]
  forecastThresholds: readonly number[]
}

type Course = Pick<
  BudgetCourse,
  "points" | "limit_at_end" | "forecast" | "no_forecast" | "over_since" | "crosses_at" | "thresholds"
>

/** From where costs must be known to forecast the rest of a period. */
export function courseFrom({ from }: Period, now: Date, zone: string): Date {
  const history = historyFrom(now, zone)
  return history < from ? history : from
}

interface Ahead {
  forecast: Forecast | null
  why: string | null
}

function aheadOf({ bucket, period, now, zone, costs }: CourseInput, runningSpent: Pico): Ahead {
  if (bucket === "hour") return { forecast: null, why: "A single day is not forecast." }
  const answer = forecastUntil({ costs, now, runningSpent, to: period.to, zone })
  if (answer.forecast) return { forecast: answer.forecast, why: null }
  const why = `A forecast needs ${answer.least} whole days of known spend, and there are ${answer.days}.`
  return { forecast: null, why }
}

interface Step {
  start: Date
  end: Date
  limit: Pico | null
  /** Of the running bucket it may be another than holds now. */
  limitAtEnd: Pico | null
  spent: Pico | null
  /** The forecast's middle at its end. */
  middle: Pico | null
  forecast: CoursePoint["forecast"]
}

function stepsOf(input: CourseInput, starts: readonly Date[], ahead: Forecast | null, before: Pico): Step[] {
  const { period, now, costs, spent, limitAt } = input
  const running = starts.findLastIndex((start) => start <= now)
  let sum = 0n
  return starts.map((start, at) => {
    const end = starts[at + 1] ?? period.to
    const limitAtEnd = limitAt(new Date(end.getTime() - 1))
    sum += costs.get(start.getTime()) ?? 0n
    const band = at < running ? null : (ahead?.days[at - running]?.sum ?? null)
    const shown = band && {
      low: picoToString(band.low + before),
      middle: picoToString(band.middle + before),
      high: picoToString(band.high + before),
    }
    return {
      ...{ start, end, forecast: shown, middle: band && band.middle + before },
      ...{ limitAtEnd, limit: at === running ? limitAt(now) : limitAtEnd },
      // The running bucket is what is left of the exact sum, so that the line ends at the figure beside it.
      spent: at > running ? null : at === running ? spent : sum,
    }
  })
}

/** The first step of those, unbroken up to now, by whose end so much of the limit was spent. */
function reachedAt(steps: readonly Step[], percent: number): Step | null {
  const past = steps.filter(({ spent }) => spent !== null)
  const isReached = ({ spent, limit }: Step) => limit !== null && reaches(spent ?? 0n, limit, percent)
  const lastBelow = past.findLastIndex((step) => !isReached(step))
  return past[lastBelow + 1] ?? null
}

function expectedAt(steps: readonly Step[], percent: number): Step | null {
  const isExpected = ({ middle, limitAtEnd }: Step) =>
    middle !== null && limitAtEnd !== null && reaches(middle, limitAtEnd, percent)
  return steps.find(isExpected) ?? null
}

function thresholdsOf(steps: readonly Step[], input: CourseInput): CourseThreshold[] {
  const startOf = (step: Step | null) => step?.start.toISOString() ?? null
  const actual = input.thresholds.map((percent): CourseThreshold => {
    const reached = reachedAt(steps, percent)
    return {
      ...{ percent, on: "actual", reached: reached !== null },
      at: startOf(reached ?? expectedAt(steps, percent)),
    }
  })
  const last = steps.at(-1)
  const limit = last?.limitAtEnd ?? null
  const onForecast = input.forecastThresholds.map((percent): CourseThreshold => {
    const middle = last?.middle ?? null
    const reached = middle !== null && limit !== null && reaches(middle, limit, percent)
    return { percent, on: "forecast", reached, at: null }
  })
  return [...actual, ...onForecast]
}

/**
 * How a period goes: what was spent by the end of each bucket, where it is expected to end, and when limit and
 * thresholds are reached. Costs of buckets before the running one are the ledger's; the running one is what they
 * leave of `spent`.
 */
export function courseOf(input: CourseInput): Course {
  const { bucket, period, now, zone, costs, spent } = input
  const starts = bucketStarts(period.from, period.to, bucket, zone)
  const before = starts
    .slice(
      0,
      Math.max(
        0,
        starts.findLastIndex((start) => start <= now),
      ),
    )
    .reduce((sum, start) => sum + (costs.get(start.getTime()) ?? 0n), 0n)
  const { forecast: ahead, why } = aheadOf(input, spent - before)
  const steps = stepsOf(input, starts, ahead, before)
  const over = reachedAt(steps, 100)
  const crossing = over ? null : expectedAt(steps, 100)
  const end = steps.at(-1)?.forecast ?? null
  const limitAtEnd = input.limitAt(lastInstant(period))
  return {
    points: steps.map(({ start, end: until, spent: sum, limit, forecast: band }) => ({
      start: start.toISOString(),
      end: until.toISOString(),
      spent: sum === null ? null : picoToString(sum),
      limit: limit === null ? null : picoToString(limit),
      straight_line: limitAtEnd === null ? null : picoToString(straightLine(limitAtEnd, period, until)),
      forecast: band,
    })),
    limit_at_end: limitAtEnd === null ? null : picoToString(limitAtEnd),
    forecast:
      ahead && end
        ? {
            end,
            coverage: ahead.coverage,
            method: ahead.method,
            error: {
              share: ahead.error.share,
              days_ahead: ahead.error.daysAhead,
              starts: ahead.error.starts,
            },
          }
        : null,
    no_forecast: why,
    over_since: over?.start.toISOString() ?? null,
    crosses_at: crossing?.start.toISOString() ?? null,
    thresholds: thresholdsOf(steps, input),
  }
}
