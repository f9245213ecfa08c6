import { type Description, DescriptionList } from "@/components/ui/description-list"
import { Section } from "@/components/ui/section"
import type { EventDetail, PriceUsed } from "@/lib/ledger/schema"
import { formatDate } from "@/lib/time-format"

interface UsedPrice {
  price: PriceUsed
  /** The charges that it priced. */
  kinds: string[]
}

/** Each price row once, in the order of the charges. */
function pricesOf(event: EventDetail): UsedPrice[] {
  const used = new Map<string, UsedPrice>()
  for (const { price, kind } of event.charges) {
    if (!price) continue
    const id = `${price.overrideRow ?? ""} ${price.listRow}`
    const known = used.get(id) ?? { price, kinds: [] }
    used.set(id, { price, kinds: [...known.kinds, kind.replaceAll("_", " ")] })
  }
  return [...used.values()]
}

/** Which row of the price book made the amount, on which conditions, and which came close. */
export function PriceSection({ event, zone }: { event: EventDetail; zone: string }) {
  const prices = pricesOf(event)
  return (
    <Section title={prices.length > 1 ? "Prices used" : "Price used"}>
      {prices.length === 0 && <p className="text-ink-2">None. {event.billedBecause}</p>}
      {prices.map(({ price, kinds }) => (
        <div key={`${price.overrideRow} ${price.listRow}`} className="mb-4 last:mb-0">
          {prices.length > 1 && <h3 className="mb-0.5">For {[...new Set(kinds)].join(", ")}</h3>}
          <DescriptionList items={itemsOf(price, zone)} />
        </div>
      ))}
      {prices.length > 0 && event.rerates.length === 0 && (
        <p className="pt-2 text-xs text-ink-3">No re-rate since: the price of that instant stays.</p>
      )}
    </Section>
  )
}

function itemsOf(price: PriceUsed, zone: string): Description[] {
  const since = price.effectiveFrom && `, in effect since ${formatDate(new Date(price.effectiveFrom), zone)}`
  const items: Description[] = []
  if (price.overrideRow !== null) {
    items.push({
      term: "Contract row",
      value: (
        <>
          <code>{price.overrideRow}</code>
          {since}
        </>
      ),
    })
  }
  items.push({
    term: "List row",
    value: (
      <>
        <code>{price.listRow}</code>
        {price.overrideRow === null && since}
      </>
    ),
  })
  items.push({ term: "Source", value: <Source price={price} zone={zone} /> })
  if (price.exchange) items.push({ term: "Exchange", value: exchangeWords(price.exchange, zone) })
  if (price.conditionsMet.length > 0) {
    items.push({ term: "Conditions met", value: price.conditionsMet.join("; ") })
  }
  if (price.notChosen.length > 0) {
    items.push({ term: "Not chosen", value: <NotChosen rows={price.notChosen} /> })
  }
  return items
}

function Source({ price, zone }: { price: PriceUsed; zone: string }) {
  const stated = `, as of ${formatDate(new Date(`${price.asOf}T12:00:00Z`), zone)}`
  return price.sourceUrl === null ? (
    <>
      {price.source}
      {stated}
    </>
  ) : (
    <>
      <a
        className="text-accent underline underline-offset-2"
        href={price.sourceUrl}
        rel="noreferrer"
        target="_blank"
      >
        {price.source}
      </a>
      {stated}
    </>
  )
}

function exchangeWords(
  { rate, from, to, date, source }: NonNullable<PriceUsed["exchange"]>,
  zone: string,
): string {
  return `1 ${from} = ${rate} ${to} on ${formatDate(new Date(`${date}T12:00:00Z`), zone)} (${source})`
}

const SHOWN = 3

function NotChosen({ rows }: { rows: readonly string[] }) {
  const shown = rows.slice(0, SHOWN)
  const rest = rows.slice(SHOWN)
  return (
    <>
      <ul>
        {shown.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
      {rest.length > 0 && (
        <details>
          <summary className="text-accent">{rest.length} more</summary>
          <ul>
            {rest.map((row) => (
              <li key={row}>{row}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
