"use client"

import type { BarContext } from "./bar-context"
import { CompareMenu } from "./compare-menu"
import { FilterChips } from "./filter-chips"
import { GroupMenu } from "./group-menu"
import { RangePicker } from "./range-picker"
import { useView } from "./use-view"

export interface SpendBarProps extends BarContext {
  /** Pages without a comparison or a grouping leave those controls out. */
  compares?: boolean
  groups?: boolean
  /** How many dimensions the page groups by at most. */
  levels?: 1 | 2
}

/** The controls of row 2. Each writes the address and nothing else. */
export function SpendBar({
  zone,
  fiscalStart,
  now,
  defaults,
  dimensions,
  values,
  compares = true,
  groups = true,
  levels = 1,
}: SpendBarProps) {
  const { view, setView, pending } = useView(defaults)
  const at = new Date(now)
  return (
    <fieldset aria-busy={pending} className="contents">
      <legend className="sr-only">What is shown</legend>
      <RangePicker
        choice={view.range}
        zone={zone}
        fiscalStart={fiscalStart}
        now={at}
        onChoose={(range) => setView({ range })}
      />
      {compares && (
        <CompareMenu
          choice={view.range}
          compare={view.compare}
          zone={zone}
          fiscalStart={fiscalStart}
          now={at}
          onChoose={(compare) => setView({ compare })}
        />
      )}
      {groups && (
        <GroupMenu
          groupBy={view.groupBy}
          dimensions={dimensions}
          levels={levels}
          onChoose={(groupBy) => setView({ groupBy })}
        />
      )}
      <span aria-hidden="true" className="mx-1 h-[18px] w-px flex-none bg-line" />
      <FilterChips
        filters={view.filters}
        dimensions={dimensions}
        values={values}
        onChange={(filters) => setView({ filters })}
      />
    </fieldset>
  )
}
