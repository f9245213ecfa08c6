import { Status, type StatusKind } from "@/components/ui/status"
import { CELL_WORDS, type CellState } from "@/lib/health/series"
import type { Strip } from "@/lib/health/strip-schema"
import { UptimeStrip } from "./uptime-strip"

const KINDS: Record<CellState, StatusKind> = { up: "ok", degraded: "warn", down: "bad", none: "none" }
const LEGEND: readonly [CellState, string][] = [
  ["up", "Up"],
  ["degraded", "Degraded, under 99%"],
  ["down", "Down, an incident"],
  ["none", "No traffic"],
]

interface Props {
  strips: readonly Strip[]
  /** The first day, at the left end. */
  first: string
  zone: string
}

/** One row of days for each provider and route, the newest right; the last 30 on phones. */
export function UptimeStrips({ strips, first, zone }: Props) {
  return (
    <div>
      <ul className="mb-2 grid grid-cols-2 gap-x-4 gap-y-2 text-ink-2 text-xs md:flex md:justify-end">
        {LEGEND.map(([state, words]) => (
          <li key={state} className="inline-flex items-center gap-2">
            <span aria-hidden="true" className="flex h-4 w-2 items-center">
              <i className="cell" data-state={state} />
            </span>
            {words}
          </li>
        ))}
      </ul>
      <div className="strips">
        <div className="strips-head" aria-hidden="true">
          <span>Provider, route</span>
          <span className="flex justify-between">
            <span className="max-md:hidden">{first}</span>
            <span>Today</span>
          </span>
          <span />
          <span className="text-right">Available</span>
          <span>Now</span>
        </div>
        {strips.map((strip) => (
          <div key={strip.id} className="strips-row">
            <span className="strips-name">
              {strip.name} <span className="text-ink-3">{strip.under}</span>
            </span>
            <UptimeStrip
              cells={strip.cells}
              summary={strip.summary}
              hoursPath={strip.hoursPath}
              zone={zone}
            />
            <span className="text-right text-ink-2 max-md:hidden">{strip.days}</span>
            <span className="text-right max-md:hidden">{strip.available}</span>
            <span>
              <Status kind={KINDS[strip.now]}>{CELL_WORDS[strip.now]}</Status>
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}
