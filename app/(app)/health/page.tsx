import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewActions } from "@/app/(app)/view-actions"
import { ViewBar } from "@/app/(app)/view-bar"
import { TableExport } from "@/components/exports/table-export"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { HealthBody } from "./health-body"
import { HEALTH_VIEW } from "./health-view"

export const metadata: Metadata = { title: "Health" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** How providers did, from our own traffic. */
export default function HealthPage({ searchParams }: Props) {
  return (
    <>
      <PageHeader
        title="Health"
        actions={
          <>
            <ViewActions page="/health" />
            <TableExport file="health.csv" defaults={HEALTH_VIEW} />
            <PrintButton />
            <CopyLink />
          </>
        }
      />
      <FreshBar>
        <ViewBar groups={false} defaults={HEALTH_VIEW} />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading health" rows={18} />}>
          <HealthBody searchParams={searchParams} />
        </Suspense>
      </Wrap>
    </>
  )
}
