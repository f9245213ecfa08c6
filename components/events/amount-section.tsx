import { Status } from "@/components/ui/status"
import { TextLink } from "@/components/ui/text-link"
import type { EventDetail } from "@/lib/ledger/schema"
import { formatProvenance, UNKNOWN } from "@/lib/money-format"
import { formatInstant } from "@/lib/time-format"
import { eventHref, type ListPlace } from "./event-address"
import { eventSentence } from "./event-sentence"

export interface AmountSectionProps {
  event: EventDetail
  zone: string
  place: ListPlace
}

/** What it cost, for what, and which of the four costs was taken. */
export function AmountSection({ event, zone, place }: AmountSectionProps) {
  const { billed, currency, billedBecause, correction } = event
  const amount = billed === null ? UNKNOWN : formatProvenance(billed, currency)
  return (
    <section aria-label="Amount" className="py-4">
      <p className="flex items-baseline gap-3 text-(length:--kpi-size) leading-tight font-medium tracking-figure">
        {correction ? <s className="text-ink-3">{amount}</s> : amount}
        <span className="text-sm font-regular tracking-normal">
          {billed === null && <Status kind="none">Unpriced</Status>}
          {billed !== null && event.estimated && <Status kind="none">Estimated</Status>}
          {correction && <Status kind="info">{correction.kind}</Status>}
        </span>
      </p>
      {correction && (
        <p className="mt-1">
          {correction.kind === "void" ? "Voided" : "Replaced"} {formatInstant(new Date(correction.at), zone)}:{" "}
          {correction.reason.replace(/\.?$/, ".")} It is in no total.{" "}
          {correction.kind === "replaced" && (
            <TextLink inline href={eventHref(correction.by, place)} scroll={false}>
              Open the replacement
            </TextLink>
          )}
        </p>
      )}
      <p className="mt-1 text-ink-2 wrap-anywhere">{eventSentence(event, zone)}</p>
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 md:grid-cols-4">
        <Cost label="List" amount={event.list} currency={currency} />
        <Cost label="Computed" amount={event.computed} currency={currency} />
        <Cost label="Reported" amount={event.reported} currency={currency} missing="none" />
        <Cost label="Billed" amount={billed} currency={currency} billed struck={correction !== null} />
      </dl>
      <p className="mt-2 text-xs text-ink-3">{billedBecause}</p>
    </section>
  )
}

interface CostProps {
  label: string
  amount: string | null
  currency: string
  /** What is said where nobody stated it. */
  missing?: string
  billed?: boolean
  /** A correction took it out of the totals. */
  struck?: boolean
}

function Cost({ label, amount, currency, missing = UNKNOWN, billed = false, struck = false }: CostProps) {
  const text =
    amount === null ? <span className="text-ink-3">{missing}</span> : formatProvenance(amount, currency)
  return (
    <div>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd>{struck ? <s className="text-ink-3">{text}</s> : billed ? <b>{text}</b> : text}</dd>
    </div>
  )
}
