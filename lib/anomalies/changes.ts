import type { Pico } from "@/lib/money"
import type { Found } from "./detect"
import type { ANOMALY_STATES, Watched } from "./schema"

/** An anomaly as it was written. */
export interface Known {
  id: number
  dimension: Watched
  value: string | null
  from: Date
  until: Date
  state: (typeof ANOMALY_STATES)[number]
  expected: Pico
  actual: Pico
  folded: boolean
  annotationId: number | null
}

export interface Changes {
  fresh: Found[]
  changed: { known: Known; found: Found }[]
  withdrawn: Known[]
}

/**
 * What of the hours from `since` on is new, another than was written, or gone. An anomaly is the same as long as
 * its hours overlap; one that began before `since` was not looked at whole and keeps its amounts.
 */
export function changesOf(known: readonly Known[], found: readonly Found[], since: Date): Changes {
  const left = new Set(known)
  const changes: Changes = { fresh: [], changed: [], withdrawn: [] }
  for (const one of found) {
    const same = [...left].find((each) => isSame(each, one))
    if (!same) {
      changes.fresh.push(one)
      continue
    }
    left.delete(same)
    const now = same.from < since ? { ...one, ...kept(same) } : one
    if (differs(same, now)) changes.changed.push({ known: same, found: now })
  }
  for (const each of left) {
    if (each.from >= since && each.state !== "withdrawn") changes.withdrawn.push(each)
  }
  return changes
}

function kept({ from, expected, actual }: Known) {
  return { from, expected, actual }
}

function isSame(known: Known, { series, from, until }: Found): boolean {
  return (
    known.dimension === series.dimension &&
    known.value === series.value &&
    known.from <= until &&
    from <= known.until
  )
}

export function stateOf({ isOpen }: Found): "open" | "over" {
  return isOpen ? "open" : "over"
}

function differs(known: Known, found: Found): boolean {
  return (
    known.from.getTime() !== found.from.getTime() ||
    known.until.getTime() !== found.until.getTime() ||
    known.state !== stateOf(found) ||
    known.expected !== found.expected ||
    known.actual !== found.actual ||
    known.folded !== found.folded
  )
}
