import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { Alert } from "@/lib/alerts/schema"
import { ActButton } from "./act-button"
import { type AlertGroup, alertGroups, levelTitle, levelWord } from "./alert-groups"
import { alertState, toldWords, whenWords } from "./alert-words"

const WIDE = "max-md:hidden"

interface Props {
  label: string
  alerts: readonly Alert[]
  zone: string
  /** The reader may take alerts. */
  mayTake: boolean
}

/** Alerts, the latest first; the levels of a budget that were crossed one after another are one row. */
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
          {alertGroups(alerts).map((group) => (
            <Row key={group.key} group={group} zone={zone} takes={takes} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function Row({ group, zone, takes }: { group: AlertGroup; zone: string; takes: boolean }) {
  const { lead, levels } = group
  const { id, title, sentence, fired_at, resolved } = lead
  return (
    <tr>
      <th scope="row" data-align="left">
        <span className="block min-w-32 py-1 wrap-anywhere whitespace-normal">
          <TextLink href={`/alerts/${id}`} prefetch={false}>
            {title}
          </TextLink>
          {levels.length > 1 && <Levels levels={levels} />}
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
        {toldWords(lead)}
      </td>
      <td data-align="left">
        <State group={group} />
      </td>
      {takes && (
        <td>
          <Take group={group} />
        </td>
      )}
    </tr>
  )
}

/** Every level that was crossed, each a way to its own alert. */
function Levels({ levels }: Pick<AlertGroup, "levels">) {
  return (
    <span className="mt-0.5 flex flex-wrap gap-x-2 text-xs font-normal text-ink-3">
      Levels
      {levels.map((level) => (
        <TextLink key={level.id} href={`/alerts/${level.id}`} prefetch={false} aria-label={levelTitle(level)}>
          {levelWord(level)}
        </TextLink>
      ))}
    </span>
  )
}

function State({ group: { lead, levels, open } }: { group: AlertGroup }) {
  const { kind, word } = alertState(lead)
  const taken = levels.length - open.length
  return (
    <>
      <Status kind={kind}>{word}</Status>
      {lead.acknowledged && lead.state !== "resolved" && (
        <span className="block text-xs text-ink-3 max-md:hidden">by {lead.acknowledged.by}</span>
      )}
      {lead.state === "open" && taken > 0 && (
        <span className="block text-xs text-ink-3">
          {taken} of {levels.length} acknowledged
        </span>
      )}
    </>
  )
}

/** Takes every level that is open; one alone is taken on its own page. */
function Take({ group: { lead, open } }: { group: AlertGroup }) {
  if (open.length === 0) return null
  return (
    <ActButton
      word="Acknowledge"
      title={
        open.length === 1
          ? `Acknowledge ${open[0]?.title}`
          : `Acknowledge ${open.length} levels of ${lead.name}`
      }
      path={open.map(({ id }) => `/api/v1/alerts/${id}/ack`)}
      method="POST"
    />
  )
}
