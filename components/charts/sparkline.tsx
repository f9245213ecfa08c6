export interface SparklineProps {
  /** Decimal strings, oldest first; null where nothing is known leaves a gap. */
  values: readonly (string | null)[]
  /** The last value is of a period still running: its segment is dashed. */
  unfinished?: boolean
  /** What the bottom stands for, where no value is lower. */
  bottom?: number
  width?: number
  height?: number
}

/** The shape of a course, without axis or words; what it says is said beside it. */
export function Sparkline({
  values,
  unfinished = false,
  bottom = 0,
  width = 72,
  height = 22,
}: SparklineProps) {
  const known = values.flatMap((value) => (value === null ? [] : [Number(value)]))
  if (known.length < 2) return null
  const max = Math.max(...known)
  const min = Math.min(...known, bottom)
  const points = values.map((value, index) => {
    if (value === null) return null
    const x = 1 + (index * (width - 4)) / (values.length - 1)
    const y = height - 2 - ((Number(value) - min) * (height - 4)) / (max - min || 1)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  const running = unfinished ? points.slice(-2) : []
  const stroke = { fill: "none", stroke: "var(--text-3)", strokeWidth: 1.25, strokeLinecap: "round" } as const
  return (
    <svg width={width} height={height} aria-hidden="true" className="inline-block align-middle print:hidden">
      {runsOf(unfinished ? points.slice(0, -1) : points).map((run) => (
        <polyline
          key={run[0]}
          // A point alone is a dot.
          points={(run.length === 1 ? [...run, ...run] : run).join(" ")}
          {...stroke}
        />
      ))}
      {running.length === 2 && !running.includes(null) && (
        <polyline points={running.join(" ")} strokeDasharray="2 2" {...stroke} />
      )}
    </svg>
  )
}

/** Points in a row without a gap. */
function runsOf(points: readonly (string | null)[]): string[][] {
  const runs: string[][] = []
  points.forEach((point, index) => {
    if (point === null) return
    const run = points[index - 1] === null ? undefined : runs.at(-1)
    if (run) run.push(point)
    else runs.push([point])
  })
  return runs
}
