import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Section } from "@/components/ui/section"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { EventDetail } from "@/lib/ledger/schema"
import { formatProvenance } from "@/lib/money-format"
import { formatClock, formatDay } from "@/lib/time-format"
import { type ListPlace, valueHref } from "./event-address"

export interface ReportsSectionProps {
  event: EventDetail
  zone: string
  place: ListPlace
}

/** Every source that told of this call, and what of each report was used. */
export function ReportsSection({ event, zone, place }: ReportsSectionProps) {
  const { reports, reportsDisagree, responseId, sourceEventId, currency } = event
  const note =
    reports.length > 1 && responseId !== null ? (
      <>
        Response id <code>{responseId}</code>
      </>
    ) : (
      sourceEventId !== null && (
        <>
          Sent as <code>{sourceEventId}</code>
        </>
      )
    )
  return (
    <Section title="Who reported it" note={note && <span className="wrap-anywhere">{note}</span>}>
      {reportsDisagree && (
        <p className="text-ink-2">
          Reports disagree: those marked differ by more than half from the first, which counts.
        </p>
      )}
      <ScrollFrame label="Reports of this call">
        <table className="table" data-density="tight">
          <thead>
            <tr>
              <th scope="col" data-align="left">
                Source
              </th>
              <th scope="col" data-align="left" data-phone="hidden">
                Received
              </th>
              <th scope="col" data-align="left">
                Used for
              </th>
              <th scope="col">Cost it reported</th>
            </tr>
          </thead>
          <tbody>
            {reports.map((report) => (
              <tr key={`${report.source} ${report.receivedAt}`}>
                <th scope="row" data-align="left">
                  <TextLink quiet href={valueHref(place.view, "source", report.source)} prefetch={false}>
                    {report.source}
                  </TextLink>{" "}
                  <span className="text-ink-3">{report.kind}</span>
                </th>
                <td data-align="left" data-phone="hidden">
                  {receivedWords(report.receivedAt, event.time, zone)}
                </td>
                <td data-align="left">
                  {report.usedFor}
                  {report.disagrees && <Disagrees billed={report.billed} currency={currency} />}
                </td>
                <td>
                  {report.reported === null ? (
                    <span className="text-ink-3">none</span>
                  ) : (
                    formatProvenance(report.reported, currency)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </Section>
  )
}

function Disagrees({ billed, currency }: { billed: string | null; currency: string }) {
  return (
    <div>
      <Status kind="warn">disagrees</Status>{" "}
      <span className="text-ink-3">
        {billed === null ? "other tokens" : `by it ${formatProvenance(billed, currency)}`}
      </span>
    </div>
  )
}

/** The day is said where it is not that of the call. */
function receivedWords(received: string, called: string, zone: string): string {
  const at = new Date(received)
  const day = formatDay(at, zone)
  const clock = formatClock(at, zone)
  return day === formatDay(new Date(called), zone) ? clock : `${day} ${clock}`
}
