import { SectionFailed } from "@/app/(app)/section-failed"
import { ViewSwitch } from "@/components/filters/view-switch"
import { UptimeStrips } from "@/components/health/uptime-strips"
import { UptimeTable } from "@/components/health/uptime-table"
import { EmptyState } from "@/components/ui/empty-state"
import { Section } from "@/components/ui/section"
import { PROVIDER_FAULTS } from "@/lib/health/fault"
import { readSection } from "@/lib/http/read-section"
import { formatDay } from "@/lib/time-format"
import { DAYS, type HealthPage } from "./health-read"
import { readStrips } from "./uptime-read"

const TITLE = `${DAYS} days, from our own traffic`

/** A strip of days for every provider and route, whatever range the figures are of. */
export async function UptimeSection({ page }: { page: HealthPage }) {
  const found = await readSection("Uptime", () => readStrips(page))
  if (!found.ok) {
    return (
      <Section title={TITLE}>
        <SectionFailed {...found} />
      </Section>
    )
  }
  const strips = found.value
  const { since, zone, view } = page
  return (
    <Section title={TITLE} actions={<ViewSwitch name={TITLE} />}>
      {strips.length === 0 ? (
        <EmptyState text={`No calls in ${DAYS} days. Nothing is known of any provider yet.`} />
      ) : view.as === "table" ? (
        <UptimeTable strips={strips} />
      ) : (
        <UptimeStrips strips={strips} first={formatDay(since, zone)} zone={zone} />
      )}
      <p className="pt-2 text-xs text-ink-3">
        Only {PROVIDER_FAULTS.slice(0, -1).join(", ")} and {PROVIDER_FAULTS.at(-1)} count against a provider.
      </p>
    </Section>
  )
}
