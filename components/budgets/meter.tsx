const FILL = { over: "bg-bad", warning: "bg-warn", within: "bg-ink-3", unknown: "bg-ink-3" } as const

/** Solid: spent; the mark is the limit. It repeats what the row says in figures. */
export function Meter({ percent, state }: { percent: string | null; state: keyof typeof FILL }) {
  if (percent === null) return <span aria-hidden="true">–</span>
  const width = Math.min(100, Math.max(0, Number(percent) * 0.8))
  return (
    <span aria-hidden="true" className="relative block h-1.5 w-full min-w-24 bg-hover">
      <span className={`absolute inset-y-0 left-0 ${FILL[state]}`} style={{ width: `${width}%` }} />
      <span className="absolute -inset-y-1 left-[80%] w-px bg-ink" />
    </span>
  )
}
