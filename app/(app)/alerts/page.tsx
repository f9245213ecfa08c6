import type { Metadata } from "next"
import { Suspense } from "react"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { AlertsSection } from "./alerts-section"
import { WatchedSection } from "./watched-section"

export const metadata: Metadata = { title: "Alerts" }

/** What somebody should know, and by what it is noticed. */
export default function AlertsPage({ searchParams }: Pick<PageProps<"/alerts">, "searchParams">) {
  return (
    <>
      <PageHeader title="Alerts" />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading alerts" rows={5} />}>
            <AlertsSection />
          </Suspense>
          <Suspense fallback={<Skeleton label="Loading rules" rows={5} />}>
            <WatchedSection searchParams={searchParams} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
