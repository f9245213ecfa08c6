import type { Budget } from "@/lib/budgets/schema"
import type { BudgetStatus } from "@/lib/budgets/status-schema"
import { dimensionPlural, dimensionWord } from "@/lib/spend/filter"

export interface EntityThresholdsProps {
  budget: Pick<Budget, "each" | "thresholds" | "forecast_thresholds" | "notify">
  status: Pick<BudgetStatus, "entities">
}

/** How many entities of a fan-out have reached each threshold. */
export function EntityThresholds({ budget, status }: EntityThresholdsProps) {
  const { each, thresholds, forecast_thresholds: ahead, notify } = budget
  const entities = status.entities ?? []
  const words = each ? (entities.length === 1 ? dimensionWord(each) : dimensionPlural(each)) : "entities"
  const told = notify.length === 0 ? "Nobody is told." : `Told: ${notify.join(", ")}.`
  return (
    <>
      <ul className="divide-y divide-line">
        {thresholds.map((percent) => (
          <li key={percent} className="flex justify-between gap-4 py-1.5">
            <span>{percent}% spent</span>
            <span className="text-ink-2">
              {entities.filter(({ crossed }) => crossed.includes(percent)).length} of {entities.length}{" "}
              {words}
            </span>
          </li>
        ))}
      </ul>
      <p className="pt-2 text-xs text-ink-3">
        {ahead.length > 0 && `On the forecast: ${ahead.map((percent) => `${percent}%`).join(", ")}. `}
        {told}
      </p>
    </>
  )
}
