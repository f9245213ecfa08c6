import type { ReactNode } from "react"

/** Nothing to show, and why; what to do about it stands beside or below. */
export function EmptyState({
  text,
  action,
  children,
}: {
  text: string
  action?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="py-2">
      <p className="flex flex-wrap items-baseline gap-x-4 text-ink-2">
        {text}
        {action}
      </p>
      {children && <div className="mt-4">{children}</div>}
    </div>
  )
}
