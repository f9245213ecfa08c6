import type { ReactNode } from "react"
import { compare, parseDecimal } from "@/lib/money"

/** One column of a table. Declared once, outside the component. */
export interface Column<T> {
  /** Also the word in the address when it is sorted by. */
  id: string
  header: string
  cell: (row: T) => ReactNode
  /** The totals row's cell where it differs from `cell`; null leaves it empty. */
  total?: ((row: T) => ReactNode) | null
  /** Ascending; without it the column cannot be sorted. */
  sort?: (a: T, b: T) => number
  align?: "left" | "right"
  /** Left out on phones. */
  phone?: "hidden"
  /** Can be switched off in the Columns menu. */
  optional?: boolean
}

/** Sorts decimal strings exactly; an unknown is below everything. */
export function byAmount<T>(pick: (row: T) => string | null): (a: T, b: T) => number {
  return (a, b) => {
    const [x, y] = [pick(a), pick(b)]
    if (x === null || y === null) return Number(y === null) - Number(x === null) || 0
    return compare(parseDecimal(x), parseDecimal(y))
  }
}

export function byNumber<T>(pick: (row: T) => number | null): (a: T, b: T) => number {
  return (a, b) => (pick(a) ?? Number.NEGATIVE_INFINITY) - (pick(b) ?? Number.NEGATIVE_INFINITY) || 0
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" })

export function byText<T>(pick: (row: T) => string): (a: T, b: T) => number {
  return (a, b) => collator.compare(pick(a), pick(b))
}

export interface SortChoice {
  id: string
  descending: boolean
}

/** `billed` ascending, `-billed` descending; null when the text names none of `ids`. */
function parseSort(text: string | null, ids: readonly string[]): SortChoice | null {
  const descending = text?.startsWith("-") ?? false
  const id = descending ? text?.slice(1) : text
  return id && ids.includes(id) ? { id, descending } : null
}

/** `-billed,name`: by the first, equals by the next. Names that are not known are passed over. */
export function parseSorts(text: string | null, ids: readonly string[]): SortChoice[] {
  const found = (text ?? "").split(",").flatMap((part) => parseSort(part, ids) ?? [])
  return found.filter(({ id }, at) => found.findIndex((each) => each.id === id) === at)
}

export function formatSorts(sorts: readonly SortChoice[]): string {
  return sorts.map(({ id, descending }) => (descending ? `-${id}` : id)).join(",")
}
