import { StackedFigure } from "@/components/charts/stacked-figure"
import { ClearFilters } from "@/components/filters/clear-filters"
import { ViewSwitch } from "@/components/filters/view-switch"
import { GroupTable } from "@/components/overview/group-table"
import { OverviewKpis } from "@/components/overview/kpis"
import { OverviewNotices } from "@/components/overview/notices"
import { toOverviewTable } from "@/components/overview/table"
import { SnippetTabs } from "@/components/sources/snippet-tabs"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { baseUrl } from "@/lib/env"
import { readSection } from "@/lib/http/read-section"
import {
  dimensionLabel,
  dimensionPlural,
  dimensionWord,
  filterValueWords,
  filterWords,
} from "@/lib/spend/filter"
import { comparisonWords } from "@/lib/spend/range"
import { type View, viewHref } from "@/lib/spend/url"
import { type Lead, readLead } from "./read-lead"

/** Headline figures, what needs attention, the chart, and the table that is its legend. */
export async function OverviewLead({ view }: { view: View }) {
  const read = await readSection("Spend", () => readLead(view))
  if (!read.ok) {
    return <ErrorState text={read.sentence} requestId={read.requestId ?? undefined} retry={<RetryButton />} />
  }
  const lead = read.value
  if (lead.sources.every((source) => source.first_event_at === null)) return <NoEvents />
  if (lead.answer.total.calls === 0 && lead.table.rows.length === 0) return <Nothing lead={lead} />
  return <Figures lead={lead} />
}

function Figures({ lead }: { lead: Lead }) {
  const { view, dimension, answer, table, chart, range, zone, currency, now } = lead
  const compared = answer.compare && {
    from: new Date(answer.compare.range.from),
    to: new Date(answer.compare.range.to),
  }
  const against = compared && comparisonWords(compared, zone, now)
  return (
    <>
      <Section title="Headline figures" quiet plain>
        <OverviewKpis
          answer={answer}
          table={table}
          dimension={dimension}
          against={against}
          rangeText={lead.rangeText}
          unfinished={range.unfinished}
        />
      </Section>
      <OverviewNotices answer={answer} sources={lead.sources} now={now} view={view} />
      <Section
        title={`Spend per ${answer.interval} by ${dimensionWord(dimension)}`}
        actions={
          <>
            <ViewSwitch />
            <TextLink href={viewHref("/events", view)}>Events</TextLink>
          </>
        }
      >
        <StackedFigure model={chart} as={view.as} />
      </Section>
      <Section
        title={capitalised(dimensionPlural(dimension))}
        note={against ? `Change against ${against}` : undefined}
      >
        <GroupTable
          table={toOverviewTable(table)}
          dimension={dimension}
          header={dimensionLabel(dimension)}
          view={view}
          currency={currency}
          compares={compared !== null}
          unfinished={range.unfinished}
        />
      </Section>
    </>
  )
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function NoEvents() {
  return (
    <EmptyState
      text="No events yet. Send one and it shows here within 3 seconds."
      action={<TextLink href="/sources">Create a key</TextLink>}
    >
      <SnippetTabs host={baseUrl()} apiKey={null} />
    </EmptyState>
  )
}

function Nothing({ lead }: { lead: Lead }) {
  const { filters } = lead.view
  const words = filters.map((filter) => `${filterWords(filter)} ${filterValueWords(filter)}`).join(" and ")
  const text = words ? `No spend matches ${words} in ${lead.rangeText}.` : `No spend in ${lead.rangeText}.`
  return <EmptyState text={text} action={words ? <ClearFilters /> : undefined} />
}
