import { ClearFilters } from "@/components/filters/clear-filters"
import { IgnoredNotice } from "@/components/filters/ignored-notice"
import { emptyWords, footItems } from "@/components/overview/overview-words"
import { PageFoot, Wrap } from "@/components/shell/page"
import { SnippetTabs } from "@/components/sources/snippet-tabs"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { LookAgain } from "@/components/ui/look-again"
import { RetryButton } from "@/components/ui/retry-button"
import { TextLink } from "@/components/ui/text-link"
import { baseUrl } from "@/lib/env"
import { readSection, type SectionRead } from "@/lib/http/read-section"
import type { SearchParams } from "@/lib/spend/url"
import { OverviewBreakdowns } from "./overview-breakdowns"
import { OverviewFigures } from "./overview-figures"
import { type Overview, readOverview } from "./overview-read"

/** The page below its bar: the figures, or why there are none. */
export async function OverviewBody({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const found = await readSection("Spend", async () => readOverview(await searchParams))
  if (!found.ok) {
    return (
      <Wrap>
        <div className="py-4">
          <Failed read={found} />
        </div>
      </Wrap>
    )
  }
  const { ignored } = found.value
  return (
    <Wrap>
      <IgnoredNotice ignored={ignored} />
      <Read overview={found.value} />
    </Wrap>
  )
}

function Failed({ read }: { read: Extract<SectionRead<unknown>, { ok: false }> }) {
  const way = read.requestId === null ? <TextLink href="/">Month to date</TextLink> : <RetryButton />
  return <ErrorState text={read.sentence} requestId={read.requestId ?? undefined} retry={way} />
}

function Read({ overview }: { overview: Overview }) {
  const { answer, asked, sources, range, rangeText, priceDate } = overview
  const { filters } = asked.view
  const foot = <PageFoot items={footItems({ answer, range, filters, priceDate })} />
  if (answer.total.calls !== 0) {
    return (
      <>
        <OverviewFigures overview={overview} />
        <OverviewBreakdowns overview={overview} />
        {foot}
      </>
    )
  }
  const isNew = sources.every((source) => source.first_event_at === null)
  return (
    <>
      <div className="py-4">
        {isNew ? (
          <NoEvents />
        ) : (
          <EmptyState text={emptyWords(filters, rangeText)} action={<ClearFilters />} />
        )}
      </div>
      {!isNew && foot}
    </>
  )
}

function NoEvents() {
  return (
    <EmptyState
      text="No events yet. Send one and it shows here within 3 seconds."
      action={<TextLink href="/sources">Create a key</TextLink>}
    >
      <SnippetTabs host={baseUrl()} apiKey={null} />
      <LookAgain />
    </EmptyState>
  )
}
