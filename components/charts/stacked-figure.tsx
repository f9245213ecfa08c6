import { formatAmount } from "@/lib/spend/metric"
import type { StackedBars as Model } from "@/lib/spend/series"
import { legendAmounts } from "./legend-amounts"
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
  const { series, total, currency } = model
  // Printed here, so that the browser need not know how amounts are.
  const amounts = legend === "beside" && {
    shown: legendAmounts(model),
    exact: series.map((each) => formatAmount(each.total, currency)),
    total: formatAmount(total, currency),
  }
  return (
    <StackedBars
      model={model}
      below={markers}
      {...(amounts ? { beside: amounts } : {})}
      {...(height ? { height } : {})}
    />
  )
}
