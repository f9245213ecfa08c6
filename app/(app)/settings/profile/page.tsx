import type { Metadata } from "next"
import { Suspense } from "react"
import { SettingsBody } from "@/components/settings/settings-body"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Skeleton } from "@/components/ui/skeleton"
import { ProfileSections } from "./profile-sections"

export const metadata: Metadata = { title: "Profile" }

/** One's own account. */
export default function ProfilePage() {
  return (
    <>
      <SettingsHeader />
      <SettingsBody>
        <Suspense fallback={<Skeleton label="Loading your profile" rows={5} />}>
          <ProfileSections />
        </Suspense>
      </SettingsBody>
    </>
  )
}
