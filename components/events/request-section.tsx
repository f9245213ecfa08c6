import { Section } from "@/components/ui/section"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { EventDetail } from "@/lib/ledger/schema"
import { formatProvenance, UNKNOWN } from "@/lib/money-format"
import { formatClock, formatDuration } from "@/lib/time-format"
import { eventHref, type ListPlace } from "./event-address"
import { errorWords } from "./status-words"

export interface RequestSectionProps {
  event: EventDetail
  zone: string
  place: ListPlace
}

type Attempt = NonNullable<EventDetail["request"]>["attempts"][number]

/** Everything that was tried for what the caller wanted, and what it cost together. */
export function RequestSection({ event, zone, place }: RequestSectionProps) {
  const { request, currency } = event
  if (!request) return null
  const { attempts } = request
  const counted = attempts.filter((attempt) => !attempt.corrected)
  return (
    <Section
      title="Request"
      note={request.id && <code>{request.id}</code>}
      actions={request.rescued && <Status kind="ok">Rescued</Status>}
    >
      <ol className="grid gap-1">
        {attempts.map((attempt) => (
          <li key={attempt.eventId} className="grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2.5 py-1">
            <span className="text-ink-3">{attempt.attempt}</span>
            <span className="min-w-0">
              <span className="wrap-anywhere">
                {attempt.eventId === event.id ? (
                  `${attempt.model}, ${attempt.route}`
                ) : (
                  <TextLink href={eventHref(attempt.eventId, place)} scroll={false}>
                    {attempt.model}, {attempt.route}
                  </TextLink>
                )}
              </span>{" "}
              <span className="text-ink-3">
                {formatClock(new Date(attempt.time), zone)}
                {attempt.eventId === event.id && ", this event"}
              </span>
              <br />
              <Outcome attempt={attempt} ttftMs={attempt.eventId === event.id ? event.ttftMs : null} />
            </span>
            <span>{attempt.billed === null ? UNKNOWN : formatProvenance(attempt.billed, currency)}</span>
          </li>
        ))}
        {counted.length > 1 && (
          <li className="grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2.5 py-1">
            <span className="col-start-2 text-ink-2">
              Request, {counted.length === 2 ? "both" : `all ${counted.length}`} attempts
              {counted.some(({ billed }) => billed === null) && " as far as they are priced"}
            </span>
            <b>{formatProvenance(request.billed, currency)}</b>
          </li>
        )}
      </ol>
    </Section>
  )
}

function Outcome({ attempt, ttftMs }: { attempt: Attempt; ttftMs: number | null }) {
  const { status, errorClass, latencyMs, corrected } = attempt
  const took = latencyMs === null ? "" : formatDuration(latencyMs)
  if (corrected) return <Status kind="info">corrected, in no total</Status>
  if (status === "ok") {
    return (
      <>
        <Status kind="ok">{attempt.rescued ? "ok, rescued" : "ok"}</Status>{" "}
        <span className="text-ink-2">
          {took}
          {ttftMs !== null && `, first token ${formatDuration(ttftMs)}`}
        </span>
      </>
    )
  }
  return (
    <>
      <Status kind={status === "error" ? "bad" : "warn"}>
        {status === "error" ? errorWords(errorClass) : "aborted"}
      </Status>{" "}
      <span className="text-ink-2">{took && `after ${took}`}</span>
    </>
  )
}
