import { type Draft, optional, required, warn } from "../draft"
import { type Json, objectAt } from "../json"
import type { TokenCounts } from "../schema"

/** The token classes of a usage object or of one iteration. */
export function readClasses(draft: Draft, usage: Json, classes: TokenCounts) {
  classes.input_uncached = required(draft, usage, "input_tokens")
  classes.cache_read = optional(draft, usage, "cache_read_input_tokens") ?? 0
  classes.output = required(draft, usage, "output_tokens")
  const split = objectAt(usage, "cache_creation")
  const fiveMinutes = optional(draft, split, "ephemeral_5m_input_tokens") ?? 0
  const oneHour = optional(draft, split, "ephemeral_1h_input_tokens") ?? 0
  const total = optional(draft, usage, "cache_creation_input_tokens") ?? fiveMinutes + oneHour
  classes.cache_write_1h = oneHour
  classes.cache_write_5m = Math.max(total - oneHour, fiveMinutes)
  if (fiveMinutes + oneHour > total) {
    warn(
      draft,
      "cache_write_split_above_total",
      `The cache write of ${total} is split into ${fiveMinutes} (5 minutes) and ${oneHour} (1 hour); the parts were kept.`,
    )
  } else if (split !== null && fiveMinutes + oneHour < total) {
    warn(
      draft,
      "cache_write_split_below_total",
      `The cache write of ${total} is more than its parts ${fiveMinutes} and ${oneHour}; the rest was put in the 5-minute class.`,
    )
  }
}

export function inputOf(classes: TokenCounts): number {
  return (
    classes.input_uncached +
    classes.cache_read +
    classes.cache_write_5m +
    classes.cache_write_1h +
    classes.cache_write_other
  )
}
