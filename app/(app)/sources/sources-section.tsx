import { mayAttribute } from "@/app/(app)/attribution/attribution-read"
import { BeforeFirstKey } from "@/components/sources/new-key"
import { SnippetTabs } from "@/components/sources/snippet-tabs"
import { toSourceLines } from "@/components/sources/source-lines"
import { SourcesTable } from "@/components/sources/sources-table"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { LookAgain } from "@/components/ui/look-again"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { baseUrl } from "@/lib/env"
import { readSection } from "@/lib/http/read-section"
import { listSources } from "@/lib/sources/queries"
import { spend } from "@/lib/spend/queries"
import { type RangePreset, rangeOf } from "@/lib/time"
import { zoneShort } from "@/lib/time-format"
import { mayKeepSources } from "./may-manage-keys"

const MOST = 1_000

function spendOf(scope: Scope, preset: RangePreset, now: Date, zone: string) {
  const { from, to } = rangeOf(preset, now, zone)
  const interval = preset === "24h" ? "hour" : "day"
  return spend(scope, { from, to, interval, groupBy: ["source"], filters: [], limit: MOST, comparison: null })
}

async function read() {
  const scope = await requireScope()
  const { zone, currency } = await getOrganisation(scope)
  const now = new Date()
  const [sources, day, week] = await Promise.all([
    listSources(scope),
    spendOf(scope, "24h", now, zone),
    spendOf(scope, "7d", now, zone),
  ])
  const lines = toSourceLines(sources, day, week)
  const may = { mayKeep: mayKeepSources(scope), mayWatch: mayAttribute(scope) }
  return { ...lines, zone, zoneName: zoneShort(now, zone), currency, ...may }
}

export async function SourcesSection() {
  const found = await readSection("Sources", read)
  if (!found.ok) {
    return (
      <Section title="Where events come from">
        <ErrorState text={found.sentence} requestId={found.requestId ?? undefined} retry={<RetryButton />} />
      </Section>
    )
  }
  const { lines } = found.value
  const silent = lines.every((line) => line.firstEventAt === null)
  return (
    <Section title="Where events come from">
      {silent && (
        <BeforeFirstKey>
          <EmptyState text="No events yet. Send one and it shows here within 3 seconds.">
            <SnippetTabs host={baseUrl()} apiKey={null} />
            <LookAgain />
          </EmptyState>
        </BeforeFirstKey>
      )}
      {lines.length > 0 && <SourcesTable {...found.value} />}
    </Section>
  )
}
