import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { type Pico, parseDecimal, picoToString, toPico } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import { addUnits, zonedStart } from "@/lib/time"
import { formatRange } from "@/lib/time-format"
import type { Reader, Reading } from "./readings"
import type { ConditionOf } from "./rule-schema"
import { type Sums, spendByEntity } from "./spend-by-entity"
import { unknownSpend, unpricedFact } from "./unpriced-words"
import { WINDOW_DAYS } from "./window-days"
import { yieldingMap } from "./yielding-map"

function percentOf(now: Pico, before: Pico): number {
  return Number(((now - before) * 10_000n) / before) / 100
}

interface Compared {
  now: Sums
  before: Sums
  words: string
  money: (pico: Pico) => string
}

/**
 * What was not there before has no percentage: it is new, and nothing is said of it. With a day of which nothing is
 * known no change is known either.
 */
function readingOf(
  { direction, least }: ConditionOf<"spend_change">,
  { now: { billed: now, ...late }, before: { billed: before, ...early }, words, money }: Compared,
): Omit<Reading, "entity"> | null {
  const unpriced = late.unpriced + early.unpriced
  if (late.unknown + early.unknown > 0) return { value: null, said: unknownSpend(unpriced), facts: [] }
  if (before <= 0n) return null
  const change = percentOf(now, before)
  const apart = now > before ? now - before : before - now
  const counts = apart >= toPico(parseDecimal(least))
  const value = direction === "up" ? change : -change
  const size = Math.abs(change).toFixed(1)
  return {
    value: counts ? value : Math.min(0, value),
    said: `${money(now)} ${words}, ${size}% ${change < 0 ? "less" : "more"} than the ${money(before)} before.`,
    facts: [
      { name: "Days", value: words },
      { name: "Spent", value: money(now) },
      { name: "Before", value: money(before) },
      ...unpricedFact(unpriced),
    ],
  }
}

/** The last whole days against as many before them. */
export const readSpendChange: Reader<"spend_change"> = async (
  scope,
  { condition, filters, each },
  instants,
) => {
  const { zone } = await getOrganisation(scope)
  const days = WINDOW_DAYS[condition.window]
  const ends = instants.map((at) => zonedStart(at, "day", zone))
  const [first, last] = [ends[0], ends.at(-1)]
  if (!first || !last) return []
  const from = addUnits(first, "day", -2 * days, zone)
  const course = await spendByEntity(scope, { from, to: last, interval: "day", filters, each })
  const money = (pico: Pico) => formatMoney(picoToString(pico), course.currency)
  return yieldingMap(ends, (end) => {
    const middle = addUnits(end, "day", -days, zone)
    const start = addUnits(end, "day", -2 * days, zone)
    const words = formatRange(middle, end, zone)
    return [...course.entities].flatMap(([entity, buckets]) => {
      const [now, before] = [buckets.within(middle, end), buckets.within(start, middle)]
      const reading = readingOf(condition, { now, before, words, money })
      if (reading) return [{ entity, ...reading }]
      return each === null
        ? [{ entity, value: null, said: "Nothing was spent in the days before.", facts: [] }]
        : []
    })
  })
}
