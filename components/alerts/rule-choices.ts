import type { RuleKind } from "@/lib/alerts/rule-schema"
import type { Dimension } from "@/lib/spend/schema"

export const KIND_CHOICES: readonly { value: RuleKind; label: string }[] = [
  { value: "spend_change", label: "Spend that changes" },
  { value: "anomaly", label: "Anomalies" },
  { value: "unpriced", label: "Calls without a price" },
  { value: "coverage", label: "Spend without an owner" },
  { value: "source_silent", label: "Silent sources" },
  { value: "credit", label: "Credits that run out" },
  { value: "provider_health", label: "Providers that fail or are slow" },
]

/** Kinds that can be narrowed by conditions, and of these those that can be fanned out. */
export const NARROWED: readonly RuleKind[] = [
  ...(["spend_change", "unpriced", "coverage", "provider_health"] as const),
  "source_silent",
]
export const FANNED: readonly RuleKind[] = ["spend_change", "unpriced"]

/** Whether rules of a kind may look at a dimension: silence is of sources. */
export function mayNarrowBy(kind: RuleKind, dimension: Dimension): boolean {
  return kind !== "source_silent" || dimension === "source"
}
