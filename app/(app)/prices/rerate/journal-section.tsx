import { SectionFailed } from "@/app/(app)/section-failed"
import { ReratesTable } from "@/components/rerate/rerates-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { listRerates } from "@/lib/rerate/queries"

async function read() {
  const scope = await requireScope()
  const [{ zone }, rerates] = await Promise.all([getOrganisation(scope), listRerates(scope)])
  return { zone, rerates }
}

/** Everything that was previewed and applied. */
export async function JournalSection() {
  const found = await readSection("The journal", read)
  return (
    <Section title="Journal" note="Calls without a price get one by themselves, as soon as it is there.">
      {!found.ok ? (
        <SectionFailed {...found} />
      ) : found.value.rerates.length === 0 ? (
        <EmptyState text="Nothing was re-rated: every call has the price of its day." />
      ) : (
        <ReratesTable {...found.value} />
      )}
    </Section>
  )
}
