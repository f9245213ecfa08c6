"use client"

import dynamic from "next/dynamic"
import { formatAmount } from "@/lib/spend/metric"
import type { RatioLines as Model } from "@/lib/spend/ratio-series"
import { RatioTable } from "./ratio-table"
import { Swatch } from "./swatch"

const Plot = dynamic(() => import("./ratio-lines-plot").then((module) => module.RatioLinesPlot), {
  ssr: false,
  loading: () => <div className="skeleton h-full rounded-sm bg-well" />,
})

/** A quotient over time, or its data as a table. */
export function RatioLines({ model, as, height }: { model: Model; as: "chart" | "table"; height: number }) {
  if (as === "table") return <RatioTable model={model} />
  return (
    <figure aria-label={model.summary} className="m-0 min-w-0">
      <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-2">
        {model.series.map((series) => (
          <li key={series.id} className="inline-flex min-h-6 items-center gap-2">
            <Swatch colour={series.colour} />
            {series.name} {formatAmount(series.total, model.currency)}
          </li>
        ))}
        <li className="inline-flex min-h-6 items-center gap-2">
          <span aria-hidden="true" className="w-4 border-t-2 border-ink" />
          Over all {formatAmount(model.total, model.currency)}
        </li>
      </ul>
      <div style={{ height }}>
        <Plot model={model} />
      </div>
    </figure>
  )
}
