import type { ReactNode } from "react"

/** `action` is a link within the sentence (`inline`). Stands below the header of every page while demo data is in the ledger. */
export function DemoLine({ action }: { action?: ReactNode }) {
  return (
    <div className="border-t border-line bg-well print:hidden">
      <p className="max-w-(--page-max) px-(--gutter) py-1.5 text-xs text-ink-2">Demo data. {action}</p>
    </div>
  )
}
