import { AppError } from "@/lib/errors"
import { dimensionWord } from "@/lib/spend/filter"
import type { Labels } from "@/lib/spend/labels"
import type { AttributionRule } from "./schema"
import { unknownName } from "./stored-rules"

/** Throws `invalid` at the condition that names an API key or a source that there is none of. */
export function requireKnown(
  rules: readonly Pick<AttributionRule, "when">[],
  labels: Labels,
  pointer: string,
): void {
  const unknown = unknownName(rules, labels)
  if (!unknown) return
  const detail = `There is no ${dimensionWord(unknown.dimension)} "${unknown.name}".`
  throw new AppError("invalid", detail, {
    errors: [{ pointer: `${pointer}/${unknown.rule}/when/${unknown.condition}`, detail }],
  })
}
