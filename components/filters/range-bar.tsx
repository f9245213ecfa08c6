"use client"

import type { View } from "@/lib/spend/url"
import { RangePicker } from "./range-picker"
import { useView } from "./use-view"

export interface RangeBarProps {
  zone: string
  fiscalStart: number
  /** RFC 3339. */
  now: string
  /** What the page shows without parameters. */
  defaults?: View
}

/** The range alone, for pages that show all spend of it. */
export function RangeBar({ zone, fiscalStart, now, defaults }: RangeBarProps) {
  const { view, setView, pending } = useView(defaults)
  return (
    <fieldset aria-busy={pending} className="contents">
      <legend className="sr-only">What is shown</legend>
      <RangePicker
        choice={view.range}
        zone={zone}
        fiscalStart={fiscalStart}
        now={new Date(now)}
        onChoose={(range) => setView({ range })}
      />
    </fieldset>
  )
}
