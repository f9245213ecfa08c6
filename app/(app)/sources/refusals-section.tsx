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
import { MAX_KEPT_AN_HOUR } from "@/lib/ledger/refusals"
import { formatCount } from "@/lib/money-format"
import { listRefusals } from "@/lib/sources/queries"
import { listTraffic } from "@/lib/sources/traffic-queries"

const SHOWN = 50

async function read() {
  const scope = await requireScope()
  const [{ zone }, refusals, traffic, forbidden] = await Promise.all([
    getOrganisation(scope),
    listRefusals(scope, null, SHOWN),
    listTraffic(scope),
    maySeePayloads(scope) ? null : forbiddenSentence(scope, "what was sent"),
  ])
  const unkept = (traffic ?? []).reduce((sum, source) => sum + source.unkept, 0)
  return { zone, refusals, unkept, forbidden }
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

function Refusals({ zone, refusals, unkept, forbidden }: Awaited<ReturnType<typeof read>>) {
  if (refusals.length === 0) return <EmptyState text="No event was refused." />
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
      {unkept > 0 && (
        <p className="mt-2 text-xs text-ink-3">
          {formatCount(unkept)} more of the last 7 days {unkept === 1 ? "is" : "are"} counted but not kept.
          Kept are up to 20 of a request and {MAX_KEPT_AN_HOUR} of a source in an hour.
        </p>
      )}
      {forbidden && <p className="mt-2 text-xs text-ink-3">{forbidden}</p>}
    </>
  )
}
