import type { StackedBars as Model } from "@/lib/spend/series"
import { SeriesTable } from "./series-table"
import { StackedBars } from "./stacked-bars"

/** The chart, or its data as a table, as the address says. */
export function StackedFigure({
  model,
  as,
  height,
}: {
  model: Model
  as: "chart" | "table"
  height?: number
}) {
  if (as === "table") return <SeriesTable model={model} />
  return <StackedBars model={model} {...(height ? { height } : {})} />
}
