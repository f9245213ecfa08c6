import { SectionFailed } from "@/app/(app)/section-failed"
import { RulesButton } from "@/components/attribution/rules-button"
import { RulesTable } from "@/components/attribution/rules-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { formatInstant } from "@/lib/time-format"
import { readRules } from "./rules-read"

/** Rules that say who is charged for what, over all that was ever sent. */
export async function RulesSection() {
  const found = await readSection("The rules", readRules)
  if (!found.ok) {
    return (
      <Section title="Rules">
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { context, zone, changed_at, changed_by, mayChange } = found.value
  const changed =
    changed_at === null
      ? ""
      : `; changed ${formatInstant(new Date(changed_at), zone)}${changed_by === null ? "" : ` by ${changed_by}`}`
  return (
    <Section
      title="Rules"
      note={`Each dimension is set by the first rule that holds${changed}`}
      actions={
        mayChange && (
          <RulesButton
            {...context}
            look="text"
            word="Add a rule"
            title="Add a rule"
            at={context.rules.length}
          />
        )
      }
    >
      {context.rules.length === 0 ? (
        <EmptyState text="No rules: everything is charged to what its sender said. A rule can move what was sent without a team to one, in past months too." />
      ) : (
        <RulesTable {...context} mayChange={mayChange} />
      )}
    </Section>
  )
}
