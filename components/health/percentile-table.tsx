import { ScrollFrame } from "@/components/ui/scroll-frame"
import { formatWait, type PercentileLines } from "@/lib/health/series"
import { formatCount } from "@/lib/money-format"

/** Waiting times by bucket, as figures. */
export function PercentileTable({ model }: { model: PercentileLines }) {
  return (
    <ScrollFrame label={model.summary} focusable>
      <table className="table" data-density="tight" aria-label={model.summary}>
        <thead>
          <tr>
            <th scope="col" data-align="left">
              When
            </th>
            <th scope="col">Calls</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">p99</th>
          </tr>
        </thead>
        <tbody>
          {model.buckets.map(({ start, label, state, n, p50, p95, p99 }) => (
            <tr key={start}>
              <th scope="row" data-align="left">
                {label}
                {state === "unfinished" && <span className="text-ink-3"> so far</span>}
              </th>
              <td>{formatCount(n)}</td>
              <td>{formatWait(p50)}</td>
              <td>{formatWait(p95)}</td>
              <td>{formatWait(p99)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
