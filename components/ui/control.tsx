import { clsx } from "clsx"
import type { ComponentProps, ReactNode } from "react"

export interface ControlProps extends Omit<ComponentProps<"button">, "className" | "value"> {
  /** What is set, in grey: `Range`. */
  label?: string
  /** What it is set to. */
  value: ReactNode
  /** Dashed, without the caret: the place of something that is not there yet. */
  adds?: boolean
}

/** The button of a menu or picker: `Range 1–19 Nov ▾`. */
export function Control({ label, value, adds = false, ...rest }: ControlProps) {
  return (
    <button
      type="button"
      className={clsx(
        "inline-flex h-(--control) flex-none items-center gap-1.5 rounded-md border px-2.5 whitespace-nowrap hover:bg-hover",
        "transition-colors duration-(--fast) ease-(--ease)",
        adds
          ? "border-dashed border-control text-ink-2 print:hidden"
          : "caret border-control bg-surface print:border-0 print:p-0",
      )}
      {...rest}
    >
      {label && <span className="text-ink-3">{label}</span>}
      {value}
    </button>
  )
}

/** The box of everything that floats. */
export const floatClass = "float-in z-20 rounded-md border border-line bg-pop shadow-float"
