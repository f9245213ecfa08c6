import { RefusalItem } from "@/components/sources/refusal-item"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { forbiddenSentence } from "@/lib/auth/account"
import { getOrganisation } from "@/lib/auth/organisation"
import { maySeePayloads } from "@/lib/auth/payload-access"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { listRefusals } from "@/lib/sources/queries"

const SHOWN = 50

async function read() {
  const scope = await requireScope()
  const [{ zone }, refusals, forbidden] = await Promise.all([
    getOrganisation(scope),
    listRefusals(scope, null, SHOWN),
    maySeePayloads(scope) ? null : forbiddenSentence(scope, "what was sent"),
  ])
  return { zone, refusals, forbidden }
}

export async function RefusalsSection() {
  const found = await readSection("Refused events", read)
  return (
    <div id="refused">
      <Section title="Rejected and conflicting events" note="Newest first. None of them is in a total.">
        {found.ok ? (
          <Refusals {...found.value} />
        ) : (
          <ErrorState
            text={found.sentence}
            requestId={found.requestId ?? undefined}
            retry={<RetryButton />}
          />
        )}
      </Section>
    </div>
  )
}

function Refusals({ zone, refusals, forbidden }: Awaited<ReturnType<typeof read>>) {
  if (refusals.length === 0) return <EmptyState text="None. Every event that was sent was taken." />
  return (
    <>
      <ul aria-label="Refused events" className="divide-y divide-line">
        {refusals.map((refusal) => (
          <RefusalItem key={refusal.id} refusal={refusal} zone={zone} />
        ))}
      </ul>
      {refusals.length === SHOWN && (
        <p className="mt-2 text-xs text-ink-3">The last {SHOWN}. Older ones are kept.</p>
      )}
      {forbidden && <p className="mt-2 text-xs text-ink-3">{forbidden}</p>}
    </>
  )
}
