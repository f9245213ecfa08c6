import type { Metadata } from "next"
import { Suspense } from "react"
import { PageActions } from "@/components/exports/page-actions"
import { OverviewSkeleton } from "@/components/overview/overview-skeleton"
import { PageHeader, StickyBar, Wrap } from "@/components/shell/page"
import { DemoNotice } from "./demo-notice"
import { LedgerFreshness } from "./ledger-freshness"
import { OverviewBody } from "./overview-body"
import { ViewActions } from "./view-actions"
import { ViewBar } from "./view-bar"

export const metadata: Metadata = { title: "Overview" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What was spent, against what, by whom, and on what it stands. */
export default function OverviewPage({ searchParams }: Props) {
  return (
    <>
      <PageHeader title="Overview" actions={<PageActions table views={<ViewActions page="/" />} />} />
      <StickyBar
        freshness={
          <Suspense fallback={<span className="text-xs">{"\u00a0"}</span>}>
            <LedgerFreshness />
          </Suspense>
        }
      >
        <Suspense fallback={<span className="h-(--control)" />}>
          <ViewBar />
        </Suspense>
      </StickyBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Suspense
        fallback={
          <Wrap>
            <OverviewSkeleton />
          </Wrap>
        }
      >
        <OverviewBody searchParams={searchParams} />
      </Suspense>
    </>
  )
}
