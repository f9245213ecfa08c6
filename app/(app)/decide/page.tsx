import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewActions } from "@/app/(app)/view-actions"
import { DecideExport } from "@/components/decide/decide-export"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import { PageHeader, Wrap } from "@/components/shell/page"
import { ButtonLink } from "@/components/ui/button"
import { Skeleton } from "@/components/ui/skeleton"
import { WITHOUT_DATA } from "@/lib/decision/without-data"
import { DecideBody } from "./decide-body"
import { DecideControls } from "./decide-controls"

export const metadata: Metadata = { title: "Decide" }

/** Gateway or direct, from own traffic or from typed volumes. */
export default function DecidePage({ searchParams }: PageProps<"/decide">) {
  return (
    <>
      <PageHeader
        title="Decide"
        view="Gateway or direct?"
        actions={
          <>
            <span className="max-md:hidden">
              <ButtonLink kind="plain" href={WITHOUT_DATA} prefetch={false}>
                Use without data
              </ButtonLink>
            </span>
            <ViewActions page="/decide" />
            <DecideExport />
            <PrintButton />
            <CopyLink />
          </>
        }
      />
      <FreshBar>
        <DecideControls />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading the decision" rows={16} />}>
          <DecideBody searchParams={searchParams} />
        </Suspense>
      </Wrap>
    </>
  )
}
