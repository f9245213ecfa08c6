import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { CopyLink } from "@/components/filters/copy-link"
import { PrintButton } from "@/components/print/print-button"
import { PageHeader, Wrap } from "@/components/shell/page"
import { ButtonLink } from "@/components/ui/button"
import { Skeleton } from "@/components/ui/skeleton"
import { DecideBody } from "./decide-body"
import { DecideControls } from "./decide-controls"

export const metadata: Metadata = { title: "Decide" }

const WITHOUT_DATA =
  "/decide?volume=anthropic:claude-sonnet-5:40000:120:40:16&volume=openai:gpt-5.6-sol:60000:150:30:20&volume=deepseek:deepseek-v4-flash:80000:300:50:40"

/** Gateway or direct, from own traffic or from typed volumes. */
export default function DecidePage({ searchParams }: PageProps<"/decide">) {
  return (
    <>
      <PageHeader
        title="Decide"
        view="Gateway or direct?"
        actions={
          <>
            <ButtonLink kind="plain" href={WITHOUT_DATA} prefetch={false}>
              Use without data
            </ButtonLink>
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
