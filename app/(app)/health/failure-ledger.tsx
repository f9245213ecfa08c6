import { SectionFailed } from "@/app/(app)/section-failed"
import { FailureMoneyTable } from "@/components/health/failure-money-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import type { HealthPage } from "./health-read"
import { readLedger } from "./ledger-read"

const TITLE = "Failure ledger"

/** What was paid for calls that gave nothing, to the last digit. */
export async function FailureLedger({ page }: { page: HealthPage }) {
  const found = await readSection("The failure ledger", () => readLedger(page))
  return (
    <Section title={TITLE} note={`${page.rangeText}. Billed on attempts that failed or were broken off`}>
      {!found.ok ? (
        <SectionFailed {...found} />
      ) : found.value.every(({ lines }) => lines.length === 0) ? (
        <EmptyState text="No attempt failed or was broken off." />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 md:gap-10 lg:grid-cols-2">
          {found.value.map((table) => (
            <FailureMoneyTable key={table.head} {...table} />
          ))}
        </div>
      )}
    </Section>
  )
}
