import type { Metadata } from "next"
import { Suspense } from "react"
import { SettingsBody } from "@/components/settings/settings-body"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Skeleton } from "@/components/ui/skeleton"
import { EntrySection } from "./entry-section"

export const metadata: Metadata = { title: "Audit entry" }

/** One entry of the trail: its address stays. */
export default function AuditEntryPage({ params }: { params: Promise<{ id: string }> }) {
  return (
    <>
      <SettingsHeader />
      <SettingsBody>
        <Suspense fallback={<Skeleton label="Loading the entry" rows={8} />}>
          <EntrySection params={params} />
        </Suspense>
      </SettingsBody>
    </>
  )
}
