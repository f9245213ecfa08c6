import { clsx } from "clsx"
import { formatClock, formatLag, zoneShort } from "@/lib/time-format"

export interface FreshnessProps {
  /** Everything acknowledged before this instant is in the figures. */
  asOf: Date
  /** How far `asOf` lies behind. */
  lagMs: number
  zone: string
}

const LATE_MS = 60_000
const STALE_MS = 600_000

/** `Data to 10:24:31 CET · lag 0.8 s`, or how far behind when that matters. */
export function Freshness({ asOf, lagMs, zone }: FreshnessProps) {
  const late = lagMs > LATE_MS
  const stale = lagMs > STALE_MS
  const clock = `${formatClock(asOf, zone)} ${zoneShort(asOf, zone)}`
  return (
    <span
      className={clsx("text-xs whitespace-nowrap", stale ? "text-bad" : late ? "text-warn" : "text-ink-3")}
    >
      <span
        aria-hidden="true"
        className={clsx(
          "mr-1.5 inline-block size-1.5 align-[1px]",
          stale ? "bg-bad-fill" : late ? "shape-warn !size-2" : "rounded-full bg-ok-fill",
        )}
      />
      Data to {clock}
      {late ? `, ${formatLag(lagMs)} behind` : ` · lag ${formatLag(lagMs)}`}
    </span>
  )
}
