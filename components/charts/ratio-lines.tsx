"use client"

import { lazy } from "react"
import { formatAmount } from "@/lib/spend/metric"
import type { RatioLines as Model } from "@/lib/spend/ratio-series"
import { LatePlot } from "./late-plot"
import { Swatch } from "./swatch"

const Plot = lazy(async () => ({ default: (await import("./ratio-lines-plot")).RatioLinesPlot }))

/** A quotient over time. */
export function RatioLines({ model, height }: { model: Model; height: number }) {
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
        <LatePlot>
          <Plot model={model} />
        </LatePlot>
      </div>
    </figure>
  )
}
