import { isOfAnother, reportKey } from "./span"
import type { KeptSpan, TraceWindow } from "./trace-window"

const MAX_ANCESTORS = 100

/** Finds the spans above, the nearest first. A circle ends where it closes. */
export type Ancestors = (key: string) => KeptSpan[]

/** Of a span that several sources tell of, each source's spans lie below its own report. */
export function ancestorsIn(window: TraceWindow): Ancestors {
  const hasOthers = [...window.keys()].some(isOfAnother)
  const above = (id: string, source: number | null) =>
    (hasOthers && source !== null ? window.get(reportKey(id, source)) : undefined) ?? window.get(id)
  return (key) => {
    const found: KeptSpan[] = []
    const own = window.get(key)
    const seen = new Set([key])
    let at = own?.parent ?? null
    while (at !== null && !seen.has(at) && found.length < MAX_ANCESTORS) {
      seen.add(at)
      const span = above(at, own?.call?.sourceId ?? null)
      if (span === undefined) break
      found.push(span)
      at = span.parent
    }
    return found
  }
}
