"use client"

import { type ReactNode, Suspense, useEffect, useState } from "react"

export interface OnceStandingProps {
  /** What takes the place until then, of the same size. */
  waiting: ReactNode
  /** What is fetched once the page itself stands. */
  children: ReactNode
}

/** Keeps what a page can begin without off its first load. */
export function OnceStanding({ waiting, children }: OnceStandingProps) {
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  return ready ? <Suspense fallback={waiting}>{children}</Suspense> : waiting
}
