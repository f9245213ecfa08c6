import type { Colour } from "@/lib/spend/colour"
import { cssColour } from "./colour"

export const UNFINISHED_PATTERN = "tg-unfinished"
export const DOTS_PATTERN = "tg-dots"

/** Stripes and dots in the page's colour, laid over a series' own: they work in every theme and on paper. */
export function PatternDefs() {
  return (
    <defs>
      <pattern
        id={UNFINISHED_PATTERN}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="2.4" height="5" fill="var(--surface-0)" />
      </pattern>
      <pattern id={DOTS_PATTERN} width="4" height="4" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="0.9" fill="var(--surface-0)" />
      </pattern>
    </defs>
  )
}

export interface SegmentProps {
  x: number
  y: number
  width: number
  height: number
  colour: Colour
  unfinished: boolean
}

/** One part of a bar, with 1 px of page colour above it so that neighbours part without hue. */
export function Segment({ x, y, width, height, colour, unfinished }: SegmentProps) {
  const top = height < 0 ? y + height : y
  const size = Math.abs(height)
  if (!(size > 0.2)) return null
  const box = { x, y: size > 2 ? top + 1 : top, width, height: size > 2 ? size - 1 : size }
  return (
    <g>
      <rect {...box} fill={cssColour(colour)} />
      {colour === "unattributed" && !unfinished && <rect {...box} fill={`url(#${DOTS_PATTERN})`} />}
      {unfinished && <rect {...box} fill={`url(#${UNFINISHED_PATTERN})`} />}
    </g>
  )
}
