import { ExchangeView } from "@/components/smoke/exchange-view"
import { DescriptionList } from "@/components/ui/description-list"
import { Section } from "@/components/ui/section"
import type { CellPlace } from "@/lib/smoke/address"
import { type Cell, CHECK_NAMES, type RouteResult } from "@/lib/smoke/schema"
import { STATE_WORDS } from "@/lib/smoke/words"

interface Props {
  place: CellPlace
  route: RouteResult
  cell: Cell
}

/** One result: what was found, what was measured, and each exchange behind it. */
export function ChosenResult({ place, route, cell }: Props) {
  const facts = Object.entries(cell.facts).map(([term, value]) => ({ term, value }))
  const exchanges = cell.exchanges.map((exchange, at) => ({ exchange, number: at + 1 }))
  return (
    <div id="result" className="scroll-mt-14">
      <Section
        title={`${CHECK_NAMES[cell.check]} on ${route.label}`}
        note={`Run ${place.runId}. ${route.route}, ${route.provider}, ${route.model}, ${route.base_url}`}
      >
        <p className="mb-3">
          {STATE_WORDS[cell.state]}. {cell.sentence}
        </p>
        {facts.length > 0 && (
          <div className="max-w-xl">
            <DescriptionList items={facts} />
          </div>
        )}
        {exchanges.map(({ exchange, number }) => (
          <ExchangeView key={number} exchange={exchange} number={number} />
        ))}
        {exchanges.length === 0 && (
          <p className="text-ink-3">No single exchange stands behind this result.</p>
        )}
      </Section>
    </div>
  )
}
