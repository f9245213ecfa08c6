import { formatFilter, parseFilter } from "@/lib/spend/filter"
import type { Dimension, Filter } from "@/lib/spend/schema"

/**
 * A condition as it is being written: several values stand with | between them, none is Unattributed; \\| is a
 * bar that belongs to a value.
 */
export interface Condition {
  /** Tells it from the others while the form is open. */
  id: number
  dimension: Dimension
  operator: Filter["operator"]
  text: string
}

const BETWEEN = " | "

export function toConditions(texts: readonly string[]): Condition[] {
  return texts.flatMap((text, id) => {
    const filter = parseFilter(text)
    if (!filter) return []
    const { dimension, operator, values } = filter
    const written = values.map((value) => (value ?? "").replaceAll("|", "\\|")).join(BETWEEN)
    return [{ id, dimension, operator, text: written }]
  })
}

/** The list with a condition more that says nothing yet. */
export function withCondition(conditions: readonly Condition[], dimension: Dimension): Condition[] {
  const id = 1 + Math.max(-1, ...conditions.map((each) => each.id))
  return [...conditions, { id, dimension, operator: "=", text: "" }]
}

export function fromConditions(conditions: readonly Condition[]): string[] {
  return conditions.map(({ dimension, operator, text }) => {
    const parts = text.split(/(?<!\\)\|/).map((part) => part.trim().replaceAll("\\|", "|"))
    const values = parts.map((part) => part || null)
    return formatFilter({ dimension, operator, values: [...new Set(values)] })
  })
}
