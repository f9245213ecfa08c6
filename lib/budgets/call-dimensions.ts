import type * as z from "zod"
import type { storedRules } from "@/lib/attribution/stored-rules"
import type { GivenNames } from "@/lib/spend/given-names"
import type { Dimension, Filter } from "@/lib/spend/schema"
import { isRenamed } from "@/lib/spend/schema"

/** What is known of a call before it is made; what is left out is Unattributed. */
export type CallDimensions = Partial<Record<Dimension, string | null>>

type Rules = z.output<typeof storedRules>

/** The meaning of a filter on one value: as the conditions of spend have it. */
export function holds(
  { operator, values }: Pick<Filter, "operator" | "values">,
  value: string | null,
): boolean {
  if (operator === "~") {
    const text = (value ?? "").toLowerCase()
    return values.some((part) => part !== null && text.includes(part.toLowerCase()))
  }
  return values.includes(value) === (operator === "=")
}

/**
 * What rules and given names make of a call, as of the contexts of the ledger: rules look at what was sent, under
 * its name, and the first that holds and sets a dimension sets it.
 */
export function attributed(
  sent: CallDimensions,
  rules: Rules,
  { nameOf }: Pick<GivenNames, "nameOf">,
): CallDimensions {
  const entries = Object.entries(sent) as [Dimension, string | null][]
  const named: CallDimensions = Object.fromEntries(
    entries.map(([dimension, value]) => [
      dimension,
      value !== null && isRenamed(dimension) ? nameOf(dimension, value) : value,
    ]),
  )
  const holding = rules.filter(({ when }) =>
    when.every((filter) => holds(filter, named[filter.dimension] ?? null)),
  )
  const result = { ...named }
  for (const { set } of holding.toReversed()) {
    for (const [dimension, value] of Object.entries(set) as [Dimension, string][]) {
      result[dimension] = nameOf(dimension, value)
    }
  }
  return result
}
