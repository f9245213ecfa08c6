import { clsx } from "clsx"
import type { Colour } from "@/lib/spend/colour"
import { colourStyle } from "./colour"

/** Before a name, so that a table is the legend of the chart above it. */
export function Swatch({ colour }: { colour: Colour }) {
  return (
    <span
      aria-hidden="true"
      style={colourStyle(colour)}
      className={clsx("swatch", colour === "unattributed" && "swatch-dotted")}
    />
  )
}
