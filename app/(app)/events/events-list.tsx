import { type EventsAddress, listHref } from "@/components/events/event-address"
import { OPTIONAL_COLUMNS } from "@/components/events/event-columns"
import { toEventList } from "@/components/events/event-lines"
import { EventsTable } from "@/components/events/events-table"
import { PageSteps } from "@/components/events/page-steps"
import { emptyWords, totalsTitle, unpricedWords } from "@/components/events/totals"
import { ClearFilters } from "@/components/filters/clear-filters"
import { SnippetTabs } from "@/components/sources/snippet-tabs"
import { ColumnsMenu } from "@/components/tables/columns-menu"
import { EmptyState } from "@/components/ui/empty-state"
import { ErrorState } from "@/components/ui/error-state"
import { LookAgain } from "@/components/ui/look-again"
import { Notice } from "@/components/ui/notice"
import { RetryButton } from "@/components/ui/retry-button"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import { baseUrl } from "@/lib/env"
import { readSection } from "@/lib/http/read-section"
import { formatCount } from "@/lib/money-format"
import { readList } from "./read-list"

/** A page of the events that match, and how many match and cost what in all. */
export async function EventsList({ address }: { address: EventsAddress }) {
  const read = await readSection("Events", () => readList(address))
  return (
    <div className="pt-4 pb-6">
      {address.ignored.length > 0 && (
        <Notice state="info">
          Not understood and passed over in the address: <code>{address.ignored.join(", ")}</code>
        </Notice>
      )}
      {read.ok ? <Read address={address} found={read.value} /> : <Failed read={read} />}
    </div>
  )
}

function Failed({ read }: { read: { sentence: string; requestId: string | null } }) {
  const way = read.requestId === null ? <TextLink href="/events">Newest events</TextLink> : <RetryButton />
  return <ErrorState text={read.sentence} requestId={read.requestId ?? undefined} retry={way} />
}

interface ReadProps {
  address: EventsAddress
  found: Awaited<ReturnType<typeof readList>>
}

function Read({ address, found }: ReadProps) {
  const { range, rangeText, zone, currency, totals, page, isNew } = found
  const { view, eventId } = address
  if (isNew) return <NoEvents />
  if (page.events.length === 0) return <NothingMatches address={address} rangeText={rangeText} />
  const place = { view, cursor: found.cursor }
  const list = toEventList(page.events, range, zone, currency)
  const step = (cursor: string | null) => cursor && listHref({ view, cursor })
  const newerHref = page.prev_cursor === null ? null : step(page.prev_cursor)
  const unpriced = unpricedWords(totals)
  const corrected = list.lines.some((line) => line.corrected !== null)
  const [first, last] = [list.lines[0], list.lines.at(-1)]
  const ends = [first, last].map((line) => [line?.day, line?.clock].filter(Boolean).join(" ")).join(" to ")
  return (
    <Section
      plain
      title={totalsTitle(totals)}
      note="Newest first"
      actions={<ColumnsMenu table="events" columns={OPTIONAL_COLUMNS} />}
    >
      {unpriced && (
        <div className="mb-3">
          <Notice state="unpriced">{unpriced}</Notice>
        </div>
      )}
      <EventsTable {...list} place={place} openId={eventId} />
      {corrected && (
        <p className="mt-2 text-xs text-ink-3">Struck amounts are void or replaced. They are in no total.</p>
      )}
      <PageSteps
        shown={`${formatCount(list.lines.length)} of ${formatCount(totals.total.calls)}, ${ends}`}
        newerHref={newerHref}
        olderHref={step(page.next_cursor)}
      />
    </Section>
  )
}

function NothingMatches({ address, rangeText }: { address: EventsAddress; rangeText: string }) {
  const { view, cursor } = address
  const newest = <TextLink href={listHref({ view, cursor: null })}>Newest events</TextLink>
  return <EmptyState text={emptyWords(view.filters, rangeText)} action={cursor ? newest : <ClearFilters />} />
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
