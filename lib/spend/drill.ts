import type { Dimension, Filter } from "./schema"
import { DEFAULT_VIEW, type View, viewHref, withFilter } from "./url"

/** The levels that somebody walks down who asks where the money went. */
const LEVELS: readonly Dimension[] = ["team", "feature", "agent", "model", "user", "provider", "route"]

function pins({ operator, values }: Filter): boolean {
  return operator === "=" && values.length === 1
}

/** What to group by once `dimension` is narrowed to one value: the next level that still has several. */
export function nextLevel(dimension: Dimension, filters: readonly Filter[]): Dimension {
  const at = LEVELS.indexOf(dimension)
  const order = [...LEVELS.slice(at + 1), ...LEVELS.slice(0, Math.max(0, at))]
  const isOpen = (level: Dimension) => !filters.some((filter) => filter.dimension === level && pins(filter))
  return order.find((level) => level !== dimension && isOpen(level)) ?? "model"
}

/** The view narrowed to one value of a dimension; null is Unattributed. A wider filter by it gives way. */
export function narrowed(view: View, dimension: Dimension, value: string | null): View {
  const filters = view.filters.filter(
    (filter) => filter.dimension !== dimension || filter.operator !== "=" || !filter.values.includes(value),
  )
  return withFilter({ ...view, filters }, { dimension, operator: "=", values: [value] })
}

/** The view of all values of `dimension` but these. */
export function without(view: View, dimension: Dimension, values: (string | null)[]): View {
  return withFilter(view, { dimension, operator: "!=", values })
}

export const OVERVIEW_PATH = "/"

export function overviewHref(view: View): string {
  return viewHref(OVERVIEW_PATH, view)
}

export const EXPLORE_PATH = "/explore"

export function exploreHref(view: View): string {
  return viewHref(EXPLORE_PATH, view)
}

/** The events of a view; what only a chart needs stays behind. */
export function eventsHref({ range, compare, filters }: View): string {
  return viewHref("/events", { ...DEFAULT_VIEW, range, compare, filters })
}

export const CHANGE_PATH = "/change"

export function changeHref(view: View): string {
  return viewHref(CHANGE_PATH, view)
}

/** Dimensions whose values have a page of their own. */
export const ENTITY_DIMENSIONS = ["user", "agent", "feature", "team", "api_key", "model", "provider"] as const
export type EntityDimension = (typeof ENTITY_DIMENSIONS)[number]

export function entityDimension(text: string): EntityDimension | null {
  return ENTITY_DIMENSIONS.find((dimension) => dimension === text) ?? null
}

/** The page of one value; null is Unattributed. It keeps the range and the comparison, and says all of the value. */
export function entityHref(dimension: EntityDimension, value: string | null, view: View): string {
  const { range, compare } = view
  const own = new URLSearchParams({ value: value ?? "" }).toString()
  return viewHref(`/entity/${dimension}`, { ...DEFAULT_VIEW, range, compare }, DEFAULT_VIEW, own)
}

/** The page of a row's value, where its dimension has pages. */
export function pageHref(dimension: Dimension, value: string | null, view: View): string | null {
  const own = entityDimension(dimension)
  return own && entityHref(own, value, view)
}
