import { formatFilter, parseDimension, parseFilter } from "@/lib/spend/filter"
import type { Dimension, Filter } from "@/lib/spend/schema"

/** What a scope says of one dimension: a value, null for Unattributed, or one of several. */
export type ScopeValue = string | null | readonly (string | null)[]

/** A scope as the API writes it: an object where every filter says what is, else the filters of an address. */
export type ScopeShown = Record<string, string | null | (string | null)[]> | string[]

const LAST = "\u{10ffff}"

function canonical(filter: Filter): string {
  const values = [...new Set(filter.values)].sort((a, b) => ((a ?? LAST) < (b ?? LAST) ? -1 : 1))
  return formatFilter({ ...filter, values })
}

function inOrder(filters: readonly Filter[]): string[] {
  return [...new Set(filters.map(canonical))].sort()
}

/** The filters of a budget; what is kept is of the schema and therefore filters. */
export function filtersOf(texts: readonly string[]): Filter[] {
  return texts.map(parseFilter).filter((filter): filter is Filter => filter !== null)
}

/** The canonical filters of a scope; a text says which part of it is none. */
export function readScope(
  scope: readonly string[] | Readonly<Record<string, ScopeValue>>,
): string[] | { fault: string } {
  if (Array.isArray(scope)) {
    const read = scope.map((text) => parseFilter(String(text)))
    const at = read.indexOf(null)
    return at < 0
      ? inOrder(read.filter((filter) => filter !== null))
      : {
          fault: `"${String(scope[at]).slice(0, 60)}" is not a filter. Write feature=search, model~gpt or team= for Unattributed.`,
        }
  }
  const filters: Filter[] = []
  for (const [name, value] of Object.entries(scope)) {
    const dimension: Dimension | null = parseDimension(name)
    if (!dimension) return { fault: `"${name.slice(0, 60)}" is not a dimension.` }
    const values = (Array.isArray(value) ? value : [value]).map((each) => (each === "" ? null : each))
    if (values.length === 0) return { fault: `State a value of ${name}.` }
    filters.push({ dimension, operator: "=", values })
  }
  return inOrder(filters)
}

/** The scope of canonical filters, in the form that `readScope` reads back as the same. */
export function showScope(texts: readonly string[]): ScopeShown {
  const filters = filtersOf(texts)
  const names = new Set(filters.map(({ dimension }) => dimension))
  if (names.size < filters.length || filters.some(({ operator }) => operator !== "=")) return [...texts]
  return Object.fromEntries(
    filters.map(({ dimension, values }) => [
      dimension,
      values.length === 1 ? (values[0] ?? null) : [...values],
    ]),
  )
}
