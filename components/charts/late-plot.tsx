import { type ReactNode, Suspense, useSyncExternalStore } from "react"

const never = () => () => undefined

/** The chart library is the heaviest thing on a page, and draws in a browser only: figures and tables do not wait for it. */
export function LatePlot({ children }: { children: ReactNode }) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const room = <div className="skeleton h-full rounded-sm bg-well" />
  return inBrowser ? <Suspense fallback={room}>{children}</Suspense> : room
}
