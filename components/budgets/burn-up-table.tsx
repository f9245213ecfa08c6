import { ScrollFrame } from "@/components/ui/scroll-frame"
import { UNKNOWN } from "@/lib/money-format"
import type { BurnUpModel } from "./burn-up-model"

/** The chart's own data, bucket by bucket. */
export function BurnUpTable({ model }: { model: BurnUpModel }) {
  return (
    <ScrollFrame label={model.summary} focusable>
      <table className="table" data-density="tight">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              By the end of
            </th>
            <th scope="col">Spent</th>
            <th scope="col">Forecast</th>
            <th scope="col">80% interval</th>
            <th scope="col">Straight line</th>
            <th scope="col">Limit</th>
          </tr>
        </thead>
        <tbody>
          {model.buckets.map(({ start, label, spent, forecast, interval, line, limit }) => (
            <tr key={start}>
              <th scope="row" data-align="left">
                {label}
              </th>
              <td>{spent ?? UNKNOWN}</td>
              <td>{forecast ?? UNKNOWN}</td>
              <td>{interval ?? UNKNOWN}</td>
              <td>{line ?? UNKNOWN}</td>
              <td>{limit ?? UNKNOWN}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
