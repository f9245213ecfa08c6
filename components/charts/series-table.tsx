import { ScrollFrame } from "@/components/ui/scroll-frame"
import { formatAmount } from "@/lib/spend/metric"
import type { StackedBars } from "@/lib/spend/series"
import { toSeriesCells } from "@/lib/spend/series-cells"
import { Swatch } from "./swatch"

/** A chart's own data as a table: every bucket, every series, both totals, exact on hover. */
export function SeriesTable({ model }: { model: StackedBars }) {
  const money = (amount: string) => formatAmount(amount, model.currency)
  const texts = toSeriesCells(model)
  const exact = (amount: string | undefined) =>
    model.currency === null ? undefined : `${amount} ${model.currency}`
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
            <th scope="col">Total</th>
            {model.comparedWords && <th scope="col">{model.comparedWords}</th>}
          </tr>
        </thead>
        <tbody>
          {model.buckets
            .map((bucket, i) => ({ bucket, cells: texts.cells[i] ?? [], sum: texts.rows[i] }))
            .filter(({ bucket }) => bucket.state !== "future")
            .map(({ bucket, cells, sum }) => (
              <tr key={bucket.start}>
                <th scope="row" data-align="left">
                  {bucket.label}
                  {bucket.state === "unfinished" && <span className="text-ink-3"> so far</span>}
                </th>
                {model.series.map((series, at) => (
                  <td key={series.id} title={exact(bucket.values[at])}>
                    {cells[at]}
                  </td>
                ))}
                <td title={exact(bucket.total)}>{sum}</td>
                {model.comparedWords && (
                  <td className="text-ink-3">{bucket.compared ? money(bucket.compared.total) : "–"}</td>
                )}
              </tr>
            ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" data-align="left">
              Total
            </th>
            {model.series.map((series, at) => (
              <td key={series.id} title={exact(series.total)}>
                {texts.columns[at]}
              </td>
            ))}
            <td title={exact(model.total)}>{texts.total}</td>
            {model.comparedWords && <td />}
          </tr>
        </tfoot>
      </table>
    </ScrollFrame>
  )
}
