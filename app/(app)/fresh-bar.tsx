import { type ReactNode, Suspense } from "react"
import { StickyBar } from "@/components/shell/page"
import { LedgerFreshness } from "./ledger-freshness"

/** Row 2 of a page of figures: its controls, and how fresh the figures are. Both hold their place until they are read. */
export function FreshBar({ children }: { children: ReactNode }) {
  return (
    <StickyBar
      freshness={
        <Suspense fallback={<span className="text-xs">{"\u00a0"}</span>}>
          <LedgerFreshness />
        </Suspense>
      }
    >
      <Suspense fallback={<span className="h-(--control)" />}>{children}</Suspense>
    </StickyBar>
  )
}
