import { AuditEntryDetail } from "@/components/settings/audit-entry-detail"
import { Forbidden } from "@/components/settings/forbidden"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { forbiddenSentence } from "@/lib/auth/account"
import { auditParams } from "@/lib/auth/audit-schema"
import { getAuditEntry } from "@/lib/auth/audit-trail"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { AppError } from "@/lib/errors"
import { readSection } from "@/lib/http/read-section"
import { mayManageMembers } from "../../may-manage-members"

async function read(id: string) {
  const scope = await requireScope()
  if (!mayManageMembers(scope)) return { forbidden: await forbiddenSentence(scope, "the audit trail") }
  const given = auditParams.safeParse({ id })
  if (!given.success) throw new AppError("not_found", "There is no such entry.")
  const [{ zone }, entry] = await Promise.all([getOrganisation(scope), getAuditEntry(scope, given.data.id)])
  return { zone, entry }
}

export async function EntrySection({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const found = await readSection("The entry", () => read(id))
  if (found.ok) {
    const { value } = found
    return "entry" in value && value.entry ? (
      <AuditEntryDetail entry={value.entry} zone={value.zone} />
    ) : (
      <Forbidden sentence={value.forbidden ?? ""} />
    )
  }
  return (
    <Section title="Audit entry">
      <ErrorState text={found.sentence} requestId={found.requestId ?? undefined} retry={<RetryButton />} />
    </Section>
  )
}
