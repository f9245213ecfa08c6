import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { picoToString } from "@/lib/money"
import { formatMoney } from "@/lib/money-format"
import { addUnits, zonedStart } from "@/lib/time"
import type { Reader } from "./readings"
import { spendByEntity, wholeWithin } from "./spend-by-entity"
import { unknownSpend, unpricedFact } from "./unpriced-words"
import { WINDOW_DAYS } from "./window-days"
import { yieldingMap } from "./yielding-map"

/** The share of the spend that has a value of the dimension, over the running hour and those before it. */
export const readCoverage: Reader<"coverage"> = async (scope, { condition, filters }, instants) => {
  const { zone } = await getOrganisation(scope)
  const { dimension, window } = condition
  const span = 24 * WINDOW_DAYS[window] - 1
  const hours = instants.map((at) => zonedStart(at, "hour", zone))
  const [first, last] = [hours[0], hours.at(-1)]
  if (!first || !last) return []
  const range = {
    from: addUnits(first, "hour", -span, zone),
    to: addUnits(last, "hour", 1, zone),
    interval: "hour" as const,
    each: null,
  }
  const known = { dimension, operator: "!=" as const, values: [null] }
  const [whole, attributed] = await Promise.all([
    spendByEntity(scope, { ...range, filters }),
    spendByEntity(scope, { ...range, filters: [...filters, known] }),
  ])
  const money = (pico: bigint) => formatMoney(picoToString(pico), whole.currency)
  return yieldingMap(hours, (hour) => {
    const [from, to] = [addUnits(hour, "hour", -span, zone), addUnits(hour, "hour", 1, zone)]
    const { billed: total, unpriced } = wholeWithin(whole, from, to)
    const { billed: own } = wholeWithin(attributed, from, to)
    if (total <= 0n) {
      const said = unpriced > 0 ? unknownSpend(unpriced) : "Nothing was spent."
      return [{ entity: undefined, value: null, said, facts: [] }]
    }
    const value = Number((own * 10_000n) / total) / 100
    return [
      {
        entity: undefined,
        value,
        said: `${value.toFixed(2)}% of ${money(total)} has a ${dimension}.`,
        facts: [
          { name: "Attributed", value: money(own) },
          { name: "Spent", value: money(total) },
          ...unpricedFact(unpriced),
        ],
      },
    ]
  })
}
