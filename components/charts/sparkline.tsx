export interface SparklineProps {
  /** Decimal strings, oldest first. */
  values: readonly string[]
  /** The last value is of a period still running: its segment is dashed. */
  unfinished?: boolean
  width?: number
  height?: number
}

/** The shape of a course, without axis or words; what it says is said beside it. */
export function Sparkline({ values, unfinished = false, width = 72, height = 22 }: SparklineProps) {
  if (values.length < 2) return null
  const numbers = values.map(Number)
  const max = Math.max(...numbers)
  const min = Math.min(...numbers, 0)
  const points = numbers.map((value, index) => {
    const x = 1 + (index * (width - 4)) / (numbers.length - 1)
    const y = height - 2 - ((value - min) * (height - 4)) / (max - min || 1)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  const done = unfinished ? points.slice(0, -1) : points
  const stroke = { fill: "none", stroke: "var(--text-3)", strokeWidth: 1.25 }
  return (
    <svg width={width} height={height} aria-hidden="true" className="inline-block align-middle print:hidden">
      <polyline points={done.join(" ")} {...stroke} />
      {unfinished && <polyline points={points.slice(-2).join(" ")} strokeDasharray="2 2" {...stroke} />}
    </svg>
  )
}
