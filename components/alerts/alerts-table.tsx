import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { Alert } from "@/lib/alerts/schema"
import { ActButton } from "./act-button"
import { alertState, toldWords, whenWords } from "./alert-words"

const WIDE = "max-md:hidden"

interface Props {
  label: string
  alerts: readonly Alert[]
  zone: string
  /** The reader may take alerts. */
  mayTake: boolean
}

/** Alerts, the latest first. */
export function AlertsTable({ label, alerts, zone, mayTake }: Props) {
  const takes = mayTake && alerts.some(({ state }) => state === "open")
  return (
    <ScrollFrame label={`${label}, table`} focusable>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Alert
            </th>
            <th scope="col" data-align="left" className={WIDE}>
              What it said
            </th>
            <th scope="col" data-align="left" className={WIDE}>
              When
            </th>
            <th scope="col" data-align="left" className={WIDE}>
              Told
            </th>
            <th scope="col" data-align="left">
              State
            </th>
            {takes && <th scope="col">Take it</th>}
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <Row key={alert.id} alert={alert} zone={zone} takes={takes} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function Row({ alert, zone, takes }: { alert: Alert; zone: string; takes: boolean }) {
  const { id, title, sentence, fired_at, state, resolved, acknowledged } = alert
  const { kind, word } = alertState(alert)
  return (
    <tr>
      <th scope="row" data-align="left">
        <span className="block min-w-32 py-1 wrap-anywhere whitespace-normal">
          <TextLink href={`/alerts/${id}`} prefetch={false}>
            {title}
          </TextLink>
        </span>
      </th>
      <td data-align="left" className={WIDE}>
        <span className="block min-w-60 py-1 wrap-anywhere whitespace-normal">
          {sentence} {resolved && <span className="text-ink-3">{resolved.because}</span>}
        </span>
      </td>
      <td data-align="left" className={WIDE}>
        {whenWords(fired_at, zone)}
      </td>
      <td data-align="left" className={WIDE}>
        {toldWords(alert)}
      </td>
      <td data-align="left">
        <Status kind={kind}>{word}</Status>
        {acknowledged && state !== "resolved" && (
          <span className="block text-xs text-ink-3 max-md:hidden">by {acknowledged.by}</span>
        )}
      </td>
      {takes && (
        <td>
          {state === "open" && (
            <ActButton
              word="Acknowledge"
              title={`Acknowledge ${title}`}
              path={`/api/v1/alerts/${id}/ack`}
              method="POST"
            />
          )}
        </td>
      )}
    </tr>
  )
}
