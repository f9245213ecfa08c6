import { tickStride } from "./scale"

export const AXIS_TEXT = { fontSize: 11, fill: "var(--text-3)" }
export const Y_WIDTH = 44
export const MARGIN = { top: 12, right: 2, bottom: 0, left: 0 }
const WIDE_LABEL = 44
const NARROW_LABEL = 24
const LABEL_CHARACTER = 6
const LABEL_GAP = 12

/** Which labels the axis carries: weekdays where there is room, else as many days as fit. */
export function axisLabels(buckets: readonly { tick: string; wideTick: string }[], width: number) {
  const room = width - Y_WIDTH
  // The first of a month or day is written longer than its neighbours and has their room.
  const lengths = buckets.map((bucket) => bucket.tick.length).sort((a, b) => a - b)
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0
  const wide = buckets.length <= 31 && room > buckets.length * WIDE_LABEL
  const label = wide ? WIDE_LABEL : usual > 2 ? usual * LABEL_CHARACTER + LABEL_GAP : NARROW_LABEL
  const text = (index: number) => buckets[index]?.[wide ? "wideTick" : "tick"] ?? ""
  return { stride: tickStride(buckets.length, room, label), text }
}
