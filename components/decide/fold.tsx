import type { ReactNode } from "react"

/** Something to read when it is wanted. */
export function Fold({
  title,
  open = false,
  children,
}: {
  title: string
  open?: boolean
  children: ReactNode
}) {
  return (
    <details open={open} className="border-t border-line py-2 first:border-t-0">
      <summary className="cursor-pointer">{title}</summary>
      <div className="pt-2 pb-1 text-ink-2">{children}</div>
    </details>
  )
}
