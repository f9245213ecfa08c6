import { formatMoneyWhole, formatTenths, UNKNOWN } from "@/lib/money-format"
import type { Headline } from "@/lib/spend/headline"
import { monthName } from "@/lib/time-format"
import type { ForecastReply } from "./schema"

/** The running month's figure with its interval and error, or how many days are missing for one. */
export function forecastHeadline(reply: ForecastReply): Headline {
  const { forecast, reason, currency } = reply
  const label = `Forecast for ${monthOf(reply)}`
  if (!forecast) {
    return {
      ...{ label, value: UNKNOWN, small: "", delta: null, after: null, trend: [] },
      against: `${reason?.days ?? 0} of ${reason?.needed ?? 0} days of spend so far`,
    }
  }
  return {
    label,
    meaning: errorWords(forecast),
    value: formatMoneyWhole(forecast.end.middle, currency),
    small: "",
    delta: null,
    after: intervalWords(forecast, currency),
    against: missWords(forecast),
    trend: forecast.days.map(({ period_to_date }) => period_to_date.middle),
  }
}

/** One line for a page that has a headline of its own; null without a forecast. */
export function forecastLine(reply: ForecastReply): string | null {
  const { forecast, currency } = reply
  if (!forecast) return null
  const middle = formatMoneyWhole(forecast.end.middle, currency)
  return `Forecast for ${monthOf(reply)} ${middle}, ${intervalWords(forecast, currency)}`
}

type Said = NonNullable<ForecastReply["forecast"]>

function monthOf({ period, zone }: ForecastReply): string {
  return monthName(new Date(period.from), zone)
}

function intervalWords({ end, coverage }: Said, currency: string): string {
  const share = formatTenths(Math.round(coverage * 1000)).replace(".0", "")
  return `${formatMoneyWhole(end.low, currency)} to ${formatMoneyWhole(end.high, currency)} (${share})`
}

function missWords({ error }: Said): string {
  if (error.share === null) return "not tried on days with spend"
  return `off by ${formatTenths(Math.round(error.share * 1000))} when tried`
}

function errorWords({ error }: Said): string {
  const days = error.days_ahead === 1 ? "a day" : `${error.days_ahead} days`
  return `Made at ${error.starts} days of the past with what was known then, for the sum of ${days} ahead`
}
