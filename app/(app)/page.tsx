import type { Metadata } from "next"
import { Suspense } from "react"
import { PageActions } from "@/components/exports/page-actions"
import { OverviewSkeleton } from "@/components/overview/overview-skeleton"
import { PageHeader, Wrap } from "@/components/shell/page"
import { DemoNotice } from "./demo-notice"
import { FreshBar } from "./fresh-bar"
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
      <FreshBar>
        <ViewBar />
      </FreshBar>
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
