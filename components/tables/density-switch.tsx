"use client"

import { TextButton } from "@/components/ui/text-button"
import { useKeptText } from "./kept-text"

export type Density = "normal" | "tight" | "comfortable"

/** The rows' height of every table that leaves it to the reader. */
export function useDensity(): [Density, (density: Density) => void] {
  const [text, keep] = useKeptText("density")
  return [text === "comfortable" ? "comfortable" : "normal", keep]
}

/** Rows of 32 or of 40 px, kept in this browser. */
export function DensitySwitch() {
  const [density, setDensity] = useDensity()
  const roomy = density === "comfortable"
  return (
    <TextButton onClick={() => setDensity(roomy ? "normal" : "comfortable")}>
      {roomy ? "Dense rows" : "Roomy rows"}
    </TextButton>
  )
}
