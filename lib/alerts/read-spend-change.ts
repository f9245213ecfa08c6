import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { type Pico, parseDecimal, picoToString, toPico } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import { addUnits, zonedStart } from "@/lib/time"
import { formatRange } from "@/lib/time-format"
import type { Reader, Reading } from "./readings"
import type { ConditionOf } from "./rule-schema"
import { billedIn, spendByEntity } from "./spend-by-entity"
import { WINDOW_DAYS } from "./window-days"

function percentOf(now: Pico, before: Pico): number {
  return Number(((now - before) * 10_000n) / before) / 100
}

interface Compared {
  now: Pico
  before: Pico
  words: string
  money: (pico: Pico) => string
}

/** What was not there before has no percentage: it is new, and nothing is said of it. */
function readingOf(
  { direction, least }: ConditionOf<"spend_change">,
  { now, before, words, money }: Compared,
): Omit<Reading, "entity"> | null {
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
  return ends.map((end) => {
    const middle = addUnits(end, "day", -days, zone)
    const start = addUnits(end, "day", -2 * days, zone)
    return [...course.points].flatMap(([entity, points]) => {
      const [now, before] = [billedIn(points, middle, end), billedIn(points, start, middle)]
      const reading = readingOf(condition, { now, before, words: formatRange(middle, end, zone), money })
      if (reading) return [{ entity, ...reading }]
      return each === null
        ? [{ entity, value: null, said: "Nothing was spent in the days before.", facts: [] }]
        : []
    })
  })
}
