import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewBar } from "@/app/(app)/view-bar"
import { CopyLink } from "@/components/filters/copy-link"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { CoverageSection } from "./coverage-section"
import { NamesSection } from "./names-section"
import { RulesSection } from "./rules-section"

export const metadata: Metadata = { title: "Attribution" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** How much of the spend has an owner, and the rules and names that give it one. */
export default function AttributionPage({ searchParams }: Props) {
  return (
    <>
      <PageHeader title="Attribution" actions={<CopyLink />} />
      <FreshBar>
        <ViewBar groups={false} />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading coverage" rows={6} />}>
          <CoverageSection searchParams={searchParams} />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading rules" rows={4} />}>
          <RulesSection />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading names" rows={3} />}>
          <NamesSection />
        </Suspense>
      </Wrap>
    </>
  )
}
