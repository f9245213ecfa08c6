import type { AttributionRule } from "@/lib/attribution/schema"
import { dimensionWord, filterValueWords, filterWords, parseFilter } from "@/lib/spend/filter"
import type { Dimension } from "@/lib/spend/schema"

/** `team is Unattributed and agent contains support`. */
export function conditionWords(when: readonly string[]): string {
  const words = when.flatMap((text) => {
    const filter = parseFilter(text)
    return filter ? [`${filterWords(filter)} ${filterValueWords(filter)}`] : []
  })
  return words.join(" and ")
}

/** `team Support, feature Chat`. */
export function setWords(set: AttributionRule["set"]): string {
  return Object.entries(set)
    .map(([dimension, value]) => `${dimensionWord(dimension as Dimension)} ${value}`)
    .join(", ")
}
