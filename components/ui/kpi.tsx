import { Children, type CSSProperties, type ReactNode } from "react"

/** Up to five headline figures in a row; on phones two columns, the first over both. */
export function KpiRow({ children }: { children: ReactNode }) {
  const rest = { "--rest": Children.toArray(children).length - 1 } as CSSProperties
  return (
    <dl
      style={rest}
      className="kpi-row grid grid-cols-2 gap-y-4 py-4 md:grid-cols-3 md:gap-y-5 md:py-5 lg:grid-cols-[1.25fr_repeat(var(--rest),1fr)]"
    >
      {children}
    </dl>
  )
}

export interface KpiProps {
  label: ReactNode
  value: string
  /** Cents or the unit, set small beside the value. */
  small?: string
  sparkline?: ReactNode
  /** The change in words: `up 12.5%`. */
  delta?: string
  /** What stands on the delta's line after it: `, $4,898.21 more`. */
  after?: ReactNode
  /** The second line: what it is against. */
  against?: ReactNode
}

export function Kpi({ label, value, small, sparkline, delta, after, against }: KpiProps) {
  return (
    <div className="kpi min-w-0 overflow-hidden">
      <dt className="text-xs text-ink-3 md:whitespace-nowrap">{label}</dt>
      <dd className="mt-0.5 flex items-center justify-between gap-3">
        <span className="text-(length:--kpi-size) leading-tight font-medium tracking-figure whitespace-nowrap">
          {value}
          {small && <small className="text-lg font-regular tracking-[-0.01em] text-ink-3">{small}</small>}
        </span>
        {sparkline && <span className="kpi-spark flex-none">{sparkline}</span>}
      </dd>
      <dd className="mt-0.5 text-xs leading-[1.4] text-ink-2">
        {delta && <b className="font-medium text-ink">{delta}</b>}
        {after}
        {against && (
          <>
            <br />
            {against}
          </>
        )}
      </dd>
    </div>
  )
}
