import type { CSSProperties } from "react"
import type { Colour } from "@/lib/spend/colour"

/** The custom property of a place in the palette; both themes define it. */
export function cssColour(colour: Colour | null): string {
  return colour === null ? "var(--text-3)" : `var(--cat-${colour})`
}

/** Sets `--c`, which swatches and share bars paint with. */
export function colourStyle(colour: Colour | null): CSSProperties {
  return { "--c": cssColour(colour) } as CSSProperties
}
