import "server-only"
import { getOrganisation } from "@/lib/auth/organisation"
import { formatCount } from "@/lib/money-format"
import { addUnits, zonedStart } from "@/lib/time"
import type { Reader } from "./readings"
import { spendByEntity, unpricedIn } from "./spend-by-entity"

/** Calls without a price in the running hour and the 23 before it. */
export const readUnpriced: Reader<"unpriced"> = async (scope, { filters, each }, instants) => {
  const { zone } = await getOrganisation(scope)
  const hours = instants.map((at) => zonedStart(at, "hour", zone))
  const [first, last] = [hours[0], hours.at(-1)]
  if (!first || !last) return []
  const from = addUnits(first, "hour", -23, zone)
  const to = addUnits(last, "hour", 1, zone)
  const { points } = await spendByEntity(scope, { from, to, interval: "hour", filters, each })
  return hours.map((hour) =>
    [...points].map(([entity, own]) => {
      const calls = unpricedIn(own, addUnits(hour, "hour", -23, zone), addUnits(hour, "hour", 1, zone))
      const count = formatCount(calls)
      return {
        entity,
        value: calls,
        said: `${count} ${calls === 1 ? "call" : "calls"} of the last 24 hours without a price.`,
        facts: [{ name: "Calls without a price", value: count }],
      }
    }),
  )
}
