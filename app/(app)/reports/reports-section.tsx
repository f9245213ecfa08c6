import { SectionFailed } from "@/app/(app)/section-failed"
import { ReportButton } from "@/components/reports/report-button"
import { ReportsTable } from "@/components/reports/reports-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { readReports } from "./reports-read"

const NO_MAIL =
  "No mail is set up: whoever runs this installation sets SMTP_URL and MAIL_FROM. Reports begin with the first period after that."

/** What is mailed, and the way to a new one. */
export async function ReportsSection({
  searchParams,
}: {
  searchParams: Promise<{ mail?: string | string[] }>
}) {
  const { mail } = await searchParams
  const found = await readSection("Reports", readReports)
  if (!found.ok) {
    return (
      <Section plain title="Reports">
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { reports, zone, canMail, offer } = found.value
  const asked = offer.views.find(({ id }) => id !== null && String(id) === mail)
  return (
    <Section
      plain
      title="Mailed views"
      note={`In ${zone}. After an outage the newest alone is sent, and none twice`}
      actions={<ReportButton {...offer} view={asked} />}
    >
      {!canMail && <p className="mb-3 text-ink-2">{NO_MAIL}</p>}
      {reports.length === 0 ? (
        <EmptyState text="Nothing is mailed. A report sends a view's figures every day, every Monday, or on the 2nd for the month before." />
      ) : (
        <ReportsTable reports={reports} zone={zone} canMail={canMail} offer={offer} />
      )}
    </Section>
  )
}
