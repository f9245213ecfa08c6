import { SectionFailed } from "@/app/(app)/section-failed"
import { answerWords } from "@/components/alerts/alert-words"
import { AlertsTable } from "@/components/alerts/alerts-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { DAYS, readAlerts } from "./alerts-read"

function Rest({ shown, total }: { shown: number; total: number }) {
  if (total <= shown) return null
  return (
    <p className="pt-2 text-xs text-ink-3">
      The latest {formatCount(shown)} of {formatCount(total)}. The API has all.
    </p>
  )
}

/** What alerts now in a sentence and line by line, and what did before. */
export async function AlertsSection() {
  const found = await readSection("Alerts", () => readAlerts())
  if (!found.ok) return <SectionFailed {...found} />
  const { standing, resolved, total, zone, mayTake } = found.value
  const now = "Alerting now"
  const before = `Resolved, last ${DAYS} days`
  return (
    <>
      <p className="mb-4 text-xl">{answerWords(standing)}</p>
      {standing.length > 0 && (
        <Section title={now}>
          <AlertsTable label={now} alerts={standing} zone={zone} mayTake={mayTake} />
          <Rest shown={standing.length} total={total.standing} />
        </Section>
      )}
      <Section title={before}>
        {resolved.length === 0 ? (
          <EmptyState text="Nothing was resolved." />
        ) : (
          <>
            <AlertsTable label={before} alerts={resolved} zone={zone} mayTake={false} />
            <Rest shown={resolved.length} total={total.resolved} />
          </>
        )}
      </Section>
    </>
  )
}
