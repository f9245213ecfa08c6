import { PageSteps } from "@/components/events/page-steps"
import { auditBefore, auditFilters, auditHref, type PageParams } from "@/components/settings/audit-address"
import { AuditFilters } from "@/components/settings/audit-filters"
import { AuditStateLine } from "@/components/settings/audit-state"
import { AuditTable } from "@/components/settings/audit-table"
import { Forbidden } from "@/components/settings/forbidden"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { forbiddenSentence } from "@/lib/auth/account"
import { auditActions, listAudit } from "@/lib/auth/audit-trail"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { getAuditState } from "@/lib/auth/verify-audit"
import { readSection } from "@/lib/http/read-section"
import { mayManageMembers } from "../may-manage-members"

const PAGE = 50

async function read(params: PageParams) {
  const scope = await requireScope()
  if (!mayManageMembers(scope)) return { forbidden: await forbiddenSentence(scope, "the audit trail") }
  const filters = auditFilters(params)
  const before = auditBefore(params)
  const [{ zone }, state, actions, page] = await Promise.all([
    getOrganisation(scope),
    getAuditState(scope),
    auditActions(scope),
    listAudit(scope, { ...filters, before, limit: PAGE }),
  ])
  return { zone, state, actions, filters, before, ...page }
}

export async function AuditSections({ searchParams }: { searchParams: Promise<PageParams> }) {
  const params = await searchParams
  const found = await readSection("The audit trail", () => read(params))
  if (!found.ok) {
    const { sentence, requestId } = found
    return (
      <Section title="Audit trail">
        <ErrorState text={sentence} requestId={requestId ?? undefined} retry={<RetryButton />} />
      </Section>
    )
  }
  return "forbidden" in found.value ? (
    <Forbidden sentence={found.value.forbidden} />
  ) : (
    <Trail {...found.value} />
  )
}

type Read = Exclude<Awaited<ReturnType<typeof read>>, { forbidden: string }>

function Trail({ zone, state, actions, filters, before, entries, next_before }: Read) {
  const isNarrowed = Object.keys(filters).length > 0
  const csv = (
    <a href={auditHref("/api/v1/export/audit.csv", filters)} className="text-accent hover:underline">
      Export CSV
    </a>
  )
  return (
    <>
      <Section title="Is it whole?" note="Each entry is hashed with the one before it.">
        <AuditStateLine state={state} zone={zone} />
      </Section>
      <Section title="Audit trail" note={`Newest first, times in ${zone}.`} actions={csv}>
        <AuditFilters filters={filters} actions={actions} />
        {entries.length === 0 ? (
          <EmptyState text={isNarrowed ? "No entry matches." : "Nothing was changed yet."} />
        ) : (
          <AuditTable entries={entries} zone={zone} />
        )}
        <PageSteps
          shown={entries.length === 0 ? "" : `Entries ${entries[0]?.id} to ${entries.at(-1)?.id}`}
          newerHref={before === undefined ? null : auditHref("/settings/audit", filters)}
          olderHref={next_before === null ? null : auditHref("/settings/audit", filters, next_before)}
        />
      </Section>
    </>
  )
}
