"use client"

import { lazy } from "react"
import { LatePlot } from "@/components/charts/late-plot"
import type { BurnUpModel } from "./burn-up-model"

const Plot = lazy(async () => ({ default: (await import("./burn-up-plot")).BurnUpPlot }))

function Key({ line, children }: { line: string; children: string }) {
  return (
    <li className="inline-flex min-h-6 items-center gap-2">
      <span aria-hidden="true" className={`w-4 ${line}`} />
      {children}
    </li>
  )
}

/** What was spent against the straight line, the forecast and the limit. */
export function BurnUp({ model, height }: { model: BurnUpModel; height: number }) {
  return (
    <figure aria-label={model.summary} className="m-0 min-w-0">
      <ul className="mb-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-2">
        <Key line="border-t-2 border-ink">Spent</Key>
        {model.forecastLabel && (
          <Key line="border-t-2 border-dashed border-accent">Forecast, 80% interval</Key>
        )}
        <Key line="border-t border-dotted border-control">Straight line</Key>
        <Key line="border-t border-ink">Limit</Key>
      </ul>
      <div style={{ height }}>
        <LatePlot>
          <Plot model={model} />
        </LatePlot>
      </div>
    </figure>
  )
}
