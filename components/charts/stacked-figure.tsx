import type { StackedBars as Model } from "@/lib/spend/series"
import { MarkerList } from "./marker-list"
import { SeriesTable } from "./series-table"
import { StackedBars } from "./stacked-bars"

/** The chart, or its data as a table, as the address says. */
export function StackedFigure({
  model,
  as,
  height,
  legend = "above",
}: {
  model: Model
  as: "chart" | "table"
  height?: number
  /** Where the names stand on wide screens. */
  legend?: "above" | "beside"
}) {
  if (as === "table") return <SeriesTable model={model} />
  const markers = <MarkerList markers={model.markers} />
  return <StackedBars model={model} legend={legend} below={markers} {...(height ? { height } : {})} />
}
