import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewActions } from "@/app/(app)/view-actions"
import { TableExport } from "@/components/exports/table-export"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { RECONCILE_VIEW } from "@/lib/reconcile/address"
import { ImportAction } from "./import-action"
import { ReconcileBody } from "./reconcile-body"
import { ReconcileControls } from "./reconcile-controls"

export const metadata: Metadata = { title: "Reconcile" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What providers billed against what the ledger holds. */
export default function ReconcilePage({ searchParams }: Props) {
  return (
    <>
      <PageHeader
        title="Reconcile"
        actions={
          <>
            <ViewActions page="/reconcile" />
            <TableExport file="reconcile.csv" defaults={RECONCILE_VIEW} />
            <PrintButton />
            <CopyLink />
            <span className="max-md:hidden">
              <Suspense>
                <ImportAction />
              </Suspense>
            </span>
          </>
        }
      />
      <FreshBar>
        <ReconcileControls />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <div className="pt-4">
          <Suspense fallback={<Skeleton label="Loading bills" rows={18} />}>
            <ReconcileBody searchParams={searchParams} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
