import { AskButton } from "@/components/settings/ask-button"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import { ActButton } from "./act-button"
import { RULE_STATES } from "./alert-words"
import { MuteButton } from "./mute-button"
import { RuleButton, type RuleContext } from "./rule-button"
import type { WatchLine } from "./watch-line"

const WIDE = "max-md:hidden"

/** What is watched, and where it stands. */
export function WatchTable({ lines, context }: { lines: readonly WatchLine[]; context: RuleContext | null }) {
  return (
    <ScrollFrame label="What is watched, table" focusable>
      <table className="table" aria-label="What is watched">
        <thead>
          <tr>
            <th scope="col" data-align="left">
              Name
            </th>
            <th scope="col" data-align="left" className={WIDE}>
              Watches
            </th>
            <th scope="col" data-align="left">
              State
            </th>
            <th scope="col" data-align="left" className={WIDE}>
              Last reading
            </th>
            <th scope="col" data-align="left" className={WIDE}>
              Tells
            </th>
            {context && <th scope="col">Change</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.id} line={line} context={context} />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

function Row({ line, context }: { line: WatchLine; context: RuleContext | null }) {
  const { name, href, watches, of, state, said, told, muted } = line
  return (
    <tr>
      <th scope="row" data-align="left">
        <span className="block min-w-24 py-1 wrap-anywhere whitespace-normal">
          {href ? <TextLink href={href}>{name}</TextLink> : name}
        </span>
      </th>
      <td data-align="left" className={WIDE}>
        <span className="block min-w-40 py-1 wrap-anywhere whitespace-normal">
          {watches} {of && <span className="text-ink-3">{of}</span>}
        </span>
      </td>
      <td data-align="left">
        <span className="block py-1">
          <Status kind={RULE_STATES[state].kind}>{RULE_STATES[state].word}</Status>
          {muted && (
            <span className="block min-w-24 text-xs wrap-anywhere whitespace-normal text-ink-3">
              {muted.words}
            </span>
          )}
        </span>
      </td>
      <td data-align="left" className={WIDE}>
        <span className="block min-w-48 py-1 wrap-anywhere whitespace-normal text-ink-2">{said}</span>
      </td>
      <td data-align="left" className={WIDE}>
        {told}
      </td>
      {context && (
        <td>
          <Actions line={line} context={context} />
        </td>
      )}
    </tr>
  )
}

function Actions({
  line: { name, rule, muted, origin },
  context,
}: {
  line: WatchLine
  context: RuleContext
}) {
  return (
    <span className="inline-flex gap-x-3 max-md:flex-col gap-y-1.5 max-md:items-end max-md:py-1.5">
      {rule && <RuleButton {...context} rule={rule} word="Change" title={`Change ${name}`} />}
      {muted ? (
        <ActButton
          word="Unmute"
          title={`Unmute ${name}`}
          path={`/api/v1/alerts/mutes/${muted.id}`}
          method="DELETE"
        />
      ) : (
        <MuteButton name={name} origin={origin} />
      )}
      {rule && (
        <AskButton
          word="Delete"
          title={`Delete ${name}`}
          description="What it alerted of stays in the history; what is open is resolved."
          action="Delete rule"
          path={`/api/v1/alerts/rules/${rule.slug}`}
        />
      )}
    </span>
  )
}
