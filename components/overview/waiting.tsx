"use client"

import { type ReactNode, Suspense } from "react"
import { Kpi } from "@/components/ui/kpi"
import { Skeleton } from "@/components/ui/skeleton"
import { UNKNOWN } from "@/lib/money-format"

// Both stand-ins are made here and not on the page: one that the page streams may arrive in pieces, and
// a piece that comes after the content itself finds no place any more and fails in the browser.

/** Holds a section's place until it is read. */
export function Waiting({ label, rows, children }: { label: string; rows: number; children: ReactNode }) {
  return <Suspense fallback={<Skeleton label={label} rows={rows} />}>{children}</Suspense>
}

/** Holds a headline figure's place until it is read. */
export function WaitingKpi({ label, children }: { label: string; children: ReactNode }) {
  return <Suspense fallback={<Kpi label={label} value={UNKNOWN} />}>{children}</Suspense>
}
