import { formatTenths } from "@/lib/money-format"
import type { Colour } from "@/lib/spend/colour"
import { colourStyle } from "./colour"

export interface ShareBarProps {
  /** Tenths of a percent; null where there is nothing to share. */
  tenths: number | null
  colour: Colour | null
}

/** A share as a bar of 6 px and in figures; on phones the figures alone. */
export function ShareBar({ tenths, colour }: ShareBarProps) {
  if (tenths === null) return <span className="text-ink-3">–</span>
  const width = Math.max(0, Math.min(1000, tenths)) / 10
  return (
    <span className="flex items-center gap-2 md:min-w-[132px]">
      <span
        className="hidden h-1.5 flex-1 overflow-hidden rounded-[1px] bg-hover md:block print:hidden"
        aria-hidden="true"
      >
        <span className="block h-full bg-(--c)" style={{ ...colourStyle(colour), width: `${width}%` }} />
      </span>
      <span className="ml-auto w-[42px] text-right text-ink-2">{formatTenths(tenths)}</span>
    </span>
  )
}
