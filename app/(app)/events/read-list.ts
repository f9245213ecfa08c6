import "server-only"
import type { EventsAddress } from "@/components/events/event-address"
import { getOrganisation } from "@/lib/auth/organisation"
import type { Scope } from "@/lib/auth/scope"
import { requireScope } from "@/lib/auth/session"
import { listSources } from "@/lib/sources/queries"
import {
  cursorFrom,
  cursorOfEvent,
  type EventsAnswer,
  type EventsQuery,
  listEvents,
} from "@/lib/spend/events"
import { spend } from "@/lib/spend/queries"
import { allowedInterval, rangeWords, resolveRange } from "@/lib/spend/range"

const PAGE = 50

type Asked = Pick<EventsQuery, "from" | "to" | "filters">

/** The page that the address names or, where the open event is not on it, the one that begins with that. */
async function pageOf(
  scope: Scope,
  asked: Asked,
  { cursor, eventId }: EventsAddress,
): Promise<{ page: EventsAnswer; cursor: string | null }> {
  const page = await listEvents(scope, { ...asked, cursor: cursor ?? undefined, limit: PAGE })
  const first = page.events[0]
  const own = { page, cursor: cursor ?? (first ? cursorFrom(first) : null) }
  if (eventId === null || page.events.some(({ id }) => id === eventId)) return own
  const place = await cursorOfEvent(scope, eventId)
  if (place === null) return own
  const around = await listEvents(scope, { ...asked, cursor: place, limit: PAGE })
  return around.events[0]?.id === eventId ? { page: around, cursor: place } : own
}

/** A page of events with the sums of all that match. Each request of the list reads both once. */
export async function readList(address: EventsAddress) {
  const scope = await requireScope()
  const { zone, currency, fiscalStart } = await getOrganisation(scope)
  const { range: choice, filters } = address.view
  const range = resolveRange(choice, new Date(), zone, fiscalStart)
  const asked = { from: range.from, to: range.to, filters }
  const sums = {
    ...asked,
    interval: allowedInterval(null, range),
    groupBy: [],
    limit: 1,
    comparison: null,
  } as const
  const [totals, { page, cursor }] = await Promise.all([
    spend(scope, { ...sums, groupBy: [] }),
    pageOf(scope, asked, address),
  ])
  const isNew =
    page.events.length === 0 && (await listSources(scope)).every((source) => !source.first_event_at)
  return { range, rangeText: rangeWords(choice, range, zone), zone, currency, totals, page, cursor, isNew }
}
