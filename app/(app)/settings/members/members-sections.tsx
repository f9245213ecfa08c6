import { Forbidden } from "@/components/settings/forbidden"
import { InvitationsTable } from "@/components/settings/invitations-table"
import { MembersTable } from "@/components/settings/members-table"
import { NewInvitationSection } from "@/components/settings/new-invitation"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { forbiddenSentence } from "@/lib/auth/account"
import { listInvitations, listMembers } from "@/lib/auth/members"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { mayManageMembers } from "../may-manage-members"
import { readChoices } from "./read-choices"

async function read() {
  const scope = await requireScope()
  if (!mayManageMembers(scope)) return { forbidden: await forbiddenSentence(scope, "members") }
  const [{ zone }, members, invitations, choices] = await Promise.all([
    getOrganisation(scope),
    listMembers(scope),
    listInvitations(scope),
    readChoices(scope),
  ])
  return { zone, members, invitations, choices }
}

export async function MembersSections() {
  const found = await readSection("Members", read)
  if (!found.ok) {
    const { sentence, requestId } = found
    return (
      <Section title="Members">
        <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
      </Section>
    )
  }
  if ("forbidden" in found.value) return <Forbidden sentence={found.value.forbidden} />
  const { zone, members, invitations, choices } = found.value
  return (
    <>
      <NewInvitationSection zone={zone} />
      <Section title="Members">
        <MembersTable members={members} zone={zone} {...choices} />
      </Section>
      <Section title="Open invitations">
        {invitations.length === 0 ? (
          <EmptyState text="None. An invitation is listed here until it is accepted, withdrawn or 7 days old." />
        ) : (
          <InvitationsTable invitations={invitations} zone={zone} />
        )}
      </Section>
    </>
  )
}
