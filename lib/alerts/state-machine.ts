/** What an entity of a rule is, as far as it was read. */
export type ReadState = "ok" | "warning" | "alert" | "no_data"

export interface Limits {
  alert: number
  warn: number | null
  /** On which side of the threshold it is bad; the threshold itself is bad too. */
  bad: "above" | "below"
  /** Share of a threshold by which a value must have come back before it counts as back. */
  margin: number
  /** The most that a value can be; with it the margin is no more than that share of the way there. */
  most: number | null
}

function isBeyond(value: number, threshold: number, bad: Limits["bad"]): boolean {
  return bad === "above" ? value >= threshold : value <= threshold
}

function eased(threshold: number, { bad, margin, most }: Limits): number {
  if (bad === "above") return threshold * (1 - margin)
  return threshold + margin * (most === null ? threshold : Math.min(threshold, most - threshold))
}

/**
 * What a value makes of an entity that was `before`. What is bad stays so until the value has come back by the
 * margin, so that one that hovers about a threshold does not go to and fro. Without a value nothing is known.
 */
export function nextState(before: ReadState, value: number | null, limits: Limits): ReadState {
  if (value === null) return "no_data"
  const { alert, warn, bad } = limits
  if (isBeyond(value, alert, bad)) return "alert"
  if (before === "alert" && isBeyond(value, eased(alert, limits), bad) && limits.margin > 0) return "alert"
  if (warn === null) return "ok"
  if (isBeyond(value, warn, bad)) return "warning"
  const wasBad = before === "alert" || before === "warning"
  return wasBad && limits.margin > 0 && isBeyond(value, eased(warn, limits), bad) ? "warning" : "ok"
}
