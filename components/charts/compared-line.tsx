import { useXAxisScale, useYAxisScale } from "recharts"
import type { PlotRow } from "./plot"

/** The compared period: a dashed stroke over each bucket, on a casing that keeps it visible on the bars. */
export function ComparedLine({ rows }: { rows: readonly PlotRow[] }) {
  const x = useXAxisScale()
  const y = useYAxisScale()
  if (!x || !y) return null
  const path = rows.flatMap(({ index, compared }) => {
    const [from, to] = [x(index, { position: "start" }), x(index, { position: "end" })]
    const level = compared === null ? undefined : y(compared)
    if (from === undefined || to === undefined || level === undefined) return []
    return `M${(from + 1).toFixed(1)},${level.toFixed(1)}H${(to - 1).toFixed(1)}`
  })
  const d = path.join("")
  return (
    <g pointerEvents="none">
      <path d={d} fill="none" stroke="var(--surface-0)" strokeWidth={3} />
      <path d={d} fill="none" stroke="var(--text-1)" strokeWidth={1.5} strokeDasharray="3 2" />
    </g>
  )
}
