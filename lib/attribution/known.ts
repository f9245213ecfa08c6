import { AppError } from "@/lib/errors"
import { dimensionWord } from "@/lib/spend/filter"
import type { Labels } from "@/lib/spend/labels"
import { unknownName } from "./stored-conditions"

/** Throws `invalid` at the condition that names an API key or a source that there is none of. */
export function requireKnown(
  lists: readonly { when: readonly string[] }[],
  labels: Labels,
  pointer: string,
): void {
  const unknown = unknownName(lists, labels)
  if (!unknown) return
  const detail = `There is no ${dimensionWord(unknown.dimension)} "${unknown.name}".`
  throw new AppError("invalid", detail, {
    errors: [{ pointer: `${pointer}/${unknown.item}/when/${unknown.condition}`, detail }],
  })
}
