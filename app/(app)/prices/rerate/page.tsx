import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { PageHeader, Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { TextLink } from "@/components/ui/text-link"
import { FormSection } from "./form-section"
import { JournalSection } from "./journal-section"
import { RerateSection } from "./rerate-section"

export const metadata: Metadata = { title: "Re-rate" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** New prices for calls of the past: the dry run, the apply, and the journal of both. */
export default function ReratePage({ searchParams }: Props) {
  return (
    <>
      <PageHeader title="Re-rate" actions={<TextLink href="/prices">Prices</TextLink>} />
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading the form" rows={3} />}>
          <FormSection searchParams={searchParams} />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading the re-rate" rows={8} />}>
          <RerateSection searchParams={searchParams} />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading the journal" rows={4} />}>
          <JournalSection />
        </Suspense>
      </Wrap>
    </>
  )
}
