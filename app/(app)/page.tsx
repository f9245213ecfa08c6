import type { Metadata } from "next"
import { Suspense } from "react"
import { CopyLink } from "@/components/filters/copy-link"
import { PageHeader, StickyBar, Wrap } from "@/components/shell/page"
import { ChartSkeleton, KpiSkeleton, Skeleton } from "@/components/ui/skeleton"
import { parseView } from "@/lib/spend/url"
import { OverviewBar, OverviewDemoLine, OverviewFreshness } from "./overview-bar"
import { OverviewLead } from "./overview-lead"
import { OverviewTops } from "./overview-tops"

export const metadata: Metadata = { title: "Overview" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What was spent, on what, and what the figures do not hold. */
export default function OverviewPage({ searchParams }: Props) {
  return (
    <>
      <PageHeader title="Overview" actions={<CopyLink />} />
      <StickyBar
        freshness={
          <Suspense>
            <OverviewFreshness />
          </Suspense>
        }
      >
        <Suspense fallback={<span className="h-(--control)" />}>
          <OverviewBar />
        </Suspense>
      </StickyBar>
      <Suspense>
        <OverviewDemoLine />
      </Suspense>
      <Wrap>
        <Suspense fallback={<LeadSkeleton />}>
          <Body searchParams={searchParams} />
        </Suspense>
      </Wrap>
    </>
  )
}

async function Body({ searchParams }: Props) {
  const view = parseView(await searchParams)
  return (
    <>
      <Suspense fallback={<LeadSkeleton />}>
        <OverviewLead view={view} />
      </Suspense>
      <Suspense fallback={<Skeleton label="Loading the largest of each dimension" rows={16} />}>
        <OverviewTops view={view} />
      </Suspense>
    </>
  )
}

function LeadSkeleton() {
  return (
    <>
      <KpiSkeleton count={5} />
      <ChartSkeleton label="Loading spend per day" />
      <Skeleton label="Loading spend by group" rows={8} />
    </>
  )
}
