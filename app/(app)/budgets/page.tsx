import type { Metadata } from "next"
import { Suspense } from "react"
import { BudgetsExport } from "@/components/budgets/budgets-export"
import { CopyLink } from "@/components/filters/copy-link"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { BudgetAction } from "./budget-action"
import { BudgetsSection } from "./budgets-section"

export const metadata: Metadata = { title: "Budgets" }

/** What parts of the spend may cost, where they stand and how they go. */
export default function BudgetsPage({ searchParams }: PageProps<"/budgets">) {
  return (
    <>
      <PageHeader
        title="Budgets"
        actions={
          <>
            <BudgetsExport />
            <CopyLink />
            <Suspense>
              <BudgetAction />
            </Suspense>
          </>
        }
      />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading budgets" rows={14} />}>
            <BudgetsSection searchParams={searchParams} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
