import { ScrollFrame } from "@/components/ui/scroll-frame"
import { formatAmount } from "@/lib/spend/metric"
import type { RatioLines } from "@/lib/spend/ratio-series"
import { Swatch } from "./swatch"

/** Quotients by bucket; the foot is over the whole range and no sum. */
export function RatioTable({ model }: { model: RatioLines }) {
  const text = (amount: string | null) => formatAmount(amount, model.currency)
  return (
    <ScrollFrame label={model.summary} focusable>
      <table className="table" data-density="tight">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              {model.interval.charAt(0).toUpperCase() + model.interval.slice(1)}
            </th>
            {model.series.map((series) => (
              <th key={series.id} scope="col">
                <span className="inline-flex items-baseline gap-1.5">
                  <Swatch colour={series.colour} />
                  <span className="max-w-36 truncate" title={series.name}>
                    {series.name}
                  </span>
                </span>
              </th>
            ))}
            <th scope="col">Over all</th>
          </tr>
        </thead>
        <tbody>
          {model.buckets
            .filter((bucket) => bucket.state !== "future")
            .map((bucket) => (
              <tr key={bucket.start}>
                <th scope="row" data-align="left">
                  {bucket.label}
                  {bucket.state === "unfinished" && <span className="text-ink-3"> so far</span>}
                </th>
                {bucket.values.map((value, at) => (
                  <td key={model.series[at]?.id}>{text(value)}</td>
                ))}
                <td>{text(bucket.total)}</td>
              </tr>
            ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" data-align="left">
              Whole range
            </th>
            {model.series.map((series) => (
              <td key={series.id}>{text(series.total)}</td>
            ))}
            <td>{text(model.total)}</td>
          </tr>
        </tfoot>
      </table>
    </ScrollFrame>
  )
}
