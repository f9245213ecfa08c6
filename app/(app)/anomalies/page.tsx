import type { Metadata } from "next"
import { Suspense } from "react"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { AnomaliesSection } from "./anomalies-section"

export const metadata: Metadata = { title: "Anomalies" }

/** Hours that cost far more than hours like them. */
export default function AnomaliesPage() {
  return (
    <>
      <PageHeader title="Anomalies" />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading anomalies" rows={5} />}>
            <AnomaliesSection />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
