"use client"

import { TextButton } from "@/components/ui/text-button"
import { DEFAULT_VIEW, type View } from "@/lib/spend/url"
import { useView } from "./use-view"

/** The way out of a view in which nothing matches. */
export function ClearFilters({ defaults = DEFAULT_VIEW }: { defaults?: View }) {
  const { view, setView } = useView(defaults)
  return view.filters.length > 0 ? (
    <TextButton onClick={() => setView({ filters: [] })}>Clear filters</TextButton>
  ) : null
}
