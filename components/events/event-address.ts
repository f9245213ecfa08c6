import type { Dimension } from "@/lib/spend/schema"
import { DEFAULT_VIEW, parseView, type View, viewHref, withFilter } from "@/lib/spend/url"

/** What the address of the events page says: the list's view and place, and the event that is open. */
export interface EventsAddress {
  view: View
  /** Parts of the address that this page does not know, as `name=value`. */
  ignored: string[]
  cursor: string | null
  eventId: string | null
}

export type PageParams = Record<string, string | string[] | undefined>

function one(params: PageParams, name: string): string | null {
  const value = params[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === "" ? null : first
}

export function parseEventsAddress(params: PageParams): EventsAddress {
  const { ignored, ...view } = parseView(params)
  return { view, ignored, cursor: one(params, "cursor"), eventId: one(params, "event") }
}

/** A place in the list: the view and the page. */
export type ListPlace = Pick<EventsAddress, "view" | "cursor">

function withCursor(path: string, { view, cursor }: ListPlace): string {
  return viewHref(path, view, DEFAULT_VIEW, cursor === null ? "" : `cursor=${encodeURIComponent(cursor)}`)
}

export function listHref(place: ListPlace): string {
  return withCursor("/events", place)
}

/** The event beside its list, or on a page of its own on narrow screens: the same address. */
export function eventHref(id: string, place: ListPlace): string {
  return withCursor(`/events/${id}`, place)
}

/** The list narrowed to one value of a dimension; null is Unattributed. */
export function valueHref(view: View, dimension: Dimension, value: string | null): string {
  return viewHref("/events", withFilter(view, { dimension, operator: "=", values: [value] }))
}
