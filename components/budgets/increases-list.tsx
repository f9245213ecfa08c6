import { AskButton } from "@/components/settings/ask-button"
import type { Budget } from "@/lib/budgets/schema"
import { formatMoney } from "@/lib/money-format"
import { formatRange } from "@/lib/time-format"

export interface IncreasesListProps {
  budget: Budget
  zone: string
  mayChange: boolean
}

/** What lifts a budget's limit now or later. */
export function IncreasesList({ budget, zone, mayChange }: IncreasesListProps) {
  return (
    <ul aria-label={`Increases of ${budget.name}`} className="divide-y divide-line">
      {budget.increases.map(({ id, amount, from, until, reason }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-3 py-1.5">
          <span className="font-medium">+{formatMoney(amount, budget.currency)}</span>
          <span className="text-ink-2">{formatRange(new Date(from), new Date(until), zone)}</span>
          <span className="min-w-24 flex-1 wrap-anywhere text-ink-2">{reason}</span>
          {mayChange && (
            <AskButton
              word="End"
              title={`End the increase: ${reason}`}
              description="The limit is at once what it was without it."
              action="End increase"
              path={`/api/v1/budgets/${budget.slug}/increases/${id}`}
            />
          )}
        </li>
      ))}
    </ul>
  )
}
