import type { Anomaly, Culprit } from "@/lib/anomalies/schema"
import { compare, divideHalfEven, parseDecimal, toPico } from "@/lib/money"
import { UNKNOWN } from "@/lib/money-format"
import type { Cause } from "@/lib/spend/change"
import { dimensionLabel, dimensionWord } from "@/lib/spend/filter"

const CAUSES: Record<Cause, string> = {
  volume: "more calls",
  mix: "dearer models",
  length: "longer prompts and answers",
  cache: "less read from cache",
  price: "a higher price",
  new: "new",
  gone: "gone elsewhere",
  other: "fees and other",
}

/** `Total`, `Feature search`, `Team Unattributed`. */
export function whereWords({ dimension, value }: Pick<Anomaly, "dimension" | "value">): string {
  return dimension === "total" ? "Total" : `${dimensionLabel(dimension)} ${value ?? "Unattributed"}`
}

/** `feature search, model gpt-4o: more calls`; what differs in cause stands apart. */
export function culpritWords(culprits: readonly Culprit[]): string {
  const known = culprits.filter(({ value }) => value !== null)
  const byCause = new Map<Cause, string[]>()
  for (const { dimension, value, cause } of known.length > 0 ? known : culprits.slice(0, 1)) {
    const name = `${dimensionWord(dimension)} ${value ?? "Unattributed"}`
    byCause.set(cause, [...(byCause.get(cause) ?? []), name])
  }
  const parts = [...byCause].map(([cause, names]) => `${names.join(", ")}: ${CAUSES[cause]}`)
  return parts.length > 0 ? parts.join("; ") : "nothing that is told apart"
}

/** `3.2×`, against what was expected; where nothing was, that is said. */
export function timesWords({ actual, expected }: Pick<Anomaly, "actual" | "expected">): string {
  const usual = toPico(parseDecimal(expected))
  if (usual <= 0n) return UNKNOWN
  const tenths = divideHalfEven(toPico(parseDecimal(actual)) * 10n, usual)
  return tenths >= 1_000n ? `${tenths / 10n}×` : `${tenths / 10n}.${tenths % 10n}×`
}

/** The largest by what it cost beyond the usual; null of an empty list. */
export function largestOf(anomalies: readonly Anomaly[]): Anomaly | null {
  return anomalies.reduce<Anomaly | null>(
    (most, one) =>
      most === null || compare(parseDecimal(one.impact), parseDecimal(most.impact)) > 0 ? one : most,
    null,
  )
}
