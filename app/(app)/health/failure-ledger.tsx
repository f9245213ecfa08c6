import { SectionFailed } from "@/app/(app)/section-failed"
import { FailureMoneyTable } from "@/components/health/failure-money-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { extraWords } from "@/lib/health/words"
import { readSection } from "@/lib/http/read-section"
import type { HealthPage } from "./health-read"
import { readLedger } from "./ledger-read"

/** What was paid for calls that gave nothing, and for answers that took another attempt, to the last digit. */
export async function FailureLedger({ page }: { page: HealthPage }) {
  const found = await readSection("The failure ledger", () => readLedger(page))
  const extra = extraWords(page.health.total.fates, page.currency)
  return (
    <Section
      title="Failure ledger"
      note={`${page.rangeText}. Billed and number of calls; no call is in two columns`}
    >
      {!found.ok ? (
        <SectionFailed {...found} />
      ) : found.value.every(({ lines }) => lines.length === 0) ? (
        <EmptyState text="No attempt failed or was broken off, and none was made again." />
      ) : (
        <>
          {extra && <p className="mb-3 text-ink-2">{extra}</p>}
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
            {found.value.map((table) => (
              <FailureMoneyTable key={table.head} {...table} />
            ))}
          </div>
        </>
      )}
    </Section>
  )
}
