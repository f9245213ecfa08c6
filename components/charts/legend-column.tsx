import type { StackedBars } from "@/lib/spend/series"
import type { LegendProps } from "./legend"
import { Swatch } from "./swatch"

/** Amounts as they are printed, in the order of the series. */
export interface LegendAmounts {
  shown: readonly string[]
  exact: readonly string[]
  total: string
}

interface Props extends LegendProps {
  model: StackedBars
  amounts: LegendAmounts
}

/** Names and totals in the order of the stack, the topmost first. A press isolates one. */
export function LegendColumn({ model, amounts, isolated = null, onIsolate }: Props) {
  return (
    <dl className="m-0 grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 text-xs">
      {model.series.toReversed().map((series, at) => {
        const place = model.series.length - 1 - at
        const dim = isolated !== null && isolated !== series.id
        return (
          <div key={series.id} className={`contents ${dim ? "[&>*]:opacity-50" : ""}`}>
            <dt className="min-w-0">
              <button
                type="button"
                aria-pressed={isolated === series.id}
                onClick={() => onIsolate?.(isolated === series.id ? null : series.id)}
                className="inline-flex min-h-6 max-w-full items-center gap-2 text-left hover:text-ink"
              >
                <Swatch colour={series.colour} />
                <span className="min-w-0 truncate" title={series.name}>
                  {series.name}
                </span>
              </button>
            </dt>
            <dd className="m-0 self-center text-right" title={amounts.exact[place]}>
              {amounts.shown[place]}
            </dd>
          </div>
        )
      })}
      <dt className="mt-1 border-t border-line pt-1 font-medium">Total</dt>
      <dd className="m-0 mt-1 border-t border-line pt-1 text-right font-medium">{amounts.total}</dd>
    </dl>
  )
}
