import type { Dimension } from "@/lib/spend/schema"
import { type View, viewHref, withFilter } from "@/lib/spend/url"

/** The events behind a row: the view narrowed to one value, null being Unattributed. */
export function eventsHref(view: View, dimension: Dimension, value: string | null): string {
  return viewHref("/events", withFilter(view, { dimension, operator: "=", values: [value] }))
}

/** The same page narrowed to one value. */
export function narrowedHref(view: View, dimension: Dimension, value: string | null): string {
  return viewHref("/", withFilter(view, { dimension, operator: "=", values: [value] }))
}
