"use client"

import dynamic from "next/dynamic"
import { useMemo, useState } from "react"
import type { StackedBars as Model } from "@/lib/spend/series"
import { isolate } from "./isolate"
import { Legend } from "./legend"

// The chart library is the heaviest thing on a page: figures and tables do not wait for it.
const Plot = dynamic(() => import("./stacked-bars-plot").then((module) => module.StackedBarsPlot), {
  ssr: false,
  loading: () => <div className="skeleton h-full rounded-sm bg-well" />,
})

export interface StackedBarsProps {
  model: Model
  height?: number
}

/** Bars stacked by a dimension. `model` says everything; this draws. */
export function StackedBars({ model, height = 264 }: StackedBarsProps) {
  const [isolated, setIsolated] = useState<string | null>(null)
  const shown = useMemo(() => isolate(model, isolated), [model, isolated])
  return (
    <figure aria-label={model.summary} className="m-0 min-w-0">
      <Legend model={model} isolated={isolated} onIsolate={setIsolated} />
      <div style={{ height }}>
        <Plot model={shown} />
      </div>
    </figure>
  )
}
