import type { Metadata } from "next"
import { Suspense } from "react"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { BudgetsSection } from "./budgets-section"

export const metadata: Metadata = { title: "Budgets" }

/** What parts of the spend may cost, and where they stand. */
export default function BudgetsPage({ searchParams }: PageProps<"/budgets">) {
  return (
    <>
      <PageHeader title="Budgets" />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading budgets" rows={8} />}>
            <BudgetsSection searchParams={searchParams} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
