import { viewQuery } from "@/lib/views/address"
import type { SavedView } from "@/lib/views/schema"

export interface OpenView {
  /** The view that the address names; null where it names none that the person sees on this page. */
  open: SavedView | null
  /** The controls as a view would keep them. */
  query: string
  /** The controls no longer say what was saved. */
  changed: boolean
}

/** Which view is open on a page, and whether its controls were changed since. */
export function openView(page: string, search: URLSearchParams, views: readonly SavedView[]): OpenView {
  const id = search.get("view")
  const open = views.find((view) => view.page === page && String(view.id) === id) ?? null
  const query = viewQuery(search)
  return { open, query, changed: open !== null && query !== open.query }
}
