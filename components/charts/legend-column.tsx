import { formatAmount } from "@/lib/spend/metric"
import type { StackedBars } from "@/lib/spend/series"
import type { LegendProps } from "./legend"
import { legendAmounts } from "./legend-amounts"
import { Swatch } from "./swatch"

interface Props extends LegendProps {
  model: StackedBars
}

/** Names and totals in the order of the stack, the topmost first. A press isolates one. */
export function LegendColumn({ model, isolated = null, onIsolate }: Props) {
  const amounts = legendAmounts(model)
  return (
    <dl className="m-0 grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 text-xs">
      {model.series.toReversed().map((series, at) => {
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
            <dd className="m-0 self-center text-right" title={formatAmount(series.total, model.currency)}>
              {amounts[model.series.length - 1 - at]}
            </dd>
          </div>
        )
      })}
      <dt className="mt-1 border-t border-line pt-1 font-medium">Total</dt>
      <dd className="m-0 mt-1 border-t border-line pt-1 text-right font-medium">
        {formatAmount(model.total, model.currency)}
      </dd>
    </dl>
  )
}
