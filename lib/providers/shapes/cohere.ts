import { addCount, type Draft, optional, refuse, required, warn } from "../draft"
import { type Json, objectAt } from "../json"

/**
 * Cohere: `billed_units` is the bill, `tokens` what the model saw. The cached count belongs to the
 * latter, and no list price exists for it.
 */
export function readCohere(draft: Draft, usage: Json) {
  const billed = objectAt(usage, "billed_units")
  const seen = objectAt(usage, "tokens")
  const source = billed ?? seen
  if (source === null) {
    refuse(draft, "no_usage", "The usage states neither billed units nor tokens.")
    return
  }
  if (billed === null) {
    warn(
      draft,
      "billed_units_missing",
      "The usage has no billed units; the tokens the model saw were charged.",
    )
  }
  draft.main.classes.input_uncached = required(draft, source, "input_tokens")
  draft.main.classes.output = required(draft, source, "output_tokens")
  draft.inputTotal = draft.main.classes.input_uncached
  addCount(draft, "search_units", optional(draft, source, "search_units"))
  addCount(draft, "classifications", optional(draft, source, "classifications"))
  addCount(draft, "images", optional(draft, source, "images"))
  const cached = optional(draft, usage, "cached_tokens") ?? 0
  if (cached > 0) {
    warn(
      draft,
      "cached_not_in_bill",
      `${cached} cached tokens are part of what the model saw, not of the billed units; they were left out.`,
    )
  }
}
