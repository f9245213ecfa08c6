import type { ReactNode } from "react"

/** What keeps a whole form from being accepted, said above its fields. */
export function FormFault({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2 text-bad">
      {children}
    </p>
  )
}
