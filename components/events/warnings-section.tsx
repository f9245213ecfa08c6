import { type Description, DescriptionList } from "@/components/ui/description-list"
import { Section } from "@/components/ui/section"
import type { EventDetail } from "@/lib/ledger/schema"

/** What went wrong with the call, and what was odd about its report. */
export function WarningsSection({ event }: { event: EventDetail }) {
  const { error, warnings } = event
  const items: Description[] = []
  if (error) {
    const parts = [error.http_status && `HTTP ${error.http_status}`, error.code, error.message].filter(
      Boolean,
    )
    if (parts.length > 0) items.push({ term: "Error", value: parts.join(" · ") })
  }
  return (
    <>
      {items.length > 0 && (
        <Section title="Error">
          <DescriptionList items={items} />
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title={warnings.length === 1 ? "Warning" : "Warnings"}>
          <DescriptionList items={byCode(warnings)} />
        </Section>
      )}
    </>
  )
}

/** Warnings of one kind stand together. */
function byCode(warnings: EventDetail["warnings"]): Description[] {
  const details = new Map<string, string[]>()
  for (const { code, detail } of warnings) details.set(code, [...(details.get(code) ?? []), detail])
  return [...details].map(([code, texts]) => ({ term: code.replaceAll("_", " "), value: texts.join(" ") }))
}
