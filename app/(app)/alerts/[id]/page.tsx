import type { Metadata } from "next"
import { Suspense } from "react"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { AlertSection } from "./alert-section"

export const metadata: Metadata = { title: "Alert" }

/** One alert: what it said, and what became of it. */
export default function AlertPage({ params }: PageProps<"/alerts/[id]">) {
  return (
    <>
      <PageHeader title="Alert" />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading the alert" rows={8} />}>
            <AlertSection params={params} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
