"use client"

import dynamic from "next/dynamic"
import { useMemo, useState } from "react"
import type { StackedBars as Model } from "@/lib/spend/series"
import { isolate } from "./isolate"
import { Legend, LegendMarks } from "./legend"
import { LegendColumn } from "./legend-column"

// The chart library is the heaviest thing on a page: figures and tables do not wait for it.
const Plot = dynamic(() => import("./stacked-bars-plot").then((module) => module.StackedBarsPlot), {
  ssr: false,
  loading: () => <div className="skeleton h-full rounded-sm bg-well" />,
})

export interface StackedBarsProps {
  model: Model
  height?: number
  legend?: "above" | "beside"
}

/** Bars stacked by a dimension. `model` says everything; this draws. */
export function StackedBars({ model, height = 264, legend = "above" }: StackedBarsProps) {
  const [isolated, setIsolated] = useState<string | null>(null)
  const beside = legend === "beside"
  const shown = useMemo(() => isolate(model, isolated), [model, isolated])
  return (
    <figure aria-label={model.summary} className="m-0 min-w-0">
      <div className={beside ? "lg:hidden" : ""}>
        <Legend model={model} isolated={isolated} onIsolate={setIsolated} />
      </div>
      <div className={beside ? "lg:grid lg:grid-cols-[minmax(0,1fr)_176px] lg:gap-5" : ""}>
        <div style={{ height }}>
          <Plot model={shown} />
        </div>
        {beside && (
          <div className="max-lg:hidden">
            <LegendColumn model={model} isolated={isolated} onIsolate={setIsolated} />
          </div>
        )}
      </div>
      {beside && (
        <div className="mt-2 flex flex-wrap gap-x-4 text-xs text-ink-2 max-lg:hidden">
          <LegendMarks model={model} />
        </div>
      )}
    </figure>
  )
}
