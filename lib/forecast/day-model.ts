/** A whole day of the past: its weekday (0–6) and what it cost, null where that is not known. */
export interface ModelDay {
  weekday: number
  value: number | null
}

export const METHODS = ["weekday_four_weeks", "weekday_last_week", "weekday_trend"] as const
export type Method = (typeof METHODS)[number]

const WEEK = 7
const SEASON_WEEKS = 8
const LEVEL_DAYS = 28
const TREND_WEEKS = 6
/** How much of a week's growth is left a week later: nothing grows for ever as it grew last month. */
const DAMPING = 0.75
const STEEPEST = 0.35
/** Below this share of an average day a weekday says too little about the level to be divided by. */
const LEAST_FACTOR = 0.2

/** What each weekday of `ahead` is expected to cost after `history`, oldest first, by one method. */
export function expectDays(method: Method, history: readonly ModelDay[], ahead: readonly number[]): number[] {
  const factors = weekdayFactors(history)
  const capped = withoutTheSpike(history.slice(-LEVEL_DAYS), factors)
  const recent = method === "weekday_four_weeks" ? capped : capped.slice(-WEEK)
  const level = levelOf(recent, factors) ?? levelOf(capped, factors) ?? 0
  const growth = method === "weekday_trend" ? weeklyGrowth(history, factors) : 0
  return ahead.map((weekday, index) => {
    const weeks = (index + (WEEK + 1) / 2) / WEEK
    const grown = (growth * (1 - DAMPING ** weeks)) / (1 - DAMPING)
    return level * (factors[weekday] ?? 1) * Math.exp(grown)
  })
}

/** What a weekday costs beside the average day of its own week: medians over weeks, 1 on average. */
function weekdayFactors(history: readonly ModelDay[]): number[] {
  const shares: number[][] = Array.from({ length: WEEK }, () => [])
  for (const week of weeksOf(history, SEASON_WEEKS)) {
    const known = week.flatMap(({ value }) => (value === null ? [] : [value]))
    const mean = sum(known) / known.length
    if (!(mean > 0)) continue
    for (const { weekday, value } of week) if (value !== null) shares[weekday]?.push(value / mean)
  }
  const medians = shares.map((each) => (each.length === 0 ? 1 : quantile(each, 0.5)))
  const all = sum(medians)
  return all > 0 ? medians.map((each) => (each * WEEK) / all) : medians.map(() => 1)
}

/** The highest day counts as the second highest, so that one day does not set the level of a month. */
function withoutTheSpike(days: readonly ModelDay[], factors: readonly number[]): ModelDay[] {
  const weight = ({ weekday }: ModelDay) => Math.max(factors[weekday] ?? 1, LEAST_FACTOR)
  const levels = days.flatMap((day) => (day.value === null ? [] : [day.value / weight(day)]))
  const [, cap] = levels.sort((a, b) => b - a)
  if (cap === undefined) return [...days]
  return days.map((day) => ({
    ...day,
    value: day.value === null ? null : Math.min(day.value, cap * weight(day)),
  }))
}

/** An average day's cost: what the known days cost over what their weekdays weigh. */
function levelOf(days: readonly ModelDay[], factors: readonly number[]): number | null {
  const known = days.filter(({ value }) => value !== null)
  const weight = sum(known.map(({ weekday }) => factors[weekday] ?? 1))
  if (weight > 0) return sum(known.map(({ value }) => value ?? 0)) / weight
  return null
}

/** Growth per week as a logarithm: the median over all pairs of the last weeks. */
function weeklyGrowth(history: readonly ModelDay[], factors: readonly number[]): number {
  const levels = weeksOf(history, TREND_WEEKS).map((week) => levelOf(week, factors))
  const slopes: number[] = []
  levels.forEach((later, index) => {
    for (let apart = 1; index + apart < levels.length; apart += 1) {
      const earlier = levels[index + apart]
      if (later && earlier) slopes.push(Math.log(later / earlier) / apart)
    }
  })
  if (slopes.length < 3) return 0
  return Math.min(Math.max(quantile(slopes, 0.5), -STEEPEST), STEEPEST)
}

/** The last whole weeks of a history, the newest first. */
function weeksOf(history: readonly ModelDay[], most: number): ModelDay[][] {
  const weeks: ModelDay[][] = []
  for (let end = history.length; end >= WEEK && weeks.length < most; end -= WEEK) {
    weeks.push(history.slice(end - WEEK, end))
  }
  return weeks
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

/** The value below which the share `at` of the values lies, between neighbours in proportion. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = Math.min(Math.max(at, 0), 1) * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}
