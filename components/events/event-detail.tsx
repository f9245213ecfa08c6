import type { EventDetail } from "@/lib/ledger/schema"
import { AmountSection } from "./amount-section"
import { AttributionSection } from "./attribution-section"
import { ChargesSection } from "./charges-section"
import type { ListPlace } from "./event-address"
import { PayloadSection } from "./payload-section"
import { PriceHistory } from "./price-history"
import { PriceSection } from "./price-section"
import { ReportsSection } from "./reports-section"
import { RequestSection } from "./request-section"
import { WarningsSection } from "./warnings-section"

export interface EventDetailViewProps {
  event: EventDetail
  zone: string
  place: ListPlace
  /** Why the payload is not shown to roles that may not see it. */
  forbidden: string
}

/** Everything that made the amount of one event, from the amount down to what was sent. */
export function EventDetailView({ event, zone, place, forbidden }: EventDetailViewProps) {
  return (
    <>
      <AmountSection event={event} zone={zone} place={place} />
      <ChargesSection event={event} />
      <PriceSection event={event} zone={zone} />
      <PriceHistory event={event} zone={zone} />
      <RequestSection event={event} zone={zone} place={place} />
      <ReportsSection event={event} zone={zone} place={place} />
      <AttributionSection event={event} place={place} />
      <WarningsSection event={event} />
      <PayloadSection event={event} forbidden={forbidden} />
    </>
  )
}
