const FILL = {
  over: "bg-bad-fill",
  warning: "bg-warn-fill",
  within: "bg-ink-3",
  unknown: "bg-ink-3",
} as const
const INK = {
  over: "text-bad-fill",
  warning: "text-warn-fill",
  within: "text-ink-3",
  unknown: "text-ink-3",
} as const

/** The limit stands at four fifths, so that what goes beyond it has room. */
const widthOf = (percent: number) => Math.min(100, Math.max(0, percent * 0.8))

export interface MeterProps {
  /** Of the limit, in percent. */
  percent: string | null
  /** What the forecast says of the period's end, in percent of the limit. */
  ahead?: number | null
  state: keyof typeof FILL
}

/** Solid: spent; hatched: forecast; the mark is the limit. It repeats what the row says in figures. */
export function Meter({ percent, ahead = null, state }: MeterProps) {
  if (percent === null) return <span aria-hidden="true">–</span>
  const spent = widthOf(Number(percent))
  const end = ahead === null ? spent : Math.max(spent, widthOf(ahead))
  return (
    <span aria-hidden="true" className="relative block h-1.5 w-full min-w-24 bg-hover">
      <span className={`absolute inset-y-0 left-0 ${FILL[state]}`} style={{ width: `${spent}%` }} />
      {end > spent && (
        <span
          className={`meter-ahead absolute inset-y-0 ${INK[state]}`}
          style={{ left: `${spent}%`, width: `${end - spent}%` }}
        />
      )}
      <span className="absolute -inset-y-1 left-[80%] w-0.5 -translate-x-px bg-ink" />
    </span>
  )
}
