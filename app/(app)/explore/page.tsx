import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewActions } from "@/app/(app)/view-actions"
import { ViewBar } from "@/app/(app)/view-bar"
import { PageActions } from "@/components/exports/page-actions"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { ExploreBody } from "./explore-body"

export const metadata: Metadata = { title: "Explore" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** Any question about spend, and the address is the question. */
export default function ExplorePage({ searchParams }: Props) {
  return (
    <>
      <PageHeader title="Explore" actions={<PageActions table views={<ViewActions page="/explore" />} />} />
      <FreshBar>
        <ViewBar levels={2} />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading spend" rows={18} />}>
          <ExploreBody searchParams={searchParams} />
        </Suspense>
      </Wrap>
    </>
  )
}
