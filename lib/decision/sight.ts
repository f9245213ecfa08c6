import type { Scope } from "@/lib/auth/scope"
import type { SavedAssumptions } from "./schema"

const VALUE_OF = "failed_value."

/** The features that a list names, part by part. */
const FEATURE_OF: Readonly<Record<string, (part: string) => string>> = {
  keep_direct: (part) => part,
  needs: (part) => part.slice(0, part.lastIndexOf(":")),
}

/**
 * What the organisation assumes as the asker may know it: one kept to teams sees no feature that is not in these, and not
 * who set what. What is left out can move none of their amounts.
 */
export function seenAssumptions(
  { teams }: Pick<Scope, "teams">,
  saved: SavedAssumptions,
  features: ReadonlySet<string>,
): SavedAssumptions {
  if (teams === null) return saved
  const items = saved.items.flatMap(({ name, value, set_at }) => {
    const item = { name, value, set_by: null, set_at }
    if (name.startsWith(VALUE_OF)) return features.has(name.slice(VALUE_OF.length)) ? item : []
    const featureOf = FEATURE_OF[name]
    if (!featureOf) return item
    const parts = value.split(/[|,]/).map((part) => part.trim())
    const seen = parts.filter((part) => features.has(featureOf(part)))
    return seen.length > 0 ? { ...item, value: seen.join("|") } : []
  })
  return { version: saved.version, items }
}
