"use client"

import { TextButton } from "@/components/ui/text-button"
import { DEFAULT_VIEW, type View } from "@/lib/spend/url"
import { useView } from "./use-view"

/** Swaps a chart for its data, in the address. */
export function ViewSwitch({ name, defaults = DEFAULT_VIEW }: { name?: string; defaults?: View }) {
  const { view, setView } = useView(defaults)
  const table = view.as === "table"
  return (
    <TextButton
      {...(name ? { "aria-label": `${table ? "View as chart" : "View as table"}: ${name}` } : {})}
      onClick={() => setView({ as: table ? "chart" : "table" })}
    >
      {table ? "View as chart" : "View as table"}
    </TextButton>
  )
}
