import * as z from "zod"
import { formatFilter, parseFilter } from "@/lib/spend/filter"
import type { Labels } from "@/lib/spend/labels"
import type { Dimension, Filter } from "@/lib/spend/schema"

/** Conditions as they are kept: parted, with API keys and sources by number, so that these may be renamed. */
export const storedConditions = z.array(
  z.object({
    dimension: z.custom<Dimension>((value) => typeof value === "string"),
    operator: z.enum(["=", "!=", "~"]),
    values: z.array(z.string().nullable()),
  }),
)

type Numbers = Pick<Labels, "isLabelled" | "idsOf" | "nameOf">

/** The conditions of a list as filters; texts are of the schema and therefore filters. */
export function filtersOf(texts: readonly string[]): Filter[] {
  return texts.map(parseFilter).filter((filter): filter is Filter => filter !== null)
}

/** Which condition names an API key or a source that there is none of; null where all are known. */
export function unknownName(
  lists: readonly { when: readonly string[] }[],
  labels: Numbers,
): { item: number; condition: number; name: string; dimension: Dimension } | null {
  for (const [item, { when }] of lists.entries()) {
    for (const [condition, { dimension, values }] of filtersOf(when).entries()) {
      if (!labels.isLabelled(dimension)) continue
      const name = values.find((each) => each !== null && labels.idsOf(dimension, each).length === 0)
      if (name !== undefined && name !== null) return { item, condition, name, dimension }
    }
  }
  return null
}

/** For keeping. */
export function toStored(texts: readonly string[], labels: Numbers): Filter[] {
  return filtersOf(texts).map((filter) => {
    if (!labels.isLabelled(filter.dimension)) return filter
    const { dimension } = filter
    const values = filter.values.flatMap((value): readonly (string | null)[] =>
      value === null ? [null] : labels.idsOf(dimension, value),
    )
    return { ...filter, values: [...new Set(values)] }
  })
}

/** For showing. */
export function fromStored(filters: readonly Filter[], labels: Numbers): string[] {
  return filters.map(({ dimension, operator, values }) => {
    const names = values.map((value) => labels.nameOf(dimension, value))
    return formatFilter({ dimension, operator, values: [...new Set(names)] })
  })
}
