import type { Metadata } from "next"
import { Suspense } from "react"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { ReportsSection } from "./reports-section"

export const metadata: Metadata = { title: "Reports" }

/** Views that are mailed on their own. */
export default function ReportsPage({ searchParams }: PageProps<"/reports">) {
  return (
    <>
      <PageHeader title="Reports" />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading reports" rows={5} />}>
            <ReportsSection searchParams={searchParams} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
