import { eventHref, type ListPlace, listHref } from "@/components/events/event-address"
import { EventDetailView } from "@/components/events/event-detail"
import { EventTop } from "@/components/events/event-top"
import { ErrorState } from "@/components/ui/error-state"
import { RetryButton } from "@/components/ui/retry-button"
import { forbiddenSentence } from "@/lib/auth/account"
import { getOrganisation } from "@/lib/auth/organisation"
import { requireScope } from "@/lib/auth/session"
import { readSection } from "@/lib/http/read-section"
import { getEvent } from "@/lib/ledger/queries"
import { eventNeighbours } from "@/lib/spend/events"
import { resolveRange } from "@/lib/spend/range"

interface Props {
  id: string
  place: ListPlace
}

async function read(id: string, { view }: ListPlace) {
  const scope = await requireScope()
  const [event, { zone, fiscalStart }, forbidden] = await Promise.all([
    getEvent(scope, id),
    getOrganisation(scope),
    forbiddenSentence(scope, "payloads"),
  ])
  const { from, to } = resolveRange(view.range, new Date(), zone, fiscalStart)
  const beside = await eventNeighbours(scope, { from, to, filters: view.filters }, event)
  return { event, zone, forbidden, beside }
}

/** One event beside the list it was opened from. */
export async function EventPane({ id, place }: Props) {
  const found = await readSection("The event", () => read(id, place))
  const closeHref = listHref(place)
  if (!found.ok) {
    return (
      <section aria-label={`Event ${id}`}>
        <EventTop id={id} newerHref={null} olderHref={null} closeHref={closeHref} />
        <ErrorState
          text={found.sentence}
          requestId={found.requestId ?? undefined}
          retry={found.requestId !== null && <RetryButton />}
        />
      </section>
    )
  }
  const { event, zone, forbidden, beside } = found.value
  const step = (neighbour: typeof beside.newer) => neighbour && eventHref(neighbour.id, place)
  return (
    <section aria-label={`Event ${event.id}`}>
      <EventTop
        id={event.id}
        newerHref={step(beside.newer)}
        olderHref={step(beside.older)}
        closeHref={closeHref}
      />
      <EventDetailView event={event} zone={zone} place={place} forbidden={forbidden} />
    </section>
  )
}
