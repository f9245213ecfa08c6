"use client"

import { TextButton } from "@/components/ui/text-link"
import { DEFAULT_VIEW, type View } from "@/lib/spend/url"
import { useView } from "./use-view"

/** Swaps a chart for its data, in the address. */
export function ViewSwitch({ defaults = DEFAULT_VIEW }: { defaults?: View }) {
  const { view, setView } = useView(defaults)
  const table = view.as === "table"
  return (
    <TextButton onClick={() => setView({ as: table ? "chart" : "table" })}>
      {table ? "View as chart" : "View as table"}
    </TextButton>
  )
}
