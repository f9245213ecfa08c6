import { formatFilter, parseFilter } from "@/lib/spend/filter"
import type { Dimension, Filter } from "@/lib/spend/schema"

/** A condition as it is being written: several values stand with | between them, none is Unattributed. */
export interface Condition {
  dimension: Dimension
  operator: Filter["operator"]
  text: string
}

const BETWEEN = " | "

export function toConditions(texts: readonly string[]): Condition[] {
  return texts.flatMap((text) => {
    const filter = parseFilter(text)
    if (!filter) return []
    const { dimension, operator, values } = filter
    return [{ dimension, operator, text: values.map((value) => value ?? "").join(BETWEEN) }]
  })
}

export function fromConditions(conditions: readonly Condition[]): string[] {
  return conditions.map(({ dimension, operator, text }) => {
    const values = text.split("|").map((part) => part.trim() || null)
    return formatFilter({ dimension, operator, values: [...new Set(values)] })
  })
}
