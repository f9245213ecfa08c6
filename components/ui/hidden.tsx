import type { ReactNode } from "react"

/** For screen readers alone. */
export function Hidden({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>
}
