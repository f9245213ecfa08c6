import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { formatCount } from "@/lib/money-format"
import { addUnits, zonedStart } from "@/lib/time"
import type { Reader } from "./readings"
import { spendByEntity } from "./spend-by-entity"
import { yieldingMap } from "./yielding-map"

/** Calls without a price in the running hour and the 23 before it. */
export const readUnpriced: Reader<"unpriced"> = async (scope, { filters, each }, instants) => {
  const { zone } = await getOrganisation(scope)
  const hours = instants.map((at) => zonedStart(at, "hour", zone))
  const [first, last] = [hours[0], hours.at(-1)]
  if (!first || !last) return []
  const from = addUnits(first, "hour", -23, zone)
  const to = addUnits(last, "hour", 1, zone)
  const { entities } = await spendByEntity(scope, { from, to, interval: "hour", filters, each })
  return yieldingMap(hours, (hour) => {
    const [from, to] = [addUnits(hour, "hour", -23, zone), addUnits(hour, "hour", 1, zone)]
    return [...entities].map(([entity, own]) => {
      const { unpriced: calls } = own.within(from, to)
      const count = formatCount(calls)
      return {
        entity,
        value: calls,
        said: `${count} ${calls === 1 ? "call" : "calls"} of the last 24 hours without a price.`,
        facts: [{ name: "Calls without a price", value: count }],
      }
    })
  })
}
