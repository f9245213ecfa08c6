import type { ReactNode } from "react"

export interface ScrollFrameProps {
  label: string
  /** Without a link or button inside, the frame itself takes the focus, so that the keyboard can scroll it. */
  focusable?: boolean
  children: ReactNode
}

/** Scrolls sideways by itself, so that the page does not. */
export function ScrollFrame({ label, focusable = false, children }: ScrollFrameProps) {
  return (
    <section aria-label={label} className="table-frame" {...(focusable ? { tabIndex: 0 } : {})}>
      {children}
    </section>
  )
}
