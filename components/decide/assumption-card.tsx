import { AssumptionField } from "./assumption-field"

/** An assumption that the answer hangs on. */
export interface AssumptionCardModel {
  name: string
  label: string
  value: string | null
  unit: string
  from: string
  /** Percent of the way from the least to the most that is looked at. */
  holds: { low: number; high: number; at: number | null }
  sentence: string
}

/** One of the assumptions that matter, to be changed in place, with the range in which the answer holds. */
export function AssumptionCard({ card }: { card: AssumptionCardModel }) {
  const { low, high, at } = card.holds
  return (
    <div className="md:row-span-4 md:grid md:grid-rows-subgrid print:row-span-4 print:grid print:grid-rows-subgrid">
      <h3 className="flex items-baseline justify-between gap-3">
        <span>{card.label}</span>
        <span className="text-xs font-regular text-ink-3">{card.from}</span>
      </h3>
      <div className="mt-1.5 flex items-center gap-2">
        <AssumptionField name={card.name} label={card.label} value={card.value} />
        <span className="text-ink-2">{card.unit}</span>
      </div>
      <svg
        viewBox="0 0 300 20"
        width="100%"
        height="20"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="mt-1.5 block"
      >
        <rect x="0" y="8" width="300" height="4" fill="var(--surface-2)" />
        <rect x={low * 3} y="8" width={(high - low) * 3} height="4" fill="var(--text-3)" />
        {low > 0 && <rect x={low * 3 - 1} y="3" width="2" height="14" fill="var(--text-2)" />}
        {high < 100 && <rect x={high * 3 - 1} y="3" width="2" height="14" fill="var(--text-2)" />}
        {at !== null && <rect x={at * 3 - 2} y="1" width="4" height="18" fill="var(--accent)" />}
      </svg>
      <p className="mt-1 text-xs text-ink-2">{card.sentence}</p>
    </div>
  )
}
