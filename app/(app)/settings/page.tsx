import type { Metadata } from "next"
import { Suspense } from "react"
import { SettingsBody } from "@/components/settings/settings-body"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Skeleton } from "@/components/ui/skeleton"
import { OrganisationSection } from "./organisation-section"

export const metadata: Metadata = { title: "Settings" }

/** What holds for the whole organisation. */
export default function SettingsPage() {
  return (
    <>
      <SettingsHeader />
      <SettingsBody>
        <Suspense fallback={<Skeleton label="Loading the organisation" rows={5} />}>
          <OrganisationSection />
        </Suspense>
      </SettingsBody>
    </>
  )
}
