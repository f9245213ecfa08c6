import type { ReactNode } from "react"
import { type Description, DescriptionList } from "@/components/ui/description-list"
import { Section } from "@/components/ui/section"
import { TextLink } from "@/components/ui/text-link"
import type { EventDetail } from "@/lib/ledger/schema"
import { formatProvenance } from "@/lib/money-format"
import { formatInstant } from "@/lib/time-format"

type Rerate = EventDetail["rerates"][number]

function whyWords({ automatic, at, by, reason }: Rerate, zone: string): string {
  const who = automatic ? "automatic" : `applied by ${by ?? "somebody who left"}`
  return `${formatInstant(new Date(at), zone)}, ${who}. ${reason ?? ""}`.trim()
}

function Billed({ amount, rows, currency }: { amount: string | null; rows: string[]; currency: string }) {
  return (
    <>
      {amount === null ? "–, unpriced" : formatProvenance(amount, currency)}
      {rows.length > 0 && (
        <>
          {" by "}
          <code>{rows.join(", ")}</code>
        </>
      )}
    </>
  )
}

function itemsOf({ rerates, currency }: EventDetail, first: Rerate, zone: string): Description[] {
  const item = (term: string, value: ReactNode) => ({ term, value })
  return [
    item("First price", <Billed amount={first.before} rows={first.rows_before} currency={currency} />),
    ...rerates.map((rerate) =>
      item(
        `Re-rate ${rerate.id}`,
        <>
          <Billed amount={rerate.after} rows={rerate.rows_after} currency={currency} />
          <span className="block text-ink-2">{whyWords(rerate, zone)}</span>
          <TextLink href={`/prices/rerate?id=${rerate.id}`}>All that it moved</TextLink>
        </>,
      ),
    ),
  ]
}

/** What the call was billed at first and after every re-rate. Nothing where there was none. */
export function PriceHistory({ event, zone }: { event: EventDetail; zone: string }) {
  const [first] = event.rerates
  if (!first) return null
  return (
    <Section title="Price history" note="The last one counts; history keeps all.">
      <DescriptionList items={itemsOf(event, first, zone)} />
    </Section>
  )
}
