import { SectionFailed } from "@/app/(app)/section-failed"
import { NamesTable } from "@/components/attribution/names-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { readSection } from "@/lib/http/read-section"
import { readNames } from "./rules-read"

/** What is called otherwise than it was sent. */
export async function NamesSection() {
  const found = await readSection("Given names", readNames)
  return (
    <Section title="Given names" note="What is called otherwise than it was sent">
      {!found.ok ? (
        <SectionFailed {...found} />
      ) : found.value.names.length === 0 ? (
        <EmptyState text="None: everything is called what it was sent as. The page of a user, agent, feature or team can rename it or merge it with another." />
      ) : (
        <NamesTable {...found.value} />
      )}
    </Section>
  )
}
