import { type Draft, optional, required } from "../draft"
import { isObject, type Json, listAt, objectAt, textAt } from "../json"
import { addSearches, CACHED_PARTS, INPUT_PARTS, OUTPUT_PARTS, readModalities, splitGemini } from "./gemini"

/** The Interactions API: Gemini's rules under other names. */
export function readGeminiInteractions(draft: Draft, usage: Json, body: Json) {
  splitGemini(draft, {
    prompt: required(draft, usage, "total_input_tokens"),
    cached: optional(draft, usage, "total_cached_tokens") ?? 0,
    toolUse: optional(draft, usage, "total_tool_use_tokens") ?? 0,
    answer: required(draft, usage, "total_output_tokens"),
    thoughts: required(draft, usage, "total_thought_tokens"),
    total: optional(draft, usage, "total_tokens"),
  })
  const classes = draft.main.classes
  readModalities(draft, listAt(usage, "input_tokens_by_modality"), "tokens", INPUT_PARTS, draft.inputTotal)
  readModalities(
    draft,
    listAt(usage, "cached_tokens_by_modality"),
    "tokens",
    CACHED_PARTS,
    classes.cache_read,
  )
  readModalities(draft, listAt(usage, "output_tokens_by_modality"), "tokens", OUTPUT_PARTS, classes.output)
  let queries = 0
  for (const step of [...listAt(body, "steps"), ...listAt(body, "outputs")]) {
    if (!isObject(step) || step.type !== "google_search_call") continue
    const asked = objectAt(step, "arguments")
    queries += asked === null ? 1 : Math.max(listAt(asked, "queries").length, 1)
  }
  if (queries > 0) addSearches(draft, queries, textAt(body, "model"))
}
