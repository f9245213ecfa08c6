import * as z from "zod"
import { formatFilter, parseFilter } from "@/lib/spend/filter"
import type { Labels } from "@/lib/spend/labels"
import type { Dimension, Filter } from "@/lib/spend/schema"
import { type AttributionRule, attributionRule } from "./schema"

const storedRule = z.object({
  name: z.string(),
  when: z.array(
    z.object({
      dimension: z.custom<Dimension>((value) => typeof value === "string"),
      operator: z.enum(["=", "!=", "~"]),
      values: z.array(z.string().nullable()),
    }),
  ),
  set: attributionRule.shape.set,
})

/** As the database reads them: conditions parted, API keys and sources by number, so that they may be renamed. */
export const storedRules = z.array(storedRule)
export type StoredRules = z.output<typeof storedRules>

/** The conditions of a list as filters; texts are of the schema and therefore filters. */
export function filtersOf(texts: readonly string[]): Filter[] {
  return texts.map(parseFilter).filter((filter): filter is Filter => filter !== null)
}

type Numbers = Pick<Labels, "isLabelled" | "namesOf" | "nameOf">

/** Which condition names an API key or a source that there is none of; null where all are known. */
export function unknownName(
  rules: readonly Pick<AttributionRule, "when">[],
  labels: Numbers,
): { rule: number; condition: number; name: string; dimension: Dimension } | null {
  for (const [rule, { when }] of rules.entries()) {
    for (const [condition, { dimension, values }] of filtersOf(when).entries()) {
      if (!labels.isLabelled(dimension)) continue
      const known = new Set(labels.namesOf(dimension).map(([, name]) => name))
      const name = values.find((each) => each !== null && !known.has(each))
      if (name !== undefined && name !== null) return { rule, condition, name, dimension }
    }
  }
  return null
}

export function toStored(rules: readonly AttributionRule[], labels: Numbers): StoredRules {
  const numbered = (filter: Filter): Filter => {
    if (!labels.isLabelled(filter.dimension)) return filter
    const ids = labels.namesOf(filter.dimension)
    const values = filter.values.flatMap((value) =>
      value === null ? [null] : ids.filter(([, name]) => name === value).map(([id]) => id),
    )
    return { ...filter, values }
  }
  return rules.map(({ name, when, set }) => ({ name, when: filtersOf(when).map(numbered), set }))
}

export function fromStored(rules: StoredRules, labels: Numbers): AttributionRule[] {
  const named = ({ dimension, operator, values }: Filter) => {
    const names = values.map((value) => labels.nameOf(dimension, value))
    return formatFilter({ dimension, operator, values: [...new Set(names)] })
  }
  return rules.map(({ name, when, set }) => ({ name, when: when.map(named), set }))
}
