"use client"

import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react"

export interface OpensLaterProps {
  /** The button as it stands until it is first pressed; it must call `open`. */
  button: (open: () => void) => ReactNode
  /** What is fetched then: it shows the same button, and is open. */
  children: ReactNode
  /** As if the button had been pressed already. */
  open?: boolean
}

/** Keeps a dialog and all that it needs off the page's first load. */
export function OpensLater({ button, children, open = false }: OpensLaterProps) {
  const [asked, setAsked] = useState(open)
  const waiting = button(() => setAsked(true))
  return asked ? <Suspense fallback={waiting}>{children}</Suspense> : waiting
}

/** A component that is fetched when it is first shown. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }))
}
