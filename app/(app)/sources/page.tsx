import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { PageHeader, Wrap } from "@/components/shell/page"
import { NewKeyProvider } from "@/components/sources/new-key"
import { Skeleton } from "@/components/ui/skeleton"
import { ArrivalsSection } from "./arrivals-section"
import { CreateKeyAction, NewKeyPlace } from "./create-key"
import { KeysSection } from "./keys-section"
import { RefusalsSection } from "./refusals-section"
import { SourcesSection } from "./sources-section"

export const metadata: Metadata = { title: "Sources" }

/** Where events come from, with which keys, and what was refused of them. */
export default function SourcesPage() {
  return (
    <NewKeyProvider>
      <PageHeader
        title="Sources"
        actions={
          <Suspense>
            <CreateKeyAction />
          </Suspense>
        }
      />
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Wrap>
        <Suspense>
          <NewKeyPlace />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading sources" rows={5} />}>
          <SourcesSection />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading arrivals" rows={5} />}>
          <ArrivalsSection />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading keys" rows={5} />}>
          <KeysSection />
        </Suspense>
        <Suspense fallback={<Skeleton label="Loading refused events" rows={5} />}>
          <RefusalsSection />
        </Suspense>
      </Wrap>
    </NewKeyProvider>
  )
}
