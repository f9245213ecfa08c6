import { CodeBlock } from "@/components/ui/code-block"
import { Section } from "@/components/ui/section"
import type { EventDetail } from "@/lib/ledger/schema"

/** Longer payloads are cut here; the API gives them whole. */
const SHOWN = 20_000

export interface PayloadSectionProps {
  event: EventDetail
  /** The sentence for those who may not see it. */
  forbidden: string
}

/** What the source sent, word for word. */
export function PayloadSection({ event, forbidden }: PayloadSectionProps) {
  if (event.payloadState !== "kept") {
    return (
      <Section title="Raw payload">
        <p className="text-ink-2">
          {event.payloadState === "withheld" ? forbidden : "It is not kept any more: its retention is over."}
        </p>
      </Section>
    )
  }
  const text = JSON.stringify(event.payload, null, 2)
  const whole = (
    <a
      className="text-accent hover:underline"
      href={`/api/v1/events/${event.id}`}
      target="_blank"
      rel="noreferrer"
    >
      Whole payload
    </a>
  )
  return (
    <Section title="Raw payload" actions={text.length > SHOWN ? whole : undefined}>
      <CodeBlock label="Raw payload" code={text.slice(0, SHOWN)} />
      {text.length > SHOWN && (
        <p className="mt-1 text-xs text-ink-3">
          The first {SHOWN.toLocaleString("en")} of {text.length.toLocaleString("en")} characters.
        </p>
      )}
    </Section>
  )
}
