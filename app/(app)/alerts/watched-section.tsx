import { SectionFailed } from "@/app/(app)/section-failed"
import { RuleButton } from "@/components/alerts/rule-button"
import { presetOf } from "@/components/alerts/rule-preset"
import { WatchTable } from "@/components/alerts/watch-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { readWatched } from "./alerts-read"

const TITLE = "What is watched"

/** The rules and the budgets that alert. */
export async function WatchedSection({ searchParams }: Pick<PageProps<"/alerts">, "searchParams">) {
  const found = await readSection("Rules", () => readWatched())
  if (!found.ok) {
    return (
      <Section title={TITLE}>
        <SectionFailed {...found} />
      </Section>
    )
  }
  const { lines, context } = found.value
  const preset = presetOf(await searchParams)
  // Asked for by another address it is another form.
  const key = JSON.stringify(preset)
  return (
    <Section
      title={TITLE}
      note="Rules every minute, budgets within seconds"
      actions={
        context && (
          <RuleButton key={key} {...context} rule={null} preset={preset} word="New rule" title="New rule" />
        )
      }
    >
      {lines.length === 0 ? (
        <EmptyState text="Nothing is watched. Budgets alert by their thresholds, everything else by rules." />
      ) : (
        <WatchTable lines={lines} context={context} />
      )}
    </Section>
  )
}
