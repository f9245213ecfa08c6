import type { Metadata } from "next"
import { Suspense } from "react"
import { NewInvitationProvider } from "@/components/settings/new-invitation"
import { SettingsHeader } from "@/components/settings/settings-header"
import { Wrap } from "@/components/shell/page"
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
      <Wrap>
        <Suspense fallback={<Skeleton label="Loading members" rows={5} />}>
          <MembersSections />
        </Suspense>
      </Wrap>
    </NewInvitationProvider>
  )
}
