"use client"

import { lazy } from "react"
import { LatePlot } from "@/components/charts/late-plot"
import type { PercentileLines } from "@/lib/health/series"

const Plot = lazy(async () => ({ default: (await import("./percentile-plot")).PercentilePlot }))

interface Props {
  model: PercentileLines
  height: number
  note: string
}

/** Waiting times over time: p95 dark, p50 and p99 thin, each named at its end. */
export function PercentileFigure({ model, height, note }: Props) {
  return (
    <figure aria-label={model.summary} className="m-0 min-w-0">
      <p className="mb-3 min-h-6 text-ink-2 text-xs">{note}</p>
      <div style={{ height }}>
        <LatePlot>
          <Plot model={model} />
        </LatePlot>
      </div>
    </figure>
  )
}
