"use client"

import { type ReactNode, Suspense } from "react"
import { Skeleton } from "@/components/ui/skeleton"

// Both stand-ins are made here and not on the page: one that the page streams may arrive in pieces, and
// a piece that comes after the content itself finds no place any more and fails in the browser.

/** Holds a section's place until it is read. */
export function Waiting({ label, rows, children }: { label: string; rows: number; children: ReactNode }) {
  return <Suspense fallback={<Skeleton label={label} rows={rows} />}>{children}</Suspense>
}

/** Holds a headline figure's place until it is read; a whole figure of its own would load with the page. */
export function WaitingKpi({ label, children }: { label: string; children: ReactNode }) {
  const waiting = (
    <div className="kpi">
      <dt className="text-ink-3 text-xs">{label}</dt>
      <dd>–</dd>
    </div>
  )
  return <Suspense fallback={waiting}>{children}</Suspense>
}
