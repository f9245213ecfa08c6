"use client"

import { Segmented, SegmentedToggle } from "@/components/ui/segmented"
import { METRIC } from "@/lib/spend/metric"
import { INTERVALS, type Interval } from "@/lib/spend/schema"
import { useView } from "./use-view"

const LABELS: Record<Interval, string> = { hour: "Hour", day: "Day", week: "Week", month: "Month" }

export interface IntervalSwitchProps {
  /** The bucket that is shown. */
  interval: Interval
  /** Buckets that the range has room for. */
  allowed: readonly Interval[]
}

/** The chart's buckets, and whether they run on. */
export function IntervalSwitch({ interval, allowed }: IntervalSwitchProps) {
  const { view, setView } = useView()
  return (
    <Segmented
      label="Buckets"
      value={interval}
      choices={INTERVALS.map((value) => ({
        value,
        label: LABELS[value],
        ...(allowed.includes(value) ? {} : { disabled: "The range is too long for that" }),
      }))}
      onChoose={(value) => setView({ interval: value })}
    >
      {!METRIC[view.metric].isRatio && (
        <SegmentedToggle pressed={view.running} onToggle={() => setView({ running: !view.running })}>
          Running total
        </SegmentedToggle>
      )}
    </Segmented>
  )
}
