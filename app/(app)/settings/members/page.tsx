import type { Metadata } from "next"
import { Suspense } from "react"
import { NewInvitationProvider } from "@/components/settings/new-invitation"
import { SettingsBody } from "@/components/settings/settings-body"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Skeleton } from "@/components/ui/skeleton"
import { InviteAction } from "./invite-action"
import { MembersSections } from "./members-sections"

export const metadata: Metadata = { title: "Members" }

/** Who belongs to the organisation, and what each may see and do. */
export default function MembersPage() {
  return (
    <NewInvitationProvider>
      <SettingsHeader
        actions={
          <Suspense>
            <InviteAction />
          </Suspense>
        }
      />
      <SettingsBody>
        <Suspense fallback={<Skeleton label="Loading members" rows={5} />}>
          <MembersSections />
        </Suspense>
      </SettingsBody>
    </NewInvitationProvider>
  )
}
