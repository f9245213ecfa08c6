import type { ReactNode } from "react"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import type { AlertDetail } from "@/lib/alerts/schema"
import { formatInstant } from "@/lib/time-format"
import { deliveryState, whenWords } from "./alert-words"

interface Step {
  key: string
  at: string
  what: string
  state: ReactNode
}

const MESSAGES = {
  triggered: "told",
  acknowledged: "told of the acknowledgement",
  resolved: "told of the end",
}

function stepsOf(alert: AlertDetail): Step[] {
  const { fired_at, acknowledged, resolved, told, muted, notify, reached } = alert
  const missing = notify.filter((name) => !reached.includes(name))
  const forgotten = reached.filter((name) => !told.some(({ endpoint }) => endpoint === name))
  const steps: Step[] = [
    { key: "fired", at: fired_at, what: muted ? "Recorded; it was muted" : "Recorded", state: null },
    ...(muted ? [] : missing).map((name) => ({
      ...{ key: `missing ${name}`, at: fired_at, what: `There was no endpoint ${name}` },
      state: <Status kind="bad">not told</Status>,
    })),
    ...forgotten.map((name) => ({
      ...{ key: `forgotten ${name}`, at: fired_at, what: `${name} told` },
      state: <Status kind="none">no longer kept</Status>,
    })),
    ...told.map((message) => {
      const { kind, word } = deliveryState(message)
      return {
        key: message.id,
        at: message.at,
        what: `${message.endpoint} ${MESSAGES[message.what]}`,
        state: (
          <span>
            <Status kind={kind}>{word}</Status>
            {message.fault && <span className="ml-2 text-xs text-ink-3">{message.fault}</span>}
          </span>
        ),
      }
    }),
    ...(acknowledged
      ? [
          {
            key: "acknowledged",
            at: acknowledged.at,
            what: `Acknowledged by ${acknowledged.by}`,
            state: null,
          },
        ]
      : []),
    ...(resolved
      ? [{ key: "resolved", at: resolved.at, what: `Resolved. ${resolved.because}`, state: null }]
      : []),
  ]
  return steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** What was done about an alert, in the order in which it was. */
export function AlertTimeline({ alert, zone }: { alert: AlertDetail; zone: string }) {
  return (
    <ScrollFrame label="What became of it, table" focusable>
      <table className="table" aria-label="What became of it">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              When
            </th>
            <th scope="col" data-align="left">
              What
            </th>
            <th scope="col" data-align="left">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {stepsOf(alert).map(({ key, at, what, state }) => (
            <tr key={key}>
              <td data-align="left">
                <span className="max-md:hidden">{formatInstant(new Date(at), zone)}</span>
                <span className="md:hidden">{whenWords(at, zone)}</span>
              </td>
              <td data-align="left">
                <span className="block min-w-32 py-1 wrap-anywhere whitespace-normal">{what}</span>
              </td>
              <td data-align="left">{state}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
