import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { type Pico, parseDecimal, picoToString, toPico } from "@/lib/money"
import { isUnpriced } from "@/lib/spend/display"
import { spend } from "@/lib/spend/queries"
import type { Filter, SpendAnswer } from "@/lib/spend/schema"
import { addUnits, bucketStarts, fiscalPeriodStart, zonedStart } from "@/lib/time"
import type { Band, ForecastAnswer } from "./forecast"
import { forecastUntil, historyFrom } from "./forecast-until"
import type { ForecastPeriod, ForecastReply } from "./schema"

interface Asked {
  period: ForecastPeriod
  filters: Filter[]
  now?: Date
}

/** What the running period will have cost at its end, for the spend that the filters and the asker's sight leave. */
export async function spendForecast(
  scope: Scope,
  { period, filters, now = new Date() }: Asked,
): Promise<ForecastReply> {
  const { zone, fiscalStart } = await getOrganisation(scope)
  const { from, to } = periodOf(period, now, zone, fiscalStart)
  const today = zonedStart(now, "day", zone)
  const tomorrow = addUnits(today, "day", 1, zone)
  const answer = await spend(scope, {
    from: historyFrom(now, zone),
    to: tomorrow,
    ...{ interval: "day", groupBy: [], filters, limit: 1, comparison: null },
  })
  const days = byDay(answer)
  const runningSpent = picoOf(days.get(today.getTime())) ?? 0n
  const costs = new Map([...days].map(([start, day]) => [start, picoOf(day)]))
  const inPeriod = bucketStarts(from, tomorrow, "day", zone).map((start) => days.get(start.getTime()))
  const spent = inPeriod.reduce((sum, day) => sum + (picoOf(day) ?? 0n), 0n)
  return {
    period: { from: from.toISOString(), to: to.toISOString() },
    zone,
    currency: answer.currency,
    as_of: answer.as_of,
    spent: picoToString(spent),
    unpriced: {
      calls: inPeriod.reduce((sum, day) => sum + (day?.unpriced.calls ?? 0), 0),
      tokens: inPeriod.reduce((sum, day) => sum + (day?.unpriced.tokens ?? 0), 0),
    },
    ...said(forecastUntil({ costs, now, runningSpent, to, zone }), spent - runningSpent),
  }
}

function periodOf(period: ForecastPeriod, now: Date, zone: string, fiscalStart: number) {
  const from =
    period === "quarter" ? fiscalPeriodStart(now, period, zone, fiscalStart) : zonedStart(now, period, zone)
  return { from, to: addUnits(from, period, 1, zone) }
}

type Day = SpendAnswer["series"][number]

function byDay({ series }: SpendAnswer): Map<number, Day> {
  return new Map(series.map((point) => [Date.parse(point.bucket), point]))
}

/** A day without calls cost nothing; one whose calls all lack a price cost nobody knows what. */
function picoOf(day: Day | undefined): Pico | null {
  if (!day) return 0n
  return isUnpriced(day) ? null : toPico(parseDecimal(day.billed))
}

function said(answer: ForecastAnswer, before: Pico): Pick<ForecastReply, "forecast" | "reason"> {
  if (!answer.forecast) {
    const { days, least } = answer
    const detail = `A forecast needs ${least} whole days of known spend, and there are ${days}.`
    return { forecast: null, reason: { code: answer.reason, detail, days, needed: least } }
  }
  const { method, coverage, error, days } = answer.forecast
  const end = days.at(-1)?.sum ?? { low: 0n, middle: 0n, high: 0n }
  return {
    forecast: {
      end: texts(end, before),
      coverage,
      method,
      error: { share: error.share, days_ahead: error.daysAhead, starts: error.starts },
      days: days.map(({ date, sum, ...band }) => ({
        date,
        ...texts(band, 0n),
        period_to_date: texts(sum, before),
      })),
    },
    reason: null,
  }
}

function texts({ low, middle, high }: Band, before: Pico) {
  return {
    low: picoToString(low + before),
    middle: picoToString(middle + before),
    high: picoToString(high + before),
  }
}
