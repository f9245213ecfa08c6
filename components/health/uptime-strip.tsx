"use client"

import { type KeyboardEvent, lazy, Suspense, useState } from "react"
import type { StripCell } from "@/lib/health/series"

const DayHours = lazy(async () => ({ default: (await import("./day-hours")).DayHours }))

interface Props {
  cells: readonly StripCell[]
  summary: string
  hoursPath: string
  zone: string
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 }

/** A strip of days: the pointer or the arrow keys choose one, whose hours open below it. */
export function UptimeStrip({ cells, summary, hoursPath, zone }: Props) {
  const [at, setAt] = useState<number | null>(null)
  const last = cells.length - 1
  const cell = at === null ? undefined : cells[at]
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return setAt(null)
    const step = STEPS[event.key]
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : step && (at ?? last) + step
    if (next === undefined) return
    event.preventDefault()
    setAt(Math.max(0, Math.min(last, next)))
  }
  const shown = cell ?? cells[last]
  return (
    <div className="relative" onPointerLeave={() => setAt(null)}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={summary}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at ?? last}
        aria-valuetext={shown && `${shown.label}: ${shown.words}`}
        className="strip"
        onKeyDown={onKeyDown}
        onFocus={() => setAt((now) => now ?? last)}
        onBlur={() => setAt(null)}
      >
        {cells.map(({ from, state }, index) => (
          <i
            key={from}
            className="cell"
            data-state={state}
            data-active={index === at || undefined}
            onPointerEnter={() => setAt(index)}
            onPointerDown={() => setAt(index)}
          />
        ))}
      </div>
      {cell && at !== null && (
        <div className="strip-float" style={{ "--at": (at + 0.5) / cells.length } as React.CSSProperties}>
          <b>{cell.label}</b>
          <p className="text-ink-2">{cell.words}</p>
          <Suspense fallback={<div className="h-9" />}>
            <DayHours key={cell.from} day={cell} path={hoursPath} zone={zone} />
          </Suspense>
        </div>
      )}
    </div>
  )
}
