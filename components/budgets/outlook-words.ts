import type { BudgetCourse } from "@/lib/budgets/course-schema"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import {
  add,
  compare,
  divideHalfEven,
  formatDecimal,
  parseDecimal,
  picoToString,
  toPico,
  ZERO,
} from "@/lib/money"
import { formatMoney, formatTenths } from "@/lib/money-format"
import { formatDay, formatRange } from "@/lib/time-format"
import { momentWords, roundMoney } from "./burn-up-model"

const DAY_MS = 86_400_000n

const METHOD_WORDS = {
  weekday_four_weeks: "weekdays of four weeks",
  weekday_last_week: "weekdays of the last week",
  weekday_trend: "weekdays and their trend",
} as const

export function less(from: string, amount: string): string {
  const { digits, scale } = parseDecimal(amount)
  return formatDecimal(add(parseDecimal(from), { digits: -digits, scale }))
}

export type Outlook = Pick<
  BudgetCourse,
  "forecast" | "no_forecast" | "over_since" | "crosses_at" | "zone" | "bucket"
>

/** `over on 27 Nov` where the forecast reaches the limit in the period; null where it does not. */
export function crossingWords(outlook: Outlook): string | null {
  return outlook.crosses_at === null ? null : `over on ${momentWords(outlook, outlook.crosses_at)}`
}

/** `$18,204 ($17,768 to $18,687)`. */
export function forecastWords({ forecast }: Pick<BudgetCourse, "forecast">, currency: string): string | null {
  if (!forecast) return null
  const { low, middle, high } = forecast.end
  const round = (amount: string) => roundMoney(amount, currency)
  return `${round(middle)} (${round(low)} to ${round(high)})`
}

function methodWords({ method, error }: NonNullable<BudgetCourse["forecast"]>): string {
  const tried =
    error.share === null
      ? "not tried on days with spend"
      : `off by ${formatTenths(Math.round(error.share * 1000))} when tried`
  return `${METHOD_WORDS[method]}, ${tried}`
}

function perDay(amount: string, ms: number, currency: string): string {
  return roundMoney(picoToString(divideHalfEven(toPico(parseDecimal(amount)) * DAY_MS, BigInt(ms))), currency)
}

/** What a day may cost for the rest of the period by the limit that it ends with, and what it is forecast to. */
function pace(status: BudgetStatus, course: BudgetCourse): string | null {
  const ms = Date.parse(course.to) - Date.parse(course.as_of)
  const left = course.limit_at_end === null ? null : less(course.limit_at_end, status.spent)
  if (left === null || ms < DAY_MS || left.startsWith("-")) return null
  const may = `${perDay(left, ms, status.currency)} a day`
  const end = course.forecast?.end.middle
  return end === undefined ? may : `${may}, forecast ${perDay(less(end, status.spent), ms, status.currency)}`
}

/** Against the limit that holds at the end: an increase may be over by then. */
function distance({ currency }: BudgetStatus, { forecast, limit_at_end: limit, to, zone }: BudgetCourse) {
  if (limit === null || !forecast) return []
  const gap = less(forecast.end.middle, limit)
  const isOver = compare(parseDecimal(gap), ZERO) > 0
  const end = formatDay(new Date(Date.parse(to) - 1), zone)
  const amount = roundMoney(gap.replace("-", ""), currency)
  return [{ term: isOver ? "Over by" : "Below the limit by", value: `${amount} at the end of ${end}` }]
}

/** The figures beside the chart, one per line. */
export function courseFacts(status: BudgetStatus, course: BudgetCourse): { term: string; value: string }[] {
  const { currency, spent, percent, remaining, limit, limit_unknown, straight_line } = status
  const money = (amount: string) => formatMoney(amount, currency)
  const said = forecastWords(course, currency)
  const daily = pace(status, course)
  return [
    { term: "Spent", value: percent === null ? money(spent) : `${money(spent)}, ${percent}%` },
    { term: "Limit", value: limit === null ? (limit_unknown ?? "not known") : money(limit) },
    ...(remaining === null ? [] : [{ term: "Left", value: money(remaining) }]),
    ...(straight_line === null ? [] : [{ term: "Straight line says", value: money(straight_line) }]),
    { term: "Forecast", value: said ?? course.no_forecast ?? "–" },
    ...distance(status, course),
    ...(daily ? [{ term: "Stays within if", value: daily }] : []),
    ...(course.forecast ? [{ term: "Method", value: methodWords(course.forecast) }] : []),
    { term: "Period", value: formatRange(new Date(course.from), new Date(course.to), course.zone, true) },
  ]
}

interface Standing {
  name: string
  state: BudgetStatus["state"]
  /** Null of a fan-out. */
  course: Outlook | null
}

const MOST_NAMES = 4

function listed(all: readonly string[]): string {
  const beyond = all.length - MOST_NAMES
  const names = beyond > 1 ? [...all.slice(0, MOST_NAMES), `${beyond} others`] : all
  const [last, ...rest] = names.toReversed()
  return rest.length === 0 ? (last ?? "") : `${rest.toReversed().join(", ")} and ${last}`
}

/** What the page says first: what is over, what will be, and else that nothing is. */
export function answerWords(standings: readonly Standing[]): string {
  const over = standings.filter(({ state }) => state === "over").map(({ name }) => name)
  const will: string[] = []
  const near: string[] = []
  for (const { name, state, course } of standings) {
    if (state === "over") continue
    if (course?.crosses_at) will.push(`${name} on ${momentWords(course, course.crosses_at)}`)
    else if (state === "warning") near.push(name)
  }
  const said = [
    ...(over.length > 0 ? [`Over the limit: ${listed(over)}.`] : []),
    ...(will.length > 0 ? [`Will be crossed before the period ends: ${listed(will)}.`] : []),
    ...(near.length > 0 ? [`Past a threshold: ${listed(near)}.`] : []),
  ]
  if (said.length > 0) return said.join(" ")
  return standings.length === 1
    ? "The budget is within its limit."
    : `All ${standings.length} budgets are within their limits.`
}

/** What the budget of all spend comes to: `All spend stays within $72,000: $69,838 forecast, …`. */
export function wholeWords(status: BudgetStatus, course: BudgetCourse): string | null {
  const { name, currency } = status
  const { limit_at_end: limit } = course
  if (limit === null || !course.forecast) return null
  const { low, middle, high } = course.forecast.end
  const stays = compare(parseDecimal(middle), parseDecimal(limit)) < 0
  const round = (amount: string) => roundMoney(amount, currency)
  const span = BigInt(Date.parse(course.to) - Date.parse(course.from))
  const passed = BigInt(Date.parse(course.as_of) - Date.parse(course.from))
  return `${name} ${stays ? "stays within" : "passes"} ${round(limit)}: ${round(middle)} forecast, with 80% between ${round(low)} and ${round(high)}. ${formatTenths(Number((passed * 1000n) / span))} of the period has passed.`
}

interface Nested {
  name: string
  each: string | null
  status: Pick<BudgetStatus, "slug" | "parent" | "period" | "limit" | "spent" | "currency">
}

/** `The 6 budgets within All spend come to $72,000 of $72,000, their spend to $44,104.57 of $44,104.57.` */
export function nestedWords(budgets: readonly Nested[]): string | null {
  for (const { name, status } of budgets) {
    const { slug, period, limit, spent, currency } = status
    const within = budgets.filter(
      (each) => each.status.parent === slug && each.each === null && each.status.period === period,
    )
    const limits = within.map((each) => each.status.limit)
    if (limit === null || within.length < 2 || limits.includes(null)) continue
    const sum = (amounts: readonly (string | null)[]) =>
      formatDecimal(amounts.reduce((total, amount) => add(total, parseDecimal(amount ?? "0")), ZERO))
    const together = roundMoney(sum(limits), currency)
    const money = formatMoney(sum(within.map((each) => each.status.spent)), currency)
    return `The ${within.length} budgets within ${name} come to ${together} of its ${roundMoney(limit, currency)}, their spend to ${money} of ${formatMoney(spent, currency)}.`
  }
  return null
}
