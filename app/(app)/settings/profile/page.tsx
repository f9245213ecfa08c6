import type { Metadata } from "next"
import { Suspense } from "react"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Wrap } from "@/components/shell/page"
import { Skeleton } from "@/components/ui/skeleton"
import { ProfileSections } from "./profile-sections"

export const metadata: Metadata = { title: "Profile" }

/** One's own account. */
export default function ProfilePage() {
  return (
    <>
      <SettingsHeader />
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading your profile" rows={5} />}>
          <ProfileSections />
        </Suspense>
      </Wrap>
    </>
  )
}
