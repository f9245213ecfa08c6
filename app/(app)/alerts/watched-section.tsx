import { SectionFailed } from "@/app/(app)/section-failed"
import { RuleButton } from "@/components/alerts/rule-button"
import { WatchTable } from "@/components/alerts/watch-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { readWatched } from "./alerts-read"

const TITLE = "What is watched"

/** The rules and the budgets that alert. */
export async function WatchedSection() {
  const found = await readSection("Rules", () => readWatched())
  if (!found.ok) {
    return (
      <Section title={TITLE}>
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { lines, context } = found.value
  return (
    <Section
      title={TITLE}
      note="Rules every minute, budgets within seconds"
      actions={context && <RuleButton {...context} rule={null} word="New rule" title="New rule" />}
    >
      {lines.length === 0 ? (
        <EmptyState text="Nothing is watched. Budgets alert by their thresholds, everything else by rules." />
      ) : (
        <WatchTable lines={lines} context={context} />
      )}
    </Section>
  )
}
