import type { Metadata } from "next"
import { Suspense } from "react"
import { DemoNotice } from "@/app/(app)/demo-notice"
import { FreshBar } from "@/app/(app)/fresh-bar"
import { ViewActions } from "@/app/(app)/view-actions"
import { ViewBar } from "@/app/(app)/view-bar"
import { listHref, parseEventsAddress } from "@/components/events/event-address"
import { EventKeys } from "@/components/events/event-keys"
import { PageActions } from "@/components/exports/page-actions"
import { PageHeader } from "@/components/shell/page"
import { Split } from "@/components/shell/split"
import { Skeleton } from "@/components/ui/skeleton"
import { DIMENSIONS } from "@/lib/spend/schema"
import { EventPane } from "./event-pane"
import { EventsList } from "./events-list"

export const metadata: Metadata = { title: "Events" }

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** The list, and beside it the event that the address names. */
export default function EventsPage({ searchParams }: Props) {
  return (
    <>
      <PageHeader title="Events" actions={<PageActions views={<ViewActions page="/events" />} />} />
      <FreshBar>
        <ViewBar dimensions={DIMENSIONS} compares={false} groups={false} />
      </FreshBar>
      <Suspense>
        <DemoNotice />
      </Suspense>
      <Suspense fallback={<ListSkeleton />}>
        <Body searchParams={searchParams} />
      </Suspense>
    </>
  )
}

async function Body({ searchParams }: Props) {
  const address = parseEventsAddress(await searchParams)
  const { eventId } = address
  const detail = eventId !== null && (
    <Suspense fallback={<Skeleton label="Loading the event" rows={12} />}>
      <EventPane id={eventId} place={address} />
    </Suspense>
  )
  return (
    <EventKeys openId={eventId} closeHref={listHref(address)}>
      <Split
        list={
          <Suspense fallback={<Skeleton label="Loading events" rows={20} />}>
            <EventsList address={address} />
          </Suspense>
        }
        detail={detail || null}
      />
    </EventKeys>
  )
}

function ListSkeleton() {
  return <Split list={<Skeleton label="Loading events" rows={20} />} detail={null} />
}
