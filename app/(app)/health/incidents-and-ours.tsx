import { SectionFailed } from "@/app/(app)/section-failed"
import { IncidentsTable } from "@/components/health/incidents-table"
import { OursTable } from "@/components/health/ours-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Columns, Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { incidentLines, readOurs } from "./beside-read"
import { DAYS, type HealthPage } from "./health-read"

const MOST = 12

/** What went wrong at providers, and what is ours to fix. */
export async function IncidentsAndOurs({ page }: { page: HealthPage }) {
  const ours = await readSection("What is ours to fix", () => readOurs(page))
  const lines = incidentLines(page)
  return (
    <Columns>
      <Section
        plain
        title="Incidents"
        note={`${DAYS} days. Opened by burn rate: under 95% for 5 minutes, or for an hour`}
      >
        {lines.length === 0 ? (
          <EmptyState text={`None in ${DAYS} days.`} />
        ) : (
          <>
            <IncidentsTable lines={lines.slice(0, MOST)} />
            {lines.length > MOST && (
              <p className="pt-2 text-xs text-ink-3">
                The latest {MOST} of {formatCount(lines.length)}. The API has all.
              </p>
            )}
          </>
        )}
      </Section>
      <Section plain title="Ours to fix" note="Not counted against a provider">
        {!ours.ok ? (
          <SectionFailed {...ours} />
        ) : ours.value.length === 0 ? (
          <EmptyState text="No account, key, request or retired model fails here." />
        ) : (
          <OursTable lines={ours.value} />
        )}
      </Section>
    </Columns>
  )
}
