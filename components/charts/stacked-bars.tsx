"use client"

import { lazy, type ReactNode, Suspense, useMemo, useState } from "react"
import type { StackedBars as Model } from "@/lib/spend/series"
import { isolate } from "./isolate"
import { LatePlot } from "./late-plot"
import { Legend, LegendMarks } from "./legend"
import type { LegendAmounts } from "./legend-column"

const Plot = lazy(async () => ({ default: (await import("./stacked-bars-plot")).StackedBarsPlot }))
/** The server has drawn it; what a press of a name does may come after the page. */
const LegendColumn = lazy(async () => ({ default: (await import("./legend-column")).LegendColumn }))

export interface StackedBarsProps {
  model: Model
  height?: number
  /** The amounts of a legend that stands beside the bars on wide screens. */
  beside?: LegendAmounts
  /** What stands below the bars: the server has made it. */
  below?: ReactNode
}

/** Bars stacked by a dimension. `model` says everything; this draws. */
export function StackedBars({ model, height = 264, beside, below }: StackedBarsProps) {
  const [isolated, setIsolated] = useState<string | null>(null)
  const shown = useMemo(() => isolate(model, isolated), [model, isolated])
  return (
    <figure aria-label={model.summary} className="m-0 min-w-0">
      <div className={beside ? "lg:hidden" : ""}>
        <Legend model={model} isolated={isolated} onIsolate={setIsolated} />
      </div>
      <div className={beside ? "lg:grid lg:grid-cols-[minmax(0,1fr)_208px] lg:gap-5" : ""}>
        <div style={{ height }}>
          <LatePlot>
            <Plot model={shown} />
          </LatePlot>
        </div>
        {beside && (
          <div className="max-lg:hidden">
            <Suspense>
              <LegendColumn model={model} amounts={beside} isolated={isolated} onIsolate={setIsolated} />
            </Suspense>
          </div>
        )}
      </div>
      {below}
      {beside && (
        <div className="mt-2 flex flex-wrap gap-x-4 text-xs text-ink-2 max-lg:hidden">
          <LegendMarks model={model} />
        </div>
      )}
    </figure>
  )
}
