import type { Metadata } from "next"
import { Suspense } from "react"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { SmokeBody } from "./smoke-body"

export const metadata: Metadata = { title: "Smoke" }

/** What routes have, lack and add, by the smoke suite. */
export default function SmokePage({ searchParams }: PageProps<"/smoke">) {
  return (
    <>
      <PageHeader
        title="Smoke"
        actions={
          <>
            <PrintButton />
            <CopyLink />
          </>
        }
      />
      <Wrap>
        <div className="py-4">
          <Suspense fallback={<Skeleton label="Loading smoke runs" rows={18} />}>
            <SmokeBody searchParams={searchParams} />
          </Suspense>
        </div>
      </Wrap>
    </>
  )
}
