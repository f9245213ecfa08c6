import { addCount, type Draft, ofWhich, optional, required, tokensOf } from "../draft"
import { type Json, objectAt } from "../json"
import { SUB_COUNTS, type SubCount, TOKEN_CLASSES } from "../schema"

/** Every word of a usage in our own terms. */
export const OWN_WORDS: ReadonlySet<string> = new Set([...TOKEN_CLASSES, ...SUB_COUNTS, "of_which", "counts"])

/** The product's own words: classes already disjoint, parts beside them or in `of_which`. */
export function readOwnClasses(draft: Draft, usage: Json) {
  const classes = draft.main.classes
  classes.input_uncached = required(draft, usage, "input_uncached")
  classes.cache_read = required(draft, usage, "cache_read")
  classes.cache_write_5m = required(draft, usage, "cache_write_5m")
  classes.cache_write_1h = required(draft, usage, "cache_write_1h")
  classes.cache_write_other = required(draft, usage, "cache_write_other")
  classes.output = required(draft, usage, "output")
  draft.inputTotal = tokensOf(classes) - classes.output
  const parts = objectAt(usage, "of_which") ?? usage
  for (const key of SUB_COUNTS)
    ofWhich(draft, key, optional(draft, parts, key), wholeOf(draft, key), "its whole")
  const counts = objectAt(usage, "counts")
  for (const key of Object.keys(counts ?? {}).slice(0, 50)) {
    if (PIECE.test(key)) addCount(draft, key, optional(draft, counts, key))
  }
}

const PIECE = /^[a-z][a-z0-9_]{0,63}$/

function wholeOf(draft: Draft, key: SubCount): number {
  const { classes } = draft.main
  if (key === "cached_audio" || key === "cached_video") return classes.cache_read
  if (key === "tool_use_prompt") return classes.input_uncached
  return key.endsWith("_in") ? draft.inputTotal : classes.output
}
