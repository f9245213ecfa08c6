import { mayAttribute } from "@/app/(app)/attribution/attribution-read"
import { silenceHref } from "@/components/alerts/rule-preset"
import { toArrivalLines } from "@/components/sources/arrival-lines"
import { ArrivalsTable } from "@/components/sources/arrivals-table"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { listRules } from "@/lib/alerts/rule-queries"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { listSources } from "@/lib/sources/queries"
import { listTraffic } from "@/lib/sources/traffic-queries"

async function read() {
  const scope = await requireScope()
  const [sources, traffic, rules] = await Promise.all([
    listSources(scope),
    listTraffic(scope),
    listRules(scope),
  ])
  const guard = rules.find(
    ({ condition, paused, scope: only }) =>
      condition.kind === "source_silent" && !paused && only.length === 0,
  )
  return {
    arrivals: traffic && toArrivalLines(sources, traffic),
    guard: guard?.name ?? null,
    mayWatch: mayAttribute(scope),
  }
}

const NOTE = "Rate and lag of 24 hours, counts of 7 days. Lag is from the start of a call to its arrival."

export async function ArrivalsSection() {
  const found = await readSection("How events arrive", read)
  if (!found.ok) {
    return (
      <Section title="How events arrive">
        <ErrorState text={found.sentence} requestId={found.requestId ?? undefined} retry={<RetryButton />} />
      </Section>
    )
  }
  const { arrivals, guard, mayWatch } = found.value
  return (
    <Section
      title="How events arrive"
      note={NOTE}
      actions={
        <TextLink href={guard === null && mayWatch ? silenceHref(null) : "/alerts"}>
          {guard === null ? "Alert when a source falls silent" : `Silence alert: ${guard}`}
        </TextLink>
      }
    >
      {arrivals === null ? (
        <p className="text-ink-2">
          Counted for all teams together, so it is shown to those who see all teams.
        </p>
      ) : arrivals.lines.length === 0 ? (
        <EmptyState text="Nothing came in the last 7 days." />
      ) : (
        <ArrivalsTable {...arrivals} />
      )}
    </Section>
  )
}
