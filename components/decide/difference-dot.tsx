/** Places on a scale of 0 to 140: no difference stands at 70. */
export interface DotPlace {
  at: number
  low: number | null
  high: number | null
}

/** A difference as a point with its interval; what others are compared with is hollow. */
export function DifferenceDot({ place: { at, low, high } }: { place: DotPlace }) {
  const isBase = low === null && at === 70
  return (
    <svg width="140" height="16" aria-hidden="true" className="ml-auto block">
      <line x1="70" x2="70" y1="0" y2="16" stroke="var(--border-strong)" />
      {low !== null && high !== null && (
        <line x1={low} x2={high} y1="8" y2="8" stroke="var(--text-2)" strokeWidth="2" />
      )}
      <circle
        cx={at}
        cy="8"
        r="3.5"
        fill={isBase ? "var(--surface-0)" : "var(--text-1)"}
        stroke={isBase ? "var(--text-2)" : "none"}
        strokeWidth="1.5"
      />
    </svg>
  )
}
