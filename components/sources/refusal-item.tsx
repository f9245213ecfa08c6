import { CodeBlock } from "@/components/ui/code-block"
import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { RefusalSummary } from "@/lib/sources/schema"
import { formatInstant } from "@/lib/time-format"

export interface RefusalItemProps {
  refusal: RefusalSummary
  zone: string
}

/** One event that was not counted: why, and what of it was sent. */
export function RefusalItem({ refusal, zone }: RefusalItemProps) {
  const { kind, source, event_id: id, stored_event: stored, code, detail, at, body } = refusal
  return (
    <li className="py-3">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Status kind={kind === "conflict" ? "warn" : "bad"}>{kind}</Status>
        <span className="font-medium">{source}</span>
        {id !== null && <code className="wrap-anywhere">{id}</code>}
        <span className="text-ink-3 md:ml-auto">{formatInstant(new Date(at), zone)}</span>
      </p>
      <p className="mt-0.5 wrap-anywhere">
        {detail} <span className="text-ink-3">{code}</span>{" "}
        {stored !== null && (
          <TextLink inline href={`/events/${stored}`}>
            Open the stored event
          </TextLink>
        )}
      </p>
      {body !== null && (
        <details className="mt-1">
          <summary className="w-fit text-accent">What was sent</summary>
          <div className="mt-2">
            <CodeBlock label={`Body of ${id ?? "the event"}`} code={excerptOf(body)} />
          </div>
        </details>
      )}
    </li>
  )
}

const SHOWN = 2_000

/** Indented where it is whole; long bodies are cut when they are kept. */
function excerptOf(body: string): string {
  try {
    return cut(JSON.stringify(JSON.parse(body), null, 2))
  } catch {
    // It was cut in the middle of a value.
    return cut(body)
  }
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
