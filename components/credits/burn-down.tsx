import type { BurnDown as Model } from "./burn-down-model"

const [WIDTH, HEIGHT] = [600, 96]
const DAY = 86_400_000

/** Steps down by day: a credit falls when a call is paid, not between. */
function pathOf(points: Model["points"]): string {
  const days = points.map(({ day }) => Date.parse(day) / DAY)
  const first = (days[0] ?? 0) - 1
  const length = Math.max(1, (days.at(-1) ?? 1) - first)
  const x = (day: number) => (((day - first) * WIDTH) / length).toFixed(1)
  const y = (share: number) => (2 + (1 - share) * (HEIGHT - 4)).toFixed(1)
  const steps = points.map(({ share }, i) => `H${x(days[i] ?? first)}V${y(share)}`)
  return `M0,${y(1)}${steps.join("")}H${WIDTH}`
}

/** What was left of a grant over time, with its days as a table beside it. */
export function BurnDown({ points, summary }: Model) {
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return <p className="text-ink-3">{summary} It has paid nothing yet.</p>
  return (
    <figure aria-label={summary} className="m-0 min-w-0">
      <figcaption className="mb-2">{summary}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-24 w-full"
        aria-hidden="true"
      >
        <path d={`${pathOf(points)}V${HEIGHT}H0Z`} fill="var(--accent)" fillOpacity={0.12} />
        <path
          d={pathOf(points)}
          fill="none"
          stroke="var(--accent)"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
        <line x1={0} x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} stroke="var(--border-strong)" />
      </svg>
      <div className="flex justify-between text-xs text-ink-3">
        <span>{first.day}</span>
        <span>{last.day}</span>
      </div>
      <details className="mt-1 text-xs">
        <summary className="cursor-pointer py-1 text-ink-2">View as table: {points.length} days</summary>
        <table className="w-full max-w-md tabular-nums">
          <thead>
            <tr className="text-ink-3">
              <th className="py-1 text-left font-normal">Day</th>
              <th className="text-right font-normal">Paid</th>
              <th className="text-right font-normal">Left</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ day, used, left }) => (
              <tr key={day} className="border-t border-line">
                <th className="py-1 text-left font-normal">{day}</th>
                <td className="text-right">{used}</td>
                <td className="text-right">{left}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
