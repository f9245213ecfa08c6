import type { StackedBars } from "@/lib/spend/series"
import { Swatch } from "./swatch"

export interface LegendProps {
  model: Pick<StackedBars, "series" | "comparedWords" | "unfinishedWords">
  /** The series shown alone, if one is. */
  isolated?: string | null
  /** A press isolates a series, or shows all again. */
  onIsolate?: (id: string | null) => void
}

/** One line in stack order: what is drawn, and how. */
export function Legend({ model, isolated = null, onIsolate }: LegendProps) {
  return (
    <div className="mb-3 grid grid-cols-2 gap-x-4 gap-y-1 text-xs text-ink-2 md:flex md:flex-wrap md:gap-y-0.5">
      {model.series.map((series) => {
        const name = (
          <>
            <Swatch colour={series.colour} />
            <span className="min-w-0 truncate md:max-w-64" title={series.name}>
              {series.name}
            </span>
          </>
        )
        const dim = isolated !== null && isolated !== series.id
        return onIsolate ? (
          <button
            key={series.id}
            type="button"
            aria-pressed={isolated === series.id}
            onClick={() => onIsolate(isolated === series.id ? null : series.id)}
            className={`inline-flex min-h-6 min-w-0 items-center gap-2 text-left hover:text-ink ${dim ? "opacity-50" : ""}`}
          >
            {name}
          </button>
        ) : (
          <span key={series.id} className="inline-flex min-h-6 min-w-0 items-center gap-2">
            {name}
          </span>
        )
      })}
      <LegendMarks model={model} />
    </div>
  )
}

/** What is drawn beside the series: the compared period, and the bucket that still runs. */
export function LegendMarks({ model }: { model: Pick<StackedBars, "comparedWords" | "unfinishedWords"> }) {
  return (
    <>
      {model.comparedWords && (
        <span className="inline-flex min-h-6 items-center gap-1.5">
          <span aria-hidden="true" className="w-4 border-t-[1.5px] border-dashed border-ink" />
          {model.comparedWords}
        </span>
      )}
      {model.unfinishedWords && (
        <span className="inline-flex min-h-6 items-center gap-2">
          <span
            aria-hidden="true"
            className="size-[9px] bg-[repeating-linear-gradient(135deg,var(--text-3)_0_2px,transparent_2px_4px)]"
          />
          {model.unfinishedWords}
        </span>
      )}
    </>
  )
}
