import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewActions } from "@/app/(app)/view-actions"
import { ViewBar } from "@/app/(app)/view-bar"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { ChangeBody } from "./change-body"

export const metadata: Metadata = { title: "Why it changed" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** Why spend differs between two periods, to the last digit. */
export default function ChangePage({ searchParams }: Props) {
  return (
    <>
      <PageHeader
        title="Why it changed"
        actions={
          <>
            <ViewActions page="/change" />
            <PrintButton />
            <CopyLink />
          </>
        }
      />
      <FreshBar>
        <ViewBar />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading the change" rows={18} />}>
          <ChangeBody searchParams={searchParams} />
        </Suspense>
      </Wrap>
    </>
  )
}
